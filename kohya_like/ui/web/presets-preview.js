// What a preset would change in the draft: a table of Now and Preset with ticks, and what of its file is not taken.

import { dialog } from "./dialog.js";
import { h } from "./dom.js";
import { readDraft } from "./draft.js";
import { PARAMETERS } from "./parameters.js";
import { complain } from "./toast.js";
import { shownValue } from "./values.js";
import { say } from "./words.js";

// Resolves to { values, names }: the draft with what was ticked, and what that was; null when nothing was applied.
export async function previewed(ask, preset) {
  const { rows, left_out: leftOut } = await ask("preview", { preset: preset.id, values: readDraft() });
  return dialog(["presets.preview", { title: preset.title }], (close) => {
    const table = changes(rows);
    const apply = h("button", { class: "primary", onclick: () => applied(ask, preset, table.ticked()).then(close, complain) });
    const count = (names) => {
      say(apply, ["presets.apply", { count: names.length }]);
      apply.disabled = names.length === 0;
    };
    table.onTicks(count);
    return h("div", { class: "stack preset-preview" },
      rows.length > 0 ? table.element : h("p", { class: "notice good", say: "presets.same" }),
      leftOut.length > 0 && rejected(leftOut),
      h("div", { class: "row end" }, h("button", { say: "common.cancel", onclick: () => close(null) }), rows.length > 0 && apply),
    );
  });
}

async function applied(ask, preset, names) {
  return { values: await ask("applied", { preset: preset.id, values: readDraft(), names }), names };
}

// The rows for everybody, and those for experts in a fold of their own.
function changes(rows) {
  const boxes = rows.map((row) => h("input", { type: "checkbox", checked: true, id: `tick-${row.name}`, onchange: () => told() }));
  const all = h("input", { type: "checkbox", checked: true, sayLabel: "presets.all", onchange: () => tickAll(all.checked) });
  const lines = rows.map((row, index) => ({ expert: PARAMETERS.get(row.name).level === "expert", element: line(row, boxes[index]) }));
  const basic = lines.filter((each) => !each.expert);
  const expert = lines.filter((each) => each.expert);
  let listener = null;
  const ticked = () => rows.filter((_, index) => boxes[index].checked).map((row) => row.name);
  const told = () => {
    const names = ticked();
    all.checked = names.length === rows.length;
    all.indeterminate = names.length > 0 && names.length < rows.length;
    listener(names);
  };
  const tickAll = (on) => {
    for (const box of boxes) box.checked = on;
    told();
  };
  const element = h("div", { class: "changes" },
    table(basic, h("thead", {}, h("tr", {}, h("th", {}, all), ...["setting", "now", "preset"].map((name) => h("th", { scope: "col", say: HEADINGS[name] }))))),
    expert.length > 0 && h("details", {}, h("summary", { say: ["presets.expert", { count: expert.length }] }), table(expert)),
  );
  return { element, ticked, onTicks: (heard) => (listener = heard, told()) };
}

const HEADINGS = { setting: "presets.setting", now: "presets.now", preset: "presets.preset" };

function table(lines, head = null) {
  return h("table", {}, h("colgroup", {}, ...["tick", "setting", "now", "preset"].map((name) => h("col", { class: name }))), head, h("tbody", {}, lines.map((each) => each.element)));
}

function line(row, box) {
  const parameter = PARAMETERS.get(row.name);
  return h("tr", { data: { name: row.name } },
    h("td", {}, box),
    h("th", { scope: "row" }, h("label", { htmlFor: box.id, say: parameter.label }), h("br"), h("code", {}, breakable(row.name))),
    h("td", { class: "now" }, shownValue(parameter, row.now)),
    h("td", { class: "preset" }, shownValue(parameter, row.preset)),
  );
}

// A long name may be broken after each underscore.
function breakable(name) {
  return name.split(/(?<=_)/).flatMap((part) => [part, h("wbr")]);
}

// One sentence for each reason, with the keys that it is about.
function rejected(leftOut) {
  const byReason = Map.groupBy(leftOut, (each) => each.reason.en);
  const groups = [...byReason.values()].map((some) =>
    h("li", {}, h("p", { say: some[0].reason }), h("div", { class: "row" }, some.map(({ key, value }) => h("code", { class: "chip" }, value === null ? key : `${key} = ${value}`)))),
  );
  return h("details", { class: "rejected" }, h("summary", { say: ["presets.left_out", { count: leftOut.length }] }), h("ul", {}, groups));
}
