import assert from 'node:assert/strict';
import { createCohere } from '@ai-sdk/cohere';
import { aiClient, best } from './support/ai.js';
import { testClient } from './support/contract.js';
import { articles, query, relevantArticle } from './support/samples.js';
import { apiKey } from './support/server.js';

const connect = (url, apiKey) => createCohere({ baseURL: `${url}/v2`, apiKey }).reranking('rerank-v3.5');

testClient('ai with @ai-sdk/cohere', { ...aiClient, path: '/v2/rerank', invalidStatus: 400, connect }, (context, check) => {
    check('ranks objects', async () => {
        assert.deepEqual(await best(connect(context.url, apiKey), query, articles), articles[relevantArticle]);
    });
});
