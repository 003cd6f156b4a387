// What the cards of the first page are made of.

import { h } from "./dom.js";
import { icon } from "./icons.js";

// A card with a heading and a sentence below it.
export function card(title, about, ...content) {
  return h("section", { class: "card stack" }, h("header", {}, h("h2", { say: title }), about && h("p", { class: "help", say: about })), ...content);
}

// Large radio buttons: options are [{ value, title, about, drawing }].
export function radioCards(name, label, options, chosen, onChoose) {
  const one = ({ value, title, about, drawing }) =>
    h("label", { class: "choice" },
      h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => onChoose(value) }),
      drawing && h("span", { class: "drawing" }, icon(drawing, 24)),
      h("span", { class: "choice-text" }, h("strong", { say: title }), h("span", { class: "help", say: about })),
    );
  return h("div", { class: "choices", role: "radiogroup", sayLabel: label }, options.map(one));
}
