// Tags of the dataset that begin like what is being typed, as buttons behind the text: Tab reaches them, Enter takes one.

import { h } from "./dom.js";

const MOST = 5;
const SHORTEST = 2; // Characters after which tags are suggested.

// { element, look(), clear() } for a text area; `tags()` gives the tags, the most frequent first.
export function suggestions(text, tags) {
  const element = h("div", { class: "row suggestions", role: "group", sayLabel: "captions.suggested", hidden: true });
  const show = (found) => {
    element.replaceChildren(...found.map((tag) => h("button", { type: "button", onclick: () => take(tag) }, tag)));
    element.hidden = found.length === 0;
  };
  const look = () => {
    const begun = fragment(text).trimStart().toLowerCase();
    show(begun.length < SHORTEST ? [] : tags().filter((tag) => tag.toLowerCase().startsWith(begun) && tag.toLowerCase() !== begun).slice(0, MOST));
  };
  const take = (tag) => {
    const end = text.selectionStart;
    const start = end - fragment(text).trimStart().length;
    text.setRangeText(`${tag}, `, start, end, "end");
    show([]);
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return { element, look, clear: () => show([]) };
}

// What stands between the last separator and the caret.
const fragment = (text) => text.value.slice(0, text.selectionStart).split(/[,\n]/).at(-1);
