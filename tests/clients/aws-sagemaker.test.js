import assert from 'node:assert/strict';
import { InvokeEndpointCommand, SageMakerRuntimeClient, SageMakerRuntimeServiceException } from '@aws-sdk/client-sagemaker-runtime';
import { withKey } from './support/aws.js';
import { testClient } from './support/contract.js';
import { documents, query } from './support/samples.js';
import { apiKey } from './support/server.js';

const connect = (endpoint, key) => new SageMakerRuntimeClient({ endpoint, ...withKey(key) });

testClient('@aws-sdk/client-sagemaker-runtime', {
    path: '/endpoints/winnow/invocations',
    isError: error => error instanceof SageMakerRuntimeServiceException,
    status: error => error.$metadata.httpStatusCode,
    showsMessage: true,
    retries: true,
    connect,
    // As SageMaker maps the endpoint's address to the container's.
    proxy: { rewrite: path => path.replace(/^\/endpoints\/[^/]+\/invocations$/, '/invocations') },
    skip: async server => (await fetch(`${server.url}/ping`)).status === 404 && 'this server has no /ping and /invocations',
    rerank: async (client, query, documents, top_n) => {
        const { results } = await invoke(client, { query, documents, top_n });
        return results.map(({ index, relevance_score }) => ({ index, score: relevance_score }));
    },
    rerankWithDocuments: async (client, query, documents, top_n) => {
        const { results } = await invoke(client, { query, documents, top_n, return_documents: true });
        return results.map(({ index, relevance_score, document }) => ({ index, score: relevance_score, document: document.text }));
    },
}, (context, check) => {
    check('takes the body of Jina\'s package', async () => {
        const { data } = await invoke(connect(context.url, apiKey), { data: { query, documents: documents.map(text => ({ text })), top_n: 2 } });

        const results = data[0].results.map(({ index, relevance_score }) => ({ index, score: relevance_score }));
        assert.deepEqual(results, await context.server.rank(query, documents, 2));
    });
});

async function invoke(client, body) {
    const { Body } = await client.send(new InvokeEndpointCommand({ EndpointName: 'winnow', ContentType: 'application/json', Body: JSON.stringify(body) }));
    return JSON.parse(new TextDecoder().decode(Body));
}
