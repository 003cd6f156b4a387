// The settings that were worked out, each with its reason, and the run in one line.

import { h } from "./dom.js";
import { bytes, estimate } from "./format.js";
import { PARAMETERS } from "./parameters.js";
import { shownValue } from "./values.js";
import { say } from "./words.js";

const WIDE = matchMedia("(min-width: 861px)"); // On a phone the table is longer than everything above it.

// A table of what the server advises; a message where it cannot yet.
export function adviceTable() {
  const body = h("tbody");
  const head = h("tr", {}, ["new.advice.setting", "new.advice.value", "new.advice.why"].map((title) => h("th", { scope: "col", say: title })));
  const count = h("span", { class: "help" });
  const element = h("details", { class: "card advice", open: WIDE.matches },
    h("summary", {}, h("h2", { say: "new.advice.title" }), count),
    h("table", {}, h("thead", {}, head), body),
  );
  const show = (advice) => {
    say(count, advice.length > 0 ? ["new.advice.count", { count: advice.length }] : "new.advice.none");
    body.parentElement.hidden = advice.length === 0;
    body.replaceChildren(...advice.map(row));
  };
  return { element, show };
}

function row({ name, value, reason }) {
  const parameter = PARAMETERS.get(name);
  return h("tr", {},
    h("th", { scope: "row" }, h("span", { say: parameter?.label ?? "new.advice.repeats" }), h("code", {}, name)),
    h("td", { class: "value" }, shownValue(parameter, value)),
    h("td", { class: "why", say: reason }),
  );
}

// { element, show(plan) }: plan is null where something is missing.
export function planLine() {
  const element = h("div");
  const show = (plan) => {
    if (plan === null) return element.replaceChildren(h("p", { class: "help", say: "new.plan.none" }));
    const { pictures, repeats, epochs, batch, steps, files, folder, cpu, tiny } = plan;
    return element.replaceChildren(h("div", { class: "plan-facts" },
      h("p", { class: "steps" }, h("strong", {}, String(steps)), " ", h("span", { say: "new.plan.steps" })),
      h("p", { class: "help", say: repeats === null ? ["new.plan.folders", { pictures, epochs, batch }] : ["new.plan.sum", { pictures, repeats, epochs, batch, steps }] }),
      h("p", { class: "help", say: ["new.plan.files", { files, size: bytes(plan.bytes, 2) }] }),
      h("p", { class: "help path" }, folder),
      h("p", { class: "help", say: time(plan) }),
      cpu && !tiny && h("p", { class: "problem warning", say: "new.plan.cpu" }),
    ));
  };
  return { element, show };
}

function time({ seconds, tiny }) {
  if (seconds !== null) return ["new.plan.about", { time: estimate(seconds) }];
  return tiny ? "new.plan.tiny" : "new.plan.time";
}
