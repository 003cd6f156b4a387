// A row of buttons of which one is pressed.

import { h } from "./dom.js";

// `choices` are [{ value, say }] or, to be drawn, [{ value, label, content }]. Returns { element, press(value) }.
export function segments(label, choices, onChoose) {
  const buttons = choices.map((choice) => h("button", { type: "button", say: choice.say, sayLabel: choice.label, sayTitle: choice.label, lang: choice.lang, "aria-pressed": "false", data: { choice: choice.value }, onclick: () => onChoose(choice.value) }, choice.content));
  const press = (value) => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.choice === value)));
  return { element: h("div", { class: "segments", role: "group", sayLabel: label }, buttons), press };
}
