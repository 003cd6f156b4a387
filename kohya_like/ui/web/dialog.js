// Dialogs over the page, closed by a button, Escape, or a choice.

import { h } from "./dom.js";
import { icon } from "./icons.js";

// Shows `content` under a title, with buttons [{ say, value, kind }]; resolves to the value of the button pressed, or null.
// `content` may be given as a function of `close`, which ends the dialog with a value.
export function dialog(title, content, buttons = []) {
  return new Promise((resolve) => {
    const box = h("dialog", { sayLabel: title });
    const place = h("div", { class: "island" }, box);
    const close = (value) => {
      resolve(value);
      box.close();
    };
    const inside = typeof content === "function" ? content(close) : content;
    const choices = buttons.map(({ say, value, kind }) => h("button", { class: kind ?? "", say, onclick: () => close(value) }));
    box.append(h("div", { class: "stack" }, head(title, close), inside, choices.length > 0 && h("div", { class: "row" }, choices)));
    box.addEventListener("close", () => {
      resolve(null);
      place.remove();
    });
    document.body.append(place);
    box.showModal();
  });
}

function head(title, close) {
  const button = h("button", { class: "quiet icon", sayLabel: "common.close", onclick: () => close(null) }, icon("close"));
  return h("div", { class: "row spread" }, h("h2", { say: title }), button);
}

// A question with one action; resolves to whether it was taken.
export async function confirmed(title, question, action, kind = "primary") {
  const buttons = [{ say: action, value: true, kind }, { say: "common.cancel", value: false }];
  return (await dialog(title, h("p", { say: question }), buttons)) === true;
}
