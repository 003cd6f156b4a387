// What is wrong with a field, in sentences beside it.

import { h } from "./dom.js";

// The sentence of a problem, as a text of words.js.
export function sentenceOf({ message, message_zh: zh }) {
  return { en: message, zh };
}

// The place of a field's sentences: { element, show(problems) }. `control` is marked as wrong while there is an error.
export function problemPlace(id, control = null) {
  const element = h("div", { class: "problems", id, role: "alert" });
  let shown = "[]";
  const show = (problems) => {
    mark(control, problems.some(({ severity }) => severity === "error"));
    const now = JSON.stringify(problems);
    if (now === shown) return; // A screen reader would say it again.
    shown = now;
    element.replaceChildren(...problems.map((problem) => h("p", { class: `problem ${problem.severity}`, say: sentenceOf(problem) })));
  };
  return { element, show };
}

function mark(control, wrong) {
  if (wrong) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
}
