import { CohereRerank } from '@llamaindex/cohere';
import { TextNode } from '@llamaindex/core/schema';
import { createRequire } from 'node:module';
import { testClient } from './support/contract.js';

// The error's type is that of the client inside, an older cohere-ai than the one beside it.
const { CohereError } = createRequire(createRequire(import.meta.url).resolve('@llamaindex/cohere'))('cohere-ai');

testClient('@llamaindex/cohere', {
    path: '/v1/rerank',
    isError: error => error instanceof CohereError,
    status: error => error.statusCode,
    showsMessage: true,
    retries: true,
    connect: (baseUrl, apiKey) => topN => new CohereRerank({ baseUrl, apiKey, topN }),
    rerank: async (connection, ...call) => (await rerank(connection, ...call)).map(({ index, score }) => ({ index, score })),
    rerankWithDocuments: rerank,
});

async function rerank(connection, query, documents, top) {
    const nodes = documents.map((text, index) => ({ node: new TextNode({ text, metadata: { index }, excludedEmbedMetadataKeys: ['index'], excludedLlmMetadataKeys: ['index'] }) }));
    nodes.forEach(({ node }) => node.getContent = () => node.text);
    const results = await connection(top).postprocessNodes(nodes, query);
    return results.map(({ node, score }) => ({ index: node.metadata.index, score, document: node.text }));
}
