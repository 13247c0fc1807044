import assert from 'node:assert/strict';
import Together from 'together-ai';
import { testClient } from './support/contract.js';
import { articles, query, relevantArticle } from './support/samples.js';
import { apiKey } from './support/server.js';

const model = 'Salesforce/Llama-Rank-V1';
const connect = (url, apiKey) => new Together({ baseURL: `${url}/v1`, apiKey });

testClient('together-ai', {
    path: '/v1/rerank',
    isError: error => error instanceof Together.APIError,
    status: error => error.status,
    showsMessage: true,
    retries: true,
    connect,
    rerank: async (client, query, documents, top_n) => {
        const { results } = await client.rerank.create({ model, query, documents, top_n });
        return results.map(({ index, relevance_score }) => ({ index, score: relevance_score }));
    },
    rerankWithDocuments: async (client, query, documents, top_n) => {
        const { results } = await client.rerank.create({ model, query, documents, top_n, return_documents: true });
        return results.map(({ index, relevance_score, document }) => ({ index, score: relevance_score, document: document.text }));
    },
}, (context, check) => {
    check('ranks objects by rank_fields and gives them back', async () => {
        const { results } = await connect(context.url, apiKey).rerank.create({ model, query, documents: articles, rank_fields: ['title', 'text'], return_documents: true });

        assert.equal(results[0].index, relevantArticle);
        assert.deepEqual(results[0].document, articles[relevantArticle]);
    });
});
