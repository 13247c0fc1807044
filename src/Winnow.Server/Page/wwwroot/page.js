// The page: a form on one side, what comes of it on the other.

import { rerank, ServerError } from "./api.js";
import { offerCode } from "./code-dialog.js";
import { Column } from "./column.js";
import { DocumentError } from "./documents.js";
import { byId, count, element } from "./dom.js";
import { RequestForm } from "./form.js";
import { agreement } from "./ranking.js";

const form = new RequestForm(complain);
let running = null;

byId("request").addEventListener("submit", (event) => {
  event.preventDefault();
  if (running === null) run();
  else running.abort();
});
document.addEventListener("keydown", (event) => {
  if (byId("code").open) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  } else if (event.key === "Escape") {
    running?.abort();
  }
});
byId("results").addEventListener("pointerover", (event) => pairUp(event.target.closest?.(".card")));
byId("results").addEventListener("focusin", (event) => pairUp(event.target.closest(".card")));
byId("try-sample").addEventListener("click", () => {
  form.fillIn();
  run();
});
offerCode(read);
form.loadModels();

async function run() {
  const request = read();
  if (request === null) return;
  running?.abort();
  const control = new AbortController();
  running = control;
  busy(true);
  tell(`Ranking ${count(request.documents.length, "document")} …`);
  const columns = [];
  try {
    // One after the other: beside each other, each would wait for the other's batches, and the times would tell nothing.
    for (const [i, body] of request.bodies.entries()) {
      const answer = await rerank(body, request.key, control.signal);
      columns.push(new Column({ side: "ab"[i], documents: request.documents, answer }));
      show(columns, request.bodies.length);
    }
    tell(summary(columns));
  } catch (error) {
    if (error.name === "AbortError") {
      if (running === control) tell("Stopped.");
      return;
    }
    if (!(error instanceof ServerError)) throw error;
    tell("");
    // What is left of an earlier request does not belong to this error.
    if (columns.length === 0) byId("columns").replaceChildren();
    complain(error);
  } finally {
    if (running === control) {
      running = null;
      busy(false);
    }
  }
}

/** Reads the form, or tells what is wrong with it. */
function read() {
  complain(null);
  try {
    return form.read();
  } catch (error) {
    if (!(error instanceof DocumentError || error instanceof ServerError)) throw error;
    complain(error);
    return null;
  }
}

function show(columns, wanted) {
  byId("start").hidden = true;
  const results = byId("columns");
  if (columns.length === 2) {
    columns[0].beside(columns[1]);
    columns[1].beside(columns[0]);
  }
  results.classList.toggle("two", wanted === 2);
  results.replaceChildren(...columns.map((column) => column.element));
  if (columns.length === 1) {
    byId("results").scrollTop = 0;
    // On a narrow screen the results lie below the form.
    if (matchMedia("(width < 60rem)").matches) byId("results").scrollIntoView();
  }
}

function summary(columns) {
  const [one, two] = columns.map((column) => column.answer);
  const time = (answer) => `${Math.round(answer.wall).toLocaleString("en")} ms`;
  if (one.results.length === 0) return "No results were asked for.";
  if (two === undefined) return `${count(one.results.length, "result")} in ${time(one)}; the best is document ${one.results[0].index + 1}.`;
  const { top, shared, correlation } = agreement(one.results, two.results);
  return [
    `${count(one.results.length, "result")} in ${time(one)} and in ${time(two)};`,
    `${shared} of the first ${top} are the same`,
    correlation === null ? "" : `, and the orders correlate with ${correlation.toFixed(2)} (Spearman)`,
  ].join(" ").replace(" ,", ",").concat(".");
}

function complain(error) {
  form.mark(error);
  byId("error").replaceChildren(...(error === null ? [] : [element("p", {}, error.message)]));
}

function tell(text) {
  byId("status").textContent = text;
}

function busy(is) {
  byId("results").setAttribute("aria-busy", String(is));
  byId("run").textContent = is ? "Stop" : "Rank";
  byId("run").classList.toggle("stop", is);
}

/** Shows which cards of two columns are the same document. */
function pairUp(card) {
  for (const old of document.querySelectorAll(".card.pair")) old.classList.remove("pair");
  if (!card || !byId("columns").classList.contains("two")) return;
  for (const same of document.querySelectorAll(`.card[data-index="${card.dataset.index}"]`)) same.classList.add("pair");
}
