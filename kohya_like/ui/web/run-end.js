// Sentences above a run: why it waits, how it ended, what it warned of.

import { h } from "./dom.js";
import { sentenceOf } from "./problems.js";
import { labelOf } from "./run-settings.js";

const KINDS = { finished: "good", stopped: "good", failed: "bad", interrupted: "bad", killed: "bad", damaged: "bad" };

export function sentences() {
  const element = h("div", { class: "stack sentences", role: "status" });
  let shown = "";
  return {
    element,
    show({ now, warnings, files }) {
      const content = JSON.stringify([now.status, now.queue, now.end, warnings.length, files[0]?.url]);
      if (content === shown) return; // A screen reader would read it again.
      shown = content;
      element.replaceChildren(...[waiting(now), ended(now, files), warned(warnings)].filter(Boolean));
      element.hidden = element.childElementCount === 0;
    },
  };
}

function waiting({ queue }) {
  if (!queue) return null;
  return h("div", { class: "notice" }, h("b", { say: ["runs.place", queue] }), " ", h("span", { say: queue.text }));
}

function ended({ status, end }, files) {
  if (!end || status === "created") return null;
  const fields = end.problems.filter(({ field }) => field);
  const problems = fields.map((problem) => h("li", {}, h("b", { say: labelOf(problem.field) }), " ", h("code", {}, problem.field), h("br"), h("span", { say: sentenceOf(problem) })));
  return h("div", { class: `notice ${KINDS[status] ?? ""}`, id: "end" },
    h("p", { class: "sentence", say: fields.length > 0 ? "runs.wrong_input" : end.text }),
    problems.length > 0 && h("ul", {}, problems),
    status === "finished" && files[0]?.url && h("p", {}, h("a", { class: "button primary", href: files[0].url, download: files[0].name, say: ["runs.download_file", { name: files[0].name }] })),
    end.hint && h("p", { say: end.hint }),
    end.log && h("details", { open: true }, h("summary", { say: "runs.log_end" }), h("pre", {}, end.log)));
}

function warned(warnings) {
  if (warnings.length === 0) return null;
  return h("div", { class: "notice" }, h("b", { say: "runs.warnings" }), h("ul", {}, warnings.map((text) => h("li", { say: text }))));
}
