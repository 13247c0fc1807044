import assert from 'node:assert/strict';
import { createTogetherAI } from '@ai-sdk/togetherai';
import { aiClient, best } from './support/ai.js';
import { testClient } from './support/contract.js';
import { articles, query, relevantArticle } from './support/samples.js';
import { apiKey } from './support/server.js';

const connect = (url, apiKey) => createTogetherAI({ baseURL: `${url}/v1`, apiKey }).reranking('Salesforce/Llama-Rank-v1');

testClient('ai with @ai-sdk/togetherai', { ...aiClient, path: '/v1/rerank', connect }, (context, check) => {
    check('ranks objects by their rankFields', async () => {
        const providerOptions = { togetherai: { rankFields: ['title'] } };

        assert.deepEqual(await best(connect(context.url, apiKey), query, articles, providerOptions), articles[relevantArticle]);
    });

    check('ranks objects without a text by all their fields', async () => {
        const titles = articles.map(({ id, title }) => ({ id, title }));

        assert.deepEqual(await best(connect(context.url, apiKey), query, titles), titles[relevantArticle]);
    });
});
