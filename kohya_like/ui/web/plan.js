// The plan of a run, shown before it starts: what it will do and need, and everything that is wrong.

import { dialog } from "./dialog.js";
import { h } from "./dom.js";
import { problemList } from "./form-summary.js";
import { leave, runAddress } from "./pages.js";
import { planBody } from "./plan-body.js";
import { say } from "./words.js";

const TITLES = { error: "plan.errors", warning: "plan.warnings" };

// Asks the panel for the plan of `values`, shows it, and starts the run when the reader says so. `found(problems)` hears
// every problem; `jump(name)` leads to a field.
export function showPlan(ask, { values, jump, found }) {
  return dialog("plan.title", (close) => {
    const box = h("div", { class: "stack plan", "aria-busy": "true" }, h("p", { class: "row working", role: "status" }, h("span", { class: "spinner" }), h("span", { say: "plan.working" })));
    const mend = (name) => {
      close(null);
      jump(name);
    };
    fill(box, ask, { values, mend, found });
    return box;
  });
}

async function fill(box, ask, { values, mend, found }) {
  try {
    const { plan, base, problems, estimates } = await ask("plan", { values });
    if (!box.isConnected) return; // Closed meanwhile: the reader goes on changing values.
    found(problems);
    const wrong = problems.some((problem) => problem.severity === "error");
    const said = problems.length > 0 ? problemList(problems, mend, TITLES) : [h("div", { class: "notice good", say: "plan.ready" })];
    box.replaceChildren(...said, ...planBody(plan, base, estimates), startRow(ask, { values, wrong, mend }));
  } catch (refusal) {
    if (!refusal.text) throw refusal;
    box.replaceChildren(h("div", { class: "notice bad", say: refusal.text }));
  } finally {
    box.removeAttribute("aria-busy");
  }
}

function startRow(ask, { values, wrong, mend }) {
  const refused = h("div", { class: "stack", role: "alert" });
  const button = h("button", { class: "primary", say: "plan.start", disabled: wrong, onclick: () => start() });
  const start = async () => {
    button.disabled = true; // A second click must not queue a second run, and looking at many pictures takes a while.
    say(button, "plan.starting");
    refused.replaceChildren();
    try {
      await leave(runAddress(await ask("start", { values })));
    } catch (refusal) {
      if (!refusal.text) throw refusal;
      refused.replaceChildren(...problemList(refusal.problems, mend, TITLES));
      if (refusal.problems.length === 0) refused.replaceChildren(h("div", { class: "notice bad", say: refusal.text }));
      button.disabled = false;
      say(button, "plan.start");
    }
  };
  return h("div", { class: "stack begin" }, refused, h("div", { class: "row end" }, button));
}
