// Shows the request as code and puts it into the clipboard.

import { address } from "./api.js";
import { byId, element } from "./dom.js";
import { languages } from "./snippets.js";

/** @param read Reads the form, or tells what is wrong and gives null. */
export function offerCode(read) {
  const dialog = byId("code");
  byId("languages").append(...languages.map((language) => {
    const button = element("button", { type: "button", class: "quiet", "aria-haspopup": "dialog", id: `copy-${language.id}` }, language.name);
    button.addEventListener("click", () => {
      const request = read();
      if (request === null) return;
      byId("code-title").textContent = `The request in ${language.name}`;
      byId("code-note").textContent = notes(request);
      byId("code-text").textContent = language.write(address("v1/rerank"), request.bodies[0], request.key !== "");
      dialog.showModal();
      copy();
    });
    return button;
  }));
  byId("code-copy").addEventListener("click", copy);
  byId("code-close").addEventListener("click", () => dialog.close());
}

function notes({ bodies, key }) {
  return [
    bodies.length > 1 ? `It asks ${bodies[0].model}; put "${bodies[1].model}" in its place for the other model.` : "",
    key !== "" ? "The API key is read from the environment variable WINNOW_API_KEY." : "",
  ].filter(Boolean).join(" ");
}

async function copy() {
  const status = byId("code-status");
  status.textContent = "";
  try {
    // Browsers have a clipboard only on https and on the machine itself.
    await navigator.clipboard.writeText(byId("code-text").textContent);
    status.textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(byId("code-text"));
    byId("code-text").focus();
    status.textContent = "The browser does not let pages at this address copy; the text is selected, so press Ctrl+C.";
  }
}
