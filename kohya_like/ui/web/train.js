// The page with every setting of a run: the form, the file beside it, and the plan before a start.

import { h } from "./dom.js";
import { onDraft, readDraft, writeDraft } from "./draft.js";
import { Form } from "./form.js";
import { summary } from "./form-summary.js";
import { tomlCard } from "./form-toml.js";
import { later, newest } from "./newest.js";
import { showPlan } from "./plan.js";
import { presetPlace } from "./presets.js";
import { asking } from "./server.js";
import { complain } from "./toast.js";

const DELAY = 200; // Milliseconds.
const ME = "train";

export async function mount(island) {
  const ask = asking(island);
  const jump = (name) => fields.jump(name);
  const problems = summary(jump);
  const checks = later(newest((values, whole) => ask("check", { values, whole }), (found) => {
    problems.show(found.problems);
    fields.problems(found.problems);
    toml.show(found.toml);
  }), DELAY);
  const check = () => checks(readDraft(), toml.whole());
  const toml = tomlCard(ask, { jump, apply: (values) => fields.replace(values, "train.applied"), wholeChanged: check });
  const fields = new Form({ values: readDraft(), machine: await ask("machine").catch((refusal) => complain(refusal) ?? {}), onChange: (values) => writeDraft(values, ME) });
  const plan = () => showPlan(ask, { values: readDraft(), jump, found: (list) => (problems.show(list), fields.problems(list)) });
  onDraft((values, source) => {
    if (source !== ME) fields.show(values);
    check();
  });
  const actions = h("section", { class: "card row actions" }, h("button", { class: "primary", say: "train.start", onclick: plan }));
  island.element.append(
    h("header", { class: "page-head" }, h("h1", { say: "train.title" }), h("p", { class: "help", say: "train.about" })),
    presetPlace,
    h("div", { class: "columns" },
      fields.element,
      h("aside", { class: "stack" }, actions, problems.element, toml.element),
    ),
  );
  check();
}
