// What comes of the choices: asked from the server after each change, with every sentence at its field.

import { h } from "./dom.js";
import { sentenceOf } from "./problems.js";
import { complain } from "./toast.js";

// Shows problems at their fields. What is merely still missing is no reproach before somebody tried to start.
export function fieldProblems(fields) {
  const element = h("div", { class: "sentences", role: "alert" });
  let tried = false;
  const show = (problems, values) => {
    for (const [name, field] of Object.entries(fields)) {
      const filled = name === "pictures" ? values.project || values.folder : values[name];
      field.show(problems.filter((problem) => problem.field === `new.${name}` && (tried || filled)));
    }
  };
  // What stood against a start: each sentence at its field, those of no field of this page here.
  const all = (refusal) => {
    tried = true;
    if (!refusal.problems || refusal.problems.length === 0) return complain(refusal);
    const own = (problem) => problem.field.startsWith("new.");
    for (const [name, field] of Object.entries(fields)) field.show(refusal.problems.filter((problem) => problem.field === `new.${name}`));
    const others = refusal.problems.filter((problem) => !own(problem) && problem.severity === "error");
    element.replaceChildren(...others.map((problem) => h("p", { class: "problem", say: sentenceOf(problem) })));
    document.querySelector(".new .problem.error, .new .start-card .problem")?.scrollIntoView({ block: "center", behavior: "smooth" });
    return document.querySelector(".new input[aria-invalid]")?.focus({ preventScroll: true });
  };
  return { element, show, all, forget: () => element.replaceChildren() };
}
