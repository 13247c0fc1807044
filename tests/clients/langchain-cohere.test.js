import assert from 'node:assert/strict';
import { CohereRerank } from '@langchain/cohere';
import { CohereClient, CohereError } from 'cohere-ai';
import { testClient } from './support/contract.js';
import { documents, query, relevant } from './support/samples.js';
import { apiKey } from './support/server.js';

// It has no setting for the address, but takes a client that has.
const connect = (environment, token) => new CohereRerank({ model: 'rerank-english-v3.0', client: new CohereClient({ environment, token }) });

testClient('@langchain/cohere', {
    path: '/v1/rerank',
    isError: error => error instanceof CohereError,
    status: error => error.statusCode,
    showsMessage: true,
    retries: true,
    connect,
    rerank: async (reranker, query, documents, topN) =>
        (await reranker.rerank(documents, query, { topN })).map(({ index, relevanceScore }) => ({ index, score: relevanceScore })),
    rerankWithDocuments: async (reranker, query, documents, topN) => {
        reranker.topN = topN;
        const results = await reranker.compressDocuments(documents.map((pageContent, index) => ({ pageContent, metadata: { index } })), query);
        return results.map(({ pageContent, metadata }) => ({ index: metadata.index, score: metadata.relevanceScore, document: pageContent }));
    },
}, (context, check) => {
    check('takes its usual topN of 3 for fewer documents', async () => {
        const results = await connect(context.url, apiKey).rerank(documents.slice(relevant - 1, relevant + 1), query);

        assert.deepEqual(results.map(result => result.index), [1, 0]);
    });
});
