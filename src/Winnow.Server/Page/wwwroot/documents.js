// How a pasted text or a file becomes documents. What stands in the field is what is sent: a file is put there as it is.

const textFields = ["text", "document", "content", "passage", "body"];
const maxFileBytes = 32 * 1024 * 1024;

const words = {
  lines: "one a line",
  blocks: "blocks between empty lines",
  jsonl: "JSON lines",
  json: "a JSON array",
};

const readers = { lines: readLines, blocks: readBlocks, jsonl: readJsonLines, json: readJsonArray };

/** What is wrong with the documents, in a sentence. */
export class DocumentError extends Error {}

/**
 * Cuts a text into documents.
 * @param {string} text What was pasted.
 * @param {string} format A key of `words`, or "auto".
 * @returns {{documents: string[], how: string}} The documents, and in words how they were found.
 */
export function readDocuments(text, format) {
  const chosen = format === "auto" ? detect(text) : format;
  return { documents: readers[chosen](text), how: words[chosen] };
}

/** Reads a file that was chosen or dropped: its text, and the format that its name tells. */
export async function readFile(file) {
  if (file.size > maxFileBytes)
    throw new DocumentError(`${file.name} has ${Math.ceil(file.size / 1024 / 1024)} MB, and this page reads files of up to 32 MB. Send larger ones with the API, in parts.`);
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch (error) {
    throw new DocumentError(error instanceof TypeError
      ? `${file.name} is not a text in UTF-8. Save it as UTF-8 and choose it again.`
      : `${file.name} cannot be read: ${error.message}`);
  }
  const ending = file.name.toLowerCase().split(".").pop();
  return { text, format: { jsonl: "jsonl", ndjson: "jsonl", json: "json" }[ending] ?? "auto" };
}

function detect(text) {
  const start = text.trimStart();
  if (start.startsWith("[") && Array.isArray(parsed(start))) return "json";
  if (start.startsWith("{") && parsed(start.split("\n", 1)[0]) !== undefined) return "jsonl";
  return /\n[^\S\n]*\n/.test(text.trim()) ? "blocks" : "lines";
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readLines(text) {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

function readBlocks(text) {
  return text.split(/\n(?:[^\S\n]*\n)+/).map((block) => block.trim()).filter((block) => block !== "");
}

function readJsonLines(text) {
  const documents = [];
  text.split("\n").forEach((line, i) => {
    if (line.trim() !== "") documents.push(textOf(parse(line, `Line ${i + 1} of the documents`), `Line ${i + 1} of the documents`));
  });
  return documents;
}

function readJsonArray(text) {
  if (text.trim() === "") return [];
  const list = parse(text, "The field of the documents");
  if (!Array.isArray(list)) throw new DocumentError("The field of the documents has JSON, but no array. Put the documents into [ and ], or choose JSON lines.");
  return list.map((item, i) => textOf(item, `Item ${i + 1} of the documents`));
}

function parse(text, where) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DocumentError(`${where} is not JSON: ${error.message}`);
  }
}

function textOf(item, where) {
  if (typeof item === "string") return item;
  const field = textFields.find((name) => typeof item?.[name] === "string");
  if (field === undefined) throw new DocumentError(`${where} is neither a string nor an object with a text in ${textFields.slice(0, -1).join(", ")} or ${textFields.at(-1)}.`);
  return item[field];
}
