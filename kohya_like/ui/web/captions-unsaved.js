// The captions that are not saved, also those whose picture is gone: to be copied, or given up.

import { dialog } from "./dialog.js";
import { h } from "./dom.js";

// `drafts` are { name: { text } }; `drop(name)` gives one up.
export function showUnsaved(drafts, drop) {
  const row = ([name, { text }]) => {
    const element = h("li", { class: "stack" },
      h("div", { class: "row spread" }, h("strong", {}, name), h("button", { type: "button", say: "captions.discard", onclick: () => (drop(name), element.remove()) })),
      h("p", { class: "prompt" }, text),
    );
    return element;
  };
  return dialog("captions.unsaved_title", h("ul", { class: "prompts" }, Object.entries(drafts).map(row)));
}
