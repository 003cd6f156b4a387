// Sentences above a run: why it waits, how it ended, what it warned of.

import { h } from "./dom.js";
import { labelOf } from "./run-settings.js";

const KINDS = { finished: "good", stopped: "good", failed: "bad", interrupted: "bad", killed: "bad", damaged: "bad" };

export function sentences() {
  const element = h("div", { class: "stack sentences", role: "status" });
  let shown = "";
  return {
    element,
    show({ now, warnings }) {
      const content = JSON.stringify([now.status, now.queue, now.end, warnings.length]);
      if (content === shown) return; // A screen reader would read it again.
      shown = content;
      element.replaceChildren(...[waiting(now), ended(now), warned(warnings)].filter(Boolean));
      element.hidden = element.childElementCount === 0;
    },
  };
}

function waiting({ queue }) {
  if (!queue) return null;
  return h("div", { class: "notice" }, h("b", { say: ["runs.place", queue] }), " ", h("span", { say: queue.text }));
}

function ended({ status, end }) {
  if (!end || status === "created") return null;
  const fields = end.problems.filter(({ field }) => field);
  const problems = fields.map(({ field, message, message_zh: zh }) => h("li", {}, h("b", { say: labelOf(field) }), " ", h("code", {}, field), h("br"), h("span", { say: { en: message, zh } })));
  return h("div", { class: `notice ${KINDS[status] ?? ""}`, id: "end" },
    h("p", { class: "sentence", say: fields.length > 0 ? "runs.wrong_input" : end.text }),
    problems.length > 0 && h("ul", {}, problems),
    end.hint && h("p", { say: end.hint }),
    end.log && h("details", { open: true }, h("summary", { say: "runs.log_end" }), h("pre", {}, end.log)));
}

function warned(warnings) {
  if (warnings.length === 0) return null;
  return h("div", { class: "notice" }, h("b", { say: "runs.warnings" }), h("ul", {}, warnings.map((text) => h("li", { say: text }))));
}
