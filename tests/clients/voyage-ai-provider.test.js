import assert from 'node:assert/strict';
import { createVoyage } from 'voyage-ai-provider';
import { aiClient, best } from './support/ai.js';
import { testClient } from './support/contract.js';
import { articles, query, relevantArticle } from './support/samples.js';
import { apiKey } from './support/server.js';

const connect = (url, apiKey) => createVoyage({ baseURL: `${url}/v1`, apiKey }).reranking('rerank-2.5');

testClient('ai with voyage-ai-provider', { ...aiClient, path: '/v1/rerank', invalidStatus: 400, connect }, (context, check) => {
    check('ranks objects', async () => {
        assert.deepEqual(await best(connect(context.url, apiKey), query, articles), articles[relevantArticle]);
    });
});
