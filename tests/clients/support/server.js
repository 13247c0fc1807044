// The server under test: the real command, on a free port.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const command = process.env.WINNOW_CLI ?? fileURLToPath(new URL('../../../artifacts/bin/Winnow.Cli/release/Winnow.Cli.dll', import.meta.url));

/** The key that clients send, and the only one that the server takes. */
export const apiKey = 'winnow-client-tests';

// One request at a time, so that a test can fill the server with one, and slow enough that the one is not done before the next comes.
const options = ['--port', '0', '--max-requests', '1', '--threads', '1', '--precision', 'float32'];

/** Starts the server, with an API key where it knows of such. */
export async function startServer() {
    return await launch([...options, '--api-key', apiKey], true) ?? await launch(options, false);
}

async function launch(args, hasKeys) {
    const process = spawn('dotnet', [command, 'serve', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    const lines = [];
    const url = await new Promise((resolve, reject) => {
        createInterface(process.stderr).on('line', line => {
            lines.push(line);
            const listening = /listening at (http:[^ ;,]+)/.exec(line);
            if (listening)
                resolve(listening[1]);
        });
        process.once('error', reject);
        process.once('close', code => hasKeys && lines.some(line => line.includes('--api-key')) ? resolve(null) : reject(new Error(`winnow serve ended with ${code}:\n${lines.join('\n')}`)));
    });
    return url && new Server(url, process, lines, hasKeys);
}

class Server {
    constructor(url, process, lines, hasKeys) {
        Object.assign(this, { url, process, lines, hasKeys });
    }

    /** Posts JSON without any client. */
    async post(path, body, { signal } = {}) {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };
        return await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body), signal });
    }

    /** Gives what a plain request says about documents, best first. */
    async rank(query, documents, top) {
        const response = await this.post('/v1/rerank', { query, documents, top_n: top });
        assert.equal(response.status, 200);
        const { results } = await response.json();
        return results.map(result => ({ index: result.index, score: result.relevance_score }));
    }

    /**
     * Fills the server with a request of a second or two, so that the next one is refused.
     * @returns What takes it away again.
     */
    async occupy() {
        const abort = new AbortController();
        const documents = Array.from({ length: 15 }, (_, i) => `Herons nest in colonies ${i}. `.repeat(60));
        const response = await this.post('/v1/rerank', { query: 'where do herons nest', documents, stream: true }, { signal: abort.signal });
        assert.equal(response.status, 200);
        // With its first result it is certain that it is being computed.
        await response.body.getReader().read();
        return async () => {
            abort.abort();
            let status;
            do
                status = (await this.post('/v1/rerank', { query: 'a', documents: ['b'] })).status;
            while (status === 429);
            assert.equal(status, 200);
        };
    }

    /** Stops the server as a service manager does. It must end well and have had nothing to complain about. */
    async stop() {
        this.process.kill('SIGTERM');
        const [code] = await once(this.process, 'close');
        // 130 is how the command says that a signal has ended it.
        assert.ok(code === 0 || code === 130, `It ended with ${code}:\n${this.lines.join('\n')}`);
        assert.deepEqual(this.lines.filter(line => /\b(warn|fail|crit)\b/.test(line)), []);
    }
}
