import { VoyageAIClient, VoyageAIError } from 'voyageai';
import { testClient } from './support/contract.js';

const model = 'rerank-2.5';

testClient('voyageai', {
    path: '/v1/rerank',
    isError: error => error instanceof VoyageAIError,
    status: error => error.statusCode,
    showsMessage: true,
    retries: true,
    invalidStatus: 400,
    connect: (url, apiKey) => new VoyageAIClient({ environment: `${url}/v1`, apiKey }),
    rerank: async (client, query, documents, topK) => ranking(await client.rerank({ model, query, documents, topK })),
    rerankWithDocuments: async (client, query, documents, topK) => {
        const { data } = await client.rerank({ model, query, documents, topK, returnDocuments: true });
        return data.map(({ index, relevanceScore, document }) => ({ index, score: relevanceScore, document }));
    },
});

function ranking({ data }) {
    return data.map(({ index, relevanceScore }) => ({ index, score: relevanceScore }));
}
