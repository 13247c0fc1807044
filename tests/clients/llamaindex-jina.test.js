import { TextNode } from '@llamaindex/core/schema';
import { JinaAIReranker } from 'llamaindex';
import { testClient } from './support/contract.js';

// Jina's address is fixed in this client, so that fetch is led elsewhere.
const jina = 'https://api.jina.ai';
const realFetch = globalThis.fetch;
let base;
let lastStatus;
globalThis.fetch = async (url, options) => {
    if (!String(url).startsWith(jina))
        return await realFetch(url, options);
    const response = await realFetch(String(url).replace(jina, base), options);
    lastStatus = response.status;
    return response;
};

testClient('llamaindex, JinaAIReranker', {
    path: '/v1/rerank',
    // It does not look at the status, and stumbles over the results that are not there.
    isError: error => error instanceof TypeError,
    status: () => lastStatus,
    showsMessage: false,
    retries: false,
    connect: (url, key) => {
        base = url;
        process.env.JINAAI_API_KEY = key;
        return new JinaAIReranker();
    },
    rerank: async (reranker, query, documents, top) =>
        (await reranker.rerank(query, documents, top)).map(({ index, relevance_score }) => ({ index, score: relevance_score })),
    rerankWithDocuments: async (reranker, query, documents, top) => {
        reranker.topN = top;
        const nodes = documents.map((text, index) => ({ node: new TextNode({ text, id_: String(index) }) }));
        const results = await reranker.postprocessNodes(nodes, query);
        return results.map(({ node, score }) => ({ index: Number(node.id_), score, document: node.text }));
    },
});
