// Stands between client and server where a test must see what was sent, and change it as the cloud does.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';

// They belong to one connection, and fetch sets its own.
const ofConnection = new Set(['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'expect', 'upgrade', 'http2-settings']);

/**
 * Starts a proxy.
 * @param target The server's address.
 * @param http2 Whether clients speak cleartext HTTP/2.
 * @param rewrite Makes the server's path of the client's.
 */
export async function startProxy(target, { http2 = false, rewrite = path => path } = {}) {
    const proxy = {
        /** What came by: path, status and Retry-After of each request. */
        exchanges: [],
        /** Called before the client is told that the server is full. */
        onOverload: async () => { },
        async stop() {
            server.close();
            server.closeAllConnections?.();
            sessions.forEach(session => session.destroy());
            await once(server, 'close');
        },
    };
    const sessions = new Set();
    const server = http2 ? createHttp2Server(forward) : createServer(forward);
    server.on('session', session => sessions.add(session));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy.url = `http://127.0.0.1:${server.address().port}`;
    return proxy;

    async function forward(request, response) {
        const body = Buffer.concat(await read(request));
        const answer = await fetch(target + rewrite(request.url), { method: request.method, headers: pass(Object.entries(request.headers)), body });
        const bytes = Buffer.from(await answer.arrayBuffer());
        proxy.exchanges.push({ path: request.url, status: answer.status, retryAfter: answer.headers.get('retry-after') });
        if (answer.status === 429)
            await proxy.onOverload();
        response.writeHead(answer.status, pass(answer.headers.entries()));
        response.end(bytes);
    }
}

async function read(stream) {
    const chunks = [];
    for await (const chunk of stream)
        chunks.push(chunk);
    return chunks;
}

function pass(headers) {
    return Object.fromEntries([...headers].filter(([name]) => !name.startsWith(':') && !ofConnection.has(name)));
}
