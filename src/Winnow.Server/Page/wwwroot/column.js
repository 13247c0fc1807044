// One model's ranking: its figures, and a card for each document.

import { count, element, seen, spoken } from "./dom.js";
import { barOf, moved, ranksOf, scoreText } from "./ranking.js";
import { cut, placeSpans } from "./spans.js";

// As many cards as are made at once: a thousand take a moment in which nothing else happens.
const cardsAtOnce = 100;
const excerptLength = 600;

/** A column of cards. */
export class Column {
  #run;
  #other = null;
  #bar;
  #ranks;
  #list = element("ol", { class: "cards", role: "list" });
  #more = element("button", { type: "button", class: "quiet more" });

  /** @param run The side ("a" or "b"), the model's name, the documents that were sent, and the answer. */
  constructor(run) {
    this.#run = run;
    this.#bar = barOf(run.answer.results);
    this.#ranks = ranksOf(run.answer.results);
    this.#more.addEventListener("click", () => {
      const first = this.#list.children.length;
      this.#show(first + cardsAtOnce);
      this.#list.children[first].focus();
    });
    const heading = element("h3", { id: `model-${run.side}` }, run.answer.model);
    this.element = element("section", { class: "column", "aria-labelledby": heading.id }, element("header", {}, heading, figures(run.answer)), this.#list, this.#more);
    if (!this.#bar.probabilities) {
      this.element.firstChild.append(element("p", { class: "hint" }, "This model's scores are logits, not probabilities; the bars run from the lowest to the highest."));
    }
    this.#show(cardsAtOnce);
  }

  get answer() {
    return this.#run.answer;
  }

  /** Sets the column beside this one: cards then say where it has the same document. */
  beside(other) {
    this.#other = other;
    const shown = this.#list.children.length;
    this.#list.replaceChildren();
    this.#show(shown);
  }

  /** Gets a document's rank, or undefined where it is not among the results. */
  rankOf(index) {
    return this.#ranks.get(index);
  }

  /** Moves the focus to a document's card, which is made if it is not there yet. */
  focus(index) {
    this.#show(this.rankOf(index));
    this.cardOf(index).focus();
  }

  cardOf(index) {
    return this.#list.children[this.rankOf(index) - 1];
  }

  #show(wanted) {
    const results = this.answer.results;
    const cards = document.createDocumentFragment();
    for (let i = this.#list.children.length; i < Math.min(wanted, results.length); i++) cards.append(this.#card(results[i], i + 1));
    this.#list.append(cards);
    const left = results.length - this.#list.children.length;
    this.#more.hidden = left === 0;
    this.#more.textContent = `Show ${Math.min(left, cardsAtOnce)} more of ${count(left, "document")} left`;
  }

  #card(result, rank) {
    const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("span"));
    bar.firstChild.style.setProperty("inline-size", `${(100 * this.#bar.length(result.relevance_score)).toFixed(2)}%`);
    const head = element(
      "div", { class: "head" },
      element("span", { class: "rank" }, spoken("Rank "), String(rank)),
      bar,
      element("span", { class: "score" }, spoken("score "), scoreText(result.relevance_score)),
      movement(moved(result, rank)),
      element("span", { class: "origin" }, `document ${result.index + 1}`));
    if (this.#other !== null) head.append(this.#counterpart(result.index));
    const card = element("li", { class: "card", tabindex: "-1", "data-index": result.index }, head);
    card.append(...textOf(this.#run.documents[result.index], result.relevant_spans ?? []));
    return card;
  }

  #counterpart(index) {
    const rank = this.#other.rankOf(index);
    const model = this.#other.answer.model;
    if (rank === undefined) return element("span", { class: "counterpart" }, `not among ${model}'s`);
    const link = element("button", { type: "button", class: "counterpart link" }, seen(`other: rank ${rank}`), spoken(`Go to rank ${rank} of ${model}`));
    link.addEventListener("click", () => this.#other.focus(index));
    return link;
  }
}

function figures(answer) {
  const time = (milliseconds) => (milliseconds === null ? "unknown" : `${Math.round(milliseconds).toLocaleString("en")} ms`);
  const figure = (name, value, why) => element("div", { title: why }, element("dt", {}, name), element("dd", {}, value));
  return element(
    "dl", { class: "figures" },
    figure("tokens", answer.tokens.toLocaleString("en"), "Tokens that the model has read, each document's with the query's"),
    figure("here", time(answer.wall), "From asking to the whole answer, as this page has seen it"),
    figure("server", time(answer.server), "From the request's arrival at the server to its last score"),
    figure("waited", time(answer.queue), "For other requests"),
    figure("computed", time(answer.inference), "By the model"));
}

function movement(places) {
  if (places === 0) return element("span", { class: "moved" }, seen("="), spoken("where it was,"));
  const up = places > 0;
  const distance = Math.abs(places);
  return element("span", { class: `moved ${up ? "up" : "down"}` }, seen(`${up ? "▲" : "▼"} ${distance}`), spoken(`${up ? "up" : "down"} ${count(distance, "place")},`));
}

/** A document's text with its passages marked; of a long one an excerpt around the best passage, and a button for the rest. */
function textOf(text, spans) {
  const placed = placeSpans(text, spans);
  const paragraph = element("p", { class: "text" });
  const show = (from, to) => paragraph.replaceChildren(
    from > 0 ? "… " : "",
    ...cut(text, placed, from, to).map((piece) => (piece.span === null
      ? piece.text
      : element("mark", { class: `passage-${Math.min(piece.span.rank, 3)}`, title: `passage ${piece.span.rank}, score ${scoreText(piece.span.score)}` }, piece.text))),
    to < text.length ? " …" : "");
  if (text.length <= excerptLength) {
    show(0, text.length);
    return [paragraph];
  }
  const best = placed.find((span) => span.rank === 1);
  const from = best === undefined || best.end <= excerptLength ? 0 : wordStart(text, best.start - 80);
  const to = wordStart(text, from + excerptLength);
  const toggle = element("button", { type: "button", class: "link", "aria-expanded": "false" }, "Show the whole text");
  toggle.addEventListener("click", () => {
    const whole = toggle.getAttribute("aria-expanded") === "false";
    toggle.setAttribute("aria-expanded", String(whole));
    toggle.textContent = whole ? "Show less" : "Show the whole text";
    show(whole ? 0 : from, whole ? text.length : to);
  });
  show(from, to);
  return [paragraph, toggle];
}

/** The start of the word at a place, or the place itself where no space is near; never half of a character. */
function wordStart(text, place) {
  if (place <= 0) return 0;
  if (place >= text.length) return text.length;
  const space = text.lastIndexOf(" ", place);
  const start = space > place - 40 ? space + 1 : place;
  return /[\udc00-\udfff]/.test(text[start]) ? start - 1 : start;
}
