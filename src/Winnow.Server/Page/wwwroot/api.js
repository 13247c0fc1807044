// The server's API, under the address where this page lies.

/** What the server says is wrong. */
export class ServerError extends Error {
  constructor(message, status, field) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** The whole address of a route. */
export const address = (route) => new URL(route, document.baseURI).href;

/** Gets the models that are served. */
export async function getModels(key) {
  const { json } = await ask("v1/models", key);
  return json.data;
}

/**
 * Ranks documents.
 * @returns The answer's results and tokens, the time that passed here, and the times that the server tells, in milliseconds.
 */
export async function rerank(body, key, signal) {
  const start = performance.now();
  const { json, headers } = await ask("v1/rerank", key, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  const time = (name) => (headers.has(name) ? Number(headers.get(name)) : null);
  return {
    model: json.model,
    results: json.results,
    tokens: json.usage.total_tokens,
    wall: performance.now() - start,
    server: time("x-total-time"),
    queue: time("x-queue-time"),
    inference: time("x-inference-time"),
  };
}

async function ask(route, key, init = {}) {
  const headers = new Headers(init.headers);
  if (key !== "") {
    if (!/^[\x21-\x7e]+$/.test(key)) throw new ServerError("The API key has characters that no header can carry. Keys are letters, digits and signs without spaces.", 401, "key");
    headers.set("Authorization", `Bearer ${key}`);
  }
  let response;
  try {
    response = await fetch(address(route), { cache: "no-store", ...init, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServerError("The server cannot be reached. Is it still running?", 0);
  }
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ServerError(`${address(route)} has answered ${response.status} ${response.statusText} without JSON. Is something else in between?`, response.status);
  }
  if (!response.ok) throw new ServerError(sentence(json) ?? `The server has answered ${response.status} ${response.statusText}.`, response.status, json.error?.param);
  return { json, headers: response.headers };
}

function sentence(json) {
  return [json.message, json.detail, json.error?.message, json.error].find((text) => typeof text === "string");
}
