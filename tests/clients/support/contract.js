// What every client must get from the server, whichever words it uses for it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startProxy } from './proxy.js';
import { documents, query, relevant } from './samples.js';
import { apiKey, startServer } from './server.js';

const emptyQuery = 'The query must not be empty or only white space.';

/**
 * Tests a client.
 * @param name Its name, as npm has it.
 * @param client How it is used:
 *   - connect(url, key): makes it, and the one setting that it needs.
 *   - rerank(connection, query, documents, top): gives [{ index, score }], best first.
 *   - rerankWithDocuments: the same with [{ index, score, document }]. Left out where the API has no documents in its answers.
 *   - path: where its requests arrive.
 *   - isError(error), status(error): whether an error is one of its own, and the status in it.
 *   - showsMessage: whether people who see the error see the server's sentence too.
 *   - retries: whether it tries again by itself when the server is full.
 *   - invalidStatus: what a wrong request gets where that is not 422.
 *   - proxy: options of the proxy.
 *   - skip(server): a reason to skip, or false.
 * @param more Further tests of this client alone: a function that gets the context with `server` and `url`.
 */
export function testClient(name, client, more = () => { }) {
    describe(name, () => {
        const context = {};

        before(async () => {
            context.server = await startServer();
            context.skip = await client.skip?.(context.server) ?? false;
            // Where the cloud changes the address, the proxy is needed for all.
            if (client.proxy?.rewrite)
                context.front = await startProxy(context.server.url, client.proxy);
            context.url = context.front?.url ?? context.server.url;
        });

        after(async () => {
            await context.front?.stop();
            context.server?.process.kill();
        });

        const check = (title, run) => test(title, async t => context.skip ? t.skip(context.skip) : await run(t));

        check('ranks as a plain request does', async () => {
            const results = await client.rerank(await client.connect(context.url, apiKey), query, documents, 3);

            assert.equal(results[0].index, relevant);
            assert.deepEqual(results, await context.server.rank(query, documents, 3));
        });

        if (client.rerankWithDocuments) {
            check('gives the documents back', async () => {
                const results = await client.rerankWithDocuments(await client.connect(context.url, apiKey), query, documents, documents.length);

                const expected = await context.server.rank(query, documents);
                assert.deepEqual(results, expected.map(({ index, score }) => ({ index, score, document: documents[index] })));
            });
        }

        check('says so when the key is wrong', async t => {
            if (!context.server.hasKeys)
                return t.skip('this server has no --api-key');
            const error = await failure(client.rerank(await client.connect(context.url, 'wrong'), query, documents, 3));

            assert.ok(client.isError(error), error.stack);
            assert.equal(client.status(error), 401);
            if (client.showsMessage)
                assert.match(error.message, /The API key is wrong/);
        });

        check('says so when the request is wrong', async () => {
            const error = await failure(client.rerank(await client.connect(context.url, apiKey), ' ', documents, 3));

            assert.ok(client.isError(error), error.stack);
            assert.equal(client.status(error), client.invalidStatus ?? 422);
            if (client.showsMessage)
                assert.ok(error.message.includes(emptyQuery), error.message);
        });

        check(client.retries ? 'tries again when the server is full' : 'says so when the server is full, and works after', async t => {
            const proxy = await startProxy(context.server.url, client.proxy);
            t.after(() => proxy.stop());
            const connection = await client.connect(proxy.url, apiKey);
            proxy.onOverload = await context.server.occupy();

            if (!client.retries)
                assert.ok(client.isError(await failure(client.rerank(connection, query, documents, 3))));
            const results = await client.rerank(connection, query, documents, 3);

            assert.deepEqual(results, await context.server.rank(query, documents, 3));
            assert.deepEqual(proxy.exchanges.map(exchange => exchange.status), [429, 200]);
            assert.match(proxy.exchanges[0].retryAfter, /^[1-9][0-9]*$/);
            assert.deepEqual(new Set(proxy.exchanges.map(exchange => exchange.path)), new Set([client.path]));
        });

        more(context, check);

        // As a test, because node does not count what fails after one.
        test('leaves a server that ends well', async () => await context.server.stop());
    });
}

/** Gives the error with which a call fails. */
export async function failure(call) {
    try {
        await call;
    } catch (error) {
        return error;
    }

    assert.fail('The call has not failed.');
}
