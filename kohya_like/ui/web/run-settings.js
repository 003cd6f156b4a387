// What a run was set to, and a way to train with it again.

import { confirmed } from "./dialog.js";
import { h } from "./dom.js";
import { readDraft, writeDraft } from "./draft.js";
import { same } from "./field.js";
import { leave } from "./pages.js";
import { PARAMETERS, parameterOf } from "./parameters.js";
import { complain } from "./toast.js";
import { shownValue } from "./values.js";

// What people call a parameter, given as `section.name`; itself where there is none.
export function labelOf(field) {
  return parameterOf(field)?.label ?? { en: field, zh: field };
}

// The settings are asked for when they are opened.
export function settingsCard(ask, id) {
  const body = h("div", { class: "stack" });
  const details = h("details", {}, h("summary", {}, h("h2", { say: "runs.settings" })), body);
  const element = h("section", { class: "card", hidden: true }, details);
  details.addEventListener("toggle", async () => {
    if (!details.open || body.childElementCount > 0) return;
    try {
      fill(body, await ask("settings", { job: id }));
    } catch (refusal) {
      complain(refusal);
    }
  });
  return { element, show: () => (element.hidden = false) };
}

function fill(body, { values, toml }) {
  const rows = Object.entries(values).map(([name, value]) => h("tr", {}, h("th", { scope: "row", say: PARAMETERS.get(name).label }), h("td", {}, h("code", {}, name)), h("td", {}, shownValue(PARAMETERS.get(name), value))));
  body.replaceChildren(
    h("p", { class: "help", say: "runs.settings_help" }),
    h("div", { class: "scroll" }, rows.length > 0 && h("table", { class: "settings" }, h("tbody", {}, rows))),
    h("details", {}, h("summary", { say: "runs.whole_file" }), h("pre", {}, toml)));
}

// Makes the run's settings the draft and opens the form; a draft that would be lost is asked about.
export async function useAgain(ask, id) {
  const { values } = await ask("settings", { job: id });
  const draft = readDraft();
  const lost = Object.keys(draft).length > 0 && !same(draft, values);
  if (lost && !(await confirmed("runs.again", "runs.again_question", "runs.again_replace"))) return;
  writeDraft(values);
  await leave("train");
}
