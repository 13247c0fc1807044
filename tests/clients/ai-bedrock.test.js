import assert from 'node:assert/strict';
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { aiClient, best } from './support/ai.js';
import { testClient } from './support/contract.js';
import { articles, query, relevantArticle } from './support/samples.js';
import { apiKey } from './support/server.js';

const connect = (baseURL, apiKey) => createAmazonBedrock({ region: 'us-east-1', baseURL, apiKey }).reranking('cohere.rerank-v3-5:0');

testClient('ai with @ai-sdk/amazon-bedrock', { ...aiClient, path: '/rerank', invalidStatus: 400, connect }, (context, check) => {
    check('ranks objects', async () => {
        assert.deepEqual(await best(connect(context.url, apiKey), query, articles), articles[relevantArticle]);
    });
});
