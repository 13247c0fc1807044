// Makes elements. Texts become text nodes and nothing else, so that no document can become HTML.

export const byId = (id) => document.getElementById(id);

/** Makes an element with attributes (a boolean sets or leaves out) and children, which are elements or texts. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A text that only screen readers tell. */
export const spoken = (text) => element("span", { class: "spoken" }, text);

/** A text that screen readers skip because a spoken one stands beside it. */
export const seen = (text) => element("span", { "aria-hidden": "true" }, text);

const counts = new Intl.NumberFormat("en");

/** A whole number with its word: "1 document", "1,000 documents". */
export const count = (number, word) => `${counts.format(number)} ${word}${number === 1 ? "" : "s"}`;
