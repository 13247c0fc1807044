import assert from 'node:assert/strict';
import { BedrockAgentRuntimeClient, BedrockAgentRuntimeServiceException, RerankCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { withKey } from './support/aws.js';
import { testClient } from './support/contract.js';
import { articles, query, relevantArticle } from './support/samples.js';
import { apiKey } from './support/server.js';

const common = {
    path: '/rerank',
    isError: error => error instanceof BedrockAgentRuntimeServiceException,
    status: error => error.$metadata.httpStatusCode,
    showsMessage: true,
    retries: true,
    invalidStatus: 400,
    rerank: async (client, query, documents, top) => {
        const inline = documents.map(text => ({ type: 'TEXT', textDocument: { text } }));
        const { results } = await client.send(command(query, inline, top));
        return results.map(({ index, relevanceScore }) => ({ index, score: relevanceScore }));
    },
};

// As it comes the client speaks HTTP/2, with TLS or without.
testClient('@aws-sdk/client-bedrock-agent-runtime over HTTP/2', {
    ...common,
    proxy: { http2: true },
    connect: (endpoint, key) => new BedrockAgentRuntimeClient({ endpoint, ...withKey(key) }),
}, (context, check) => {
    check('ranks JSON documents', async () => {
        const client = new BedrockAgentRuntimeClient({ endpoint: context.url, ...withKey(apiKey) });

        const { results } = await client.send(command(query, articles.map(jsonDocument => ({ type: 'JSON', jsonDocument })), 1));

        assert.deepEqual(results.map(result => result.index), [relevantArticle]);
    });

    check('names the kind of error as Bedrock does', async () => {
        const client = new BedrockAgentRuntimeClient({ endpoint: context.url, ...withKey(apiKey) });

        await assert.rejects(client.send(command(' ', [{ type: 'TEXT', textDocument: { text: 'a' } }], 1)), { name: 'ValidationException' });
    });
});

testClient('@aws-sdk/client-bedrock-agent-runtime over HTTP/1.1', {
    ...common,
    connect: (endpoint, key) => new BedrockAgentRuntimeClient({ endpoint, requestHandler: new NodeHttpHandler(), ...withKey(key) }),
});

function command(query, documents, numberOfResults) {
    return new RerankCommand({
        queries: [{ type: 'TEXT', textQuery: { text: query } }],
        sources: documents.map(inlineDocumentSource => ({ type: 'INLINE', inlineDocumentSource })),
        rerankingConfiguration: {
            type: 'BEDROCK_RERANKING_MODEL',
            bedrockRerankingConfiguration: { numberOfResults, modelConfiguration: { modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0' } },
        },
    });
}
