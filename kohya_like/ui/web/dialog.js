// Dialogs over the page, closed by a button, Escape, or a choice.

import { h } from "./dom.js";

// Shows `content` under a title, with buttons [{ say, value, kind }]; resolves to the value of the button pressed, or null.
// `content` may be given as a function of `close`, which ends the dialog with a value.
export function dialog(title, content, buttons = []) {
  return new Promise((resolve) => {
    const box = h("dialog", { sayLabel: title });
    const close = (value) => {
      resolve(value);
      box.close();
    };
    const inside = typeof content === "function" ? content(close) : content;
    box.append(
      h("div", { class: "stack" },
        h("div", { class: "row spread" }, h("h2", { say: title }), h("button", { class: "quiet", sayLabel: "common.close", onclick: () => close(null) }, "✕")),
        inside,
        buttons.length > 0 && h("div", { class: "row" }, buttons.map(({ say, value, kind }) => h("button", { class: kind ?? "", say, onclick: () => close(value) }))),
      ),
    );
    box.addEventListener("close", () => {
      resolve(null);
      box.parentElement.remove();
    });
    document.body.append(h("div", { class: "island" }, box));
    box.showModal();
  });
}

// A question with one action; resolves to whether it was taken.
export async function confirmed(title, question, action, kind = "primary") {
  return (await dialog(title, h("p", { say: question }), [{ say: action, value: true, kind }, { say: "common.cancel", value: false }])) === true;
}
