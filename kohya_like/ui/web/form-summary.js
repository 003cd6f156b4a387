// Every problem of the run in one place, each with the way to its field.

import { h } from "./dom.js";
import { parameterOf } from "./parameters.js";
import { sentenceOf } from "./problems.js";

// Returns { element, show(problems) }; `jump(name)` leads to a field.
export function summary(jump) {
  const element = h("div", { class: "stack summary", hidden: true });
  const show = (problems) => {
    element.hidden = problems.length === 0;
    element.replaceChildren(...problemList(problems, jump));
  };
  return { element, show };
}

// Two notices, what must be corrected and what should be considered; none where there is nothing to say.
export function problemList(problems, jump, titles = { error: "train.errors", warning: "train.warnings" }) {
  return ["error", "warning"].map((severity) => [severity, problems.filter((problem) => problem.severity === severity)])
    .filter(([, list]) => list.length > 0)
    .map(([severity, list]) => h("div", { class: `notice ${severity === "error" ? "bad" : ""}` },
      h("strong", { say: [titles[severity], { count: list.length }] }),
      h("ul", {}, list.map((problem) => item(problem, jump))),
    ));
}

function item(problem, jump) {
  const parameter = parameterOf(problem.field);
  const sentence = h("span", { say: sentenceOf(problem) });
  if (!parameter) return h("li", {}, sentence);
  return h("li", {}, h("button", { type: "button", class: "link", say: parameter.label, sayTitle: "plan.go_to", onclick: () => jump(parameter.name) }), " ", sentence);
}
