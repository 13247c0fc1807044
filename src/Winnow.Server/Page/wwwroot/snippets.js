// The request as code. It carries the very body; a key is read from the environment, so that no code has it.

const keyVariable = "WINNOW_API_KEY";

export const languages = [
  { id: "curl", name: "curl", write: curl },
  { id: "csharp", name: "C#", write: csharp },
  { id: "python", name: "Python", write: python },
  { id: "javascript", name: "JavaScript", write: javascript },
];

/** JSON whose every character can be seen: what ends lines in one language or turns the direction of reading is written as an escape. */
function json(value) {
  return JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const indent = (text, by) => text.replaceAll("\n", `\n${" ".repeat(by)}`);

// A here-document: no quoting of the body and no limit of its length. No line of JSON is the word that ends it.
function curl(url, body, hasKey) {
  return [
    `curl -sS '${url.replaceAll("'", "'\\''")}' \\`,
    ...(hasKey ? [`  -H "Authorization: Bearer $${keyVariable}" \\`] : []),
    "  -H 'Content-Type: application/json' \\",
    "  --data-binary @- <<'END_OF_BODY'",
    json(body),
    "END_OF_BODY",
    "",
  ].join("\n");
}

function csharp(url, body, hasKey) {
  const text = json(body);
  const longest = Math.max(0, ...Array.from(text.matchAll(/"+/g), (run) => run[0].length));
  const quotes = '"'.repeat(Math.max(3, longest + 1));
  return [
    ...(hasKey ? ["using System.Net.Http.Headers;"] : []),
    "using System.Text;",
    "using System.Text.Json;",
    "",
    `const string Body = ${quotes}`,
    text,
    `${quotes};`,
    "",
    "using var client = new HttpClient();",
    ...(hasKey ? [`client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("${keyVariable}"));`] : []),
    'using var content = new StringContent(Body, Encoding.UTF8, "application/json");',
    `using HttpResponseMessage response = await client.PostAsync(${JSON.stringify(url)}, content);`,
    "response.EnsureSuccessStatusCode();",
    "using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());",
    'foreach (JsonElement result in answer.RootElement.GetProperty("results").EnumerateArray())',
    '    Console.WriteLine($"{result.GetProperty("relevance_score")}  document {result.GetProperty("index")}");',
    "",
  ].join("\n");
}

function python(url, body, hasKey) {
  return [
    "import json",
    ...(hasKey ? ["import os"] : []),
    "import urllib.request",
    "",
    `body = ${pythonLiteral(body)}`,
    "",
    "request = urllib.request.Request(",
    `    ${JSON.stringify(url)},`,
    "    data=json.dumps(body).encode(),",
    `    headers={"Content-Type": "application/json"${hasKey ? `, "Authorization": "Bearer " + os.environ["${keyVariable}"]` : ""}},`,
    ")",
    "with urllib.request.urlopen(request) as response:",
    '    for result in json.load(response)["results"]:',
    '        print(result["relevance_score"], "document", result["index"])',
    "",
  ].join("\n");
}

// Strings of JSON are strings of Python; only the names of the constants differ.
function pythonLiteral(value, depth = 0) {
  const inner = " ".repeat(4 * (depth + 1));
  const list = (open, items, close) => (items.length === 0 ? open + close : `${open}\n${items.map((item) => `${inner}${item},\n`).join("")}${" ".repeat(4 * depth)}${close}`);
  if (Array.isArray(value)) return list("[", value.map((item) => pythonLiteral(item, depth + 1)), "]");
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return json(value);
  return list("{", Object.entries(value).map(([name, item]) => `${json(name)}: ${pythonLiteral(item, depth + 1)}`), "}");
}

function javascript(url, body, hasKey) {
  return [
    `const response = await fetch(${JSON.stringify(url)}, {`,
    '  method: "POST",',
    `  headers: { "Content-Type": "application/json"${hasKey ? `, Authorization: \`Bearer \${process.env.${keyVariable}}\`` : ""} },`,
    `  body: JSON.stringify(${indent(json(body), 2)}),`,
    "});",
    "if (!response.ok) throw new Error(await response.text());",
    "const { results } = await response.json();",
    "for (const result of results) console.log(result.relevance_score, \"document\", result.index);",
    "",
  ].join("\n");
}
