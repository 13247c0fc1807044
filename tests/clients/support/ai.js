// The providers of the AI SDK differ in how they are made and in what they send; what users call is one function.
import { APICallError, rerank } from 'ai';

// What it has to say about objects that providers turn into strings is known here.
globalThis.AI_SDK_LOG_WARNINGS = false;

export const aiClient = {
    isError: error => APICallError.isInstance(error),
    status: error => error.statusCode,
    showsMessage: true,
    retries: true,
    rerank: async (model, query, documents, topN) => (await rerank({ model, query, documents, topN })).ranking.map(({ originalIndex, score }) => ({ index: originalIndex, score })),
    rerankWithDocuments: async (model, query, documents, topN) => {
        const { ranking } = await rerank({ model, query, documents, topN });
        return ranking.map(({ originalIndex, score, document }) => ({ index: originalIndex, score, document }));
    },
};

/** Ranks objects and gives the best one. */
export async function best(model, query, documents, providerOptions) {
    return (await rerank({ model, query, documents, providerOptions })).rerankedDocuments[0];
}
