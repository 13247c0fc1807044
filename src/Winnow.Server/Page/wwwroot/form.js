// What is asked: the fields, the models to choose from, and files that are chosen or dropped.

import { getModels, ServerError } from "./api.js";
import { DocumentError, readDocuments, readFile } from "./documents.js";
import { byId, count, element } from "./dom.js";
import { sample } from "./sample.js";

const passages = { max_spans: 3, threshold: 0 };

// Where the parameter that the server names in an error is set.
const fieldOf = { query: "query", documents: "documents", model: "model", top_n: "top", key: "key" };

export class RequestForm {
  #models = [];
  #complain;
  #counting;

  /** @param complain Told what is wrong with a file or with the models. */
  constructor(complain) {
    this.#complain = complain;
    byId("documents").addEventListener("input", () => {
      clearTimeout(this.#counting);
      this.#counting = setTimeout(() => this.#count(), 150);
    });
    byId("format").addEventListener("change", () => this.#count());
    byId("model").addEventListener("change", () => this.#describe());
    byId("key").addEventListener("change", () => this.loadModels());
    byId("file").addEventListener("change", async (event) => {
      await this.#take([...event.target.files]);
      // The same file can be chosen again after it was changed.
      event.target.value = "";
    });
    byId("sample").addEventListener("click", () => this.fillIn());
    this.#acceptDrops();
  }

  /** Asks the server for its models; without them the first one answers. */
  async loadModels() {
    try {
      this.#models = await getModels(byId("key").value.trim());
    } catch (error) {
      this.#complain(error);
      return;
    }
    const option = (model) => element("option", { value: model.id }, model.id);
    byId("model").replaceChildren(...this.#models.map(option));
    byId("other").replaceChildren(element("option", { value: "" }, "nothing"), ...this.#models.map(option));
    byId("other").disabled = this.#models.length < 2;
    byId("one-model").hidden = this.#models.length !== 1;
    byId("one-model-command").textContent = `winnow serve --model ${this.#models[0]?.id ?? "FOLDER"} --model OTHER_FOLDER`;
    this.#describe();
  }

  /** Puts the sample in. */
  fillIn() {
    byId("query").value = sample.query;
    byId("format").value = "auto";
    this.#put(sample.documents);
  }

  /**
   * Reads the fields.
   * @returns {{bodies: object[], documents: string[], key: string}} A body for each model.
   * @throws {DocumentError} The documents cannot be told apart.
   */
  read() {
    const { documents } = readDocuments(byId("documents").value, byId("format").value);
    const top = byId("top");
    if (top.validity.badInput) throw new ServerError("The number of results must be a whole number, or empty for all.", 0, "top_n");
    const rest = { query: byId("query").value, documents };
    if (top.value !== "") rest.top_n = Number(top.value);
    if (byId("passages").checked) rest.relevant_spans = passages;
    const models = [byId("model").value, byId("other").value].filter((model, i) => i === 0 || model !== "");
    return { bodies: models.map((model) => (model === "" ? rest : { model, ...rest })), documents, key: byId("key").value.trim() };
  }

  /** Marks the field that an error is about and moves the focus there; null takes the mark away. */
  mark(error) {
    for (const field of document.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    if (error === null) return;
    const parameter = error instanceof DocumentError ? "documents" : error.status === 401 ? "key" : error.field?.match(/^\w+/)?.[0];
    const field = byId(fieldOf[parameter] ?? "");
    field?.setAttribute("aria-invalid", "true");
    field?.focus();
  }

  #put(text) {
    byId("documents").value = text;
    this.#count();
  }

  #count() {
    const status = byId("count");
    try {
      const { documents, how } = readDocuments(byId("documents").value, byId("format").value);
      status.textContent = documents.length === 0 ? "No documents yet" : `${count(documents.length, "document")}, ${how}`;
      status.classList.remove("wrong");
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      status.textContent = error.message;
      status.classList.add("wrong");
    }
  }

  #describe() {
    const model = this.#models.find(({ id }) => id === byId("model").value);
    const size = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
    byId("model-about").textContent = model === undefined
      ? ""
      : [
        model.architecture,
        Number.isFinite(model.parameters) && `${size.format(model.parameters)} parameters`,
        Number.isFinite(model.max_tokens) && `reads ${count(model.max_tokens, "token")}`,
      ].filter(Boolean).join(", ");
  }

  async #take(files) {
    if (files.length === 0) return;
    try {
      if (files.length > 1) throw new DocumentError("One file at a time, please: a text, JSON lines or a JSON array with all the documents.");
      const { text, format } = await readFile(files[0]);
      byId("format").value = format;
      this.#put(text);
      this.#complain(null);
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      this.#complain(error);
    }
  }

  // A file that misses the field is taken too: the browser would leave the page for it.
  #acceptDrops() {
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    const zone = byId("documents").parentElement;
    document.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      zone.classList.add("dropping");
    });
    document.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) zone.classList.remove("dropping");
    });
    document.addEventListener("drop", (event) => {
      zone.classList.remove("dropping");
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.#take([...event.dataTransfer.files]);
    });
  }
}
