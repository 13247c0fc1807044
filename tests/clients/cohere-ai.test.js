import assert from 'node:assert/strict';
import { CohereClient, CohereClientV2, CohereError } from 'cohere-ai';
import { testClient } from './support/contract.js';
import { articles, query, relevantArticle } from './support/samples.js';
import { apiKey } from './support/server.js';

const model = 'rerank-english-v3.0';
const common = {
    isError: error => error instanceof CohereError,
    status: error => error.statusCode,
    showsMessage: true,
    retries: true,
    rerank: async (client, query, documents, topN) => ranking(await client.rerank({ model, query, documents, topN })),
};

testClient('cohere-ai, CohereClient', {
    ...common,
    path: '/v1/rerank',
    connect: (environment, token) => new CohereClient({ environment, token }),
    rerankWithDocuments: async (client, query, documents, topN) => {
        const { results } = await client.rerank({ model, query, documents, topN, returnDocuments: true });
        return results.map(({ index, relevanceScore, document }) => ({ index, score: relevanceScore, document: document.text }));
    },
}, (context, check) => {
    check('ranks objects by their rankFields', async () => {
        const client = new CohereClient({ environment: context.url, token: apiKey });

        const { results, meta } = await client.rerank({ model, query, documents: articles, rankFields: ['title'], returnDocuments: true });

        assert.equal(results[0].index, relevantArticle);
        assert.equal(results[0].document.text, articles[relevantArticle].text);
        assert.equal(results[0].document.title, articles[relevantArticle].title);
        assert.equal(meta.apiVersion.version, '1');
        assert.equal(meta.billedUnits.searchUnits, 1);
    });
});

testClient('cohere-ai, CohereClientV2', {
    ...common,
    path: '/v2/rerank',
    invalidStatus: 400,
    connect: (environment, token) => new CohereClientV2({ environment, token }),
});

function ranking({ results }) {
    return results.map(({ index, relevanceScore }) => ({ index, score: relevanceScore }));
}
