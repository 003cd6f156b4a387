// The form with every parameter: sections of fields over one object { parameter: value } of what is not at its default.

import { h } from "./dom.js";
import { field } from "./field.js";
import { acts, conditions } from "./form-acting.js";
import { found, searchText } from "./form-search.js";
import { sectionIndex, shownParts, toolbar } from "./form-toolbar.js";
import { SECTIONS } from "./parameters-list.js";
import { PARAMETERS, parameterOf } from "./parameters.js";
import { say } from "./words.js";

// `machine` holds what stands in for the defaults here; `onChange(values)` hears what the reader changes.
export class Form {
  constructor({ values, machine, onChange }) {
    Object.assign(this, { values, machine, onChange });
    this.rows = SECTIONS.flatMap((section) => section.parameters.map((parameter) => this.row(parameter, section)));
    this.cards = SECTIONS.map((section) => card(section, this.rows.filter((row) => row.section === section.name), (rows) => this.reset(rows)));
    this.index = sectionIndex(SECTIONS);
    this.shown = shownParts(() => this.paint());
    this.bar = toolbar(this.shown, this.index.element, () => this.replace({}, ["train.undone", { count: Object.keys(this.values).length }]));
    this.undo = undoBar((before) => this.take(before));
    this.nothing = h("div", { class: "card stack nothing" }, h("p", { say: "train.nothing" }), h("div", {}, h("button", { say: "train.show_all", onclick: () => this.shown.set({ query: "", filter: "all" }) })));
    this.element = h("div", { class: "form" }, this.bar.element, this.undo.element, this.cards.map((each) => each.element), this.nothing);
    this.paint();
    this.index.watch(this.cards.map((each) => each.element));
  }

  row(parameter, section) {
    const { name } = parameter;
    const made = field(parameter, { value: this.values[name], base: this.base(parameter), onInput: (value) => this.change(name, value) });
    return { parameter, section: section.name, text: searchText(parameter, section), wrong: [], field: made };
  }

  base(parameter) {
    return this.machine[parameter.name] ?? parameter.default;
  }

  // The value in force of a parameter.
  value(name) {
    return this.values[name] !== undefined ? this.values[name] : this.base(PARAMETERS.get(name));
  }

  // The reader's own change, at a field.
  change(name, value) {
    const { [name]: _, ...others } = this.values;
    this.values = value === undefined ? others : { ...others, [name]: value };
    this.undo.forget();
    this.paint();
    this.onChange(this.values);
  }

  reset(rows) {
    const names = new Set(rows.map((row) => row.parameter.name));
    const kept = Object.entries(this.values).filter(([name]) => !names.has(name));
    this.replace(Object.fromEntries(kept), ["train.undone", { count: Object.keys(this.values).length - kept.length }]);
  }

  // Everything at once, with the way back; `text` says what was done.
  replace(values, text) {
    const before = this.values;
    this.take(values);
    this.undo.offer(before, text);
  }

  take(values) {
    this.show(values);
    this.onChange(values);
  }

  // Takes over what was changed elsewhere, without the focus or what is being typed.
  show(values) {
    this.values = values;
    this.undo.forget();
    for (const row of this.rows) row.field.show(values[row.parameter.name]);
    this.paint();
  }

  problems(list) {
    for (const row of this.rows) {
      row.wrong = list.filter((problem) => parameterOf(problem.field) === row.parameter);
      row.field.problems(row.wrong);
    }
    this.paint();
  }

  paint() {
    for (const row of this.rows) this.paintRow(row);
    for (const each of this.cards) this.index.paint(each.name, each.paint());
    const seen = this.rows.filter((row) => row.visible).length;
    this.nothing.hidden = seen > 0;
    this.bar.paint({ shown: seen, all: this.rows.length, changed: Object.keys(this.values).length });
  }

  paintRow(row) {
    row.acts = acts(row.parameter, (name) => this.value(name));
    row.changed = row.parameter.name in this.values;
    row.visible = visible(row, this.shown.parts);
    row.field.unused(row.acts ? null : ["train.only", { conditions: conditions(row.parameter, PARAMETERS) }]);
    row.field.element.hidden = !row.visible;
  }

  // Leads the reader to a field, past whatever hides it.
  jump(name) {
    const row = this.rows.find((each) => each.parameter.name === name);
    if (!row.visible) this.shown.set({ query: "", filter: "all", expert: this.shown.parts.expert || row.parameter.level === "expert" });
    row.field.element.scrollIntoView({ block: "center" });
    document.getElementById(`in-${name}`).focus({ preventScroll: true });
  }
}

// Without a search, an expert setting is shown where it was changed or is wrong: nothing that matters hides.
function visible(row, { query, filter, expert }) {
  if (filter === "changed" && !row.changed) return false;
  if (filter === "relevant" && !row.acts) return false;
  if (query) return found(row.text, query);
  return expert || row.parameter.level === "basic" || row.changed || row.wrong.length > 0;
}

function card(section, rows, reset) {
  const back = h("button", { class: "quiet", say: "train.reset_section", sayTitle: ["train.reset_section_long", { section: section.title }], onclick: () => reset(rows) });
  const count = h("span", { class: "chip" });
  const element = h("section", { class: "card", id: `section-${section.name}`, data: { section: section.name } },
    h("div", { class: "row spread head" }, h("div", { class: "row" }, h("h2", { say: section.title }), h("code", { class: "help" }, `[${section.name}]`)), h("div", { class: "row" }, count, back)),
    rows.map((row) => row.field.element),
  );
  const paint = () => {
    const changed = rows.filter((row) => row.changed).length;
    const state = { changed, wrong: rows.filter((row) => row.wrong.some((problem) => problem.severity === "error")).length, hidden: rows.every((row) => !row.visible) };
    element.hidden = state.hidden;
    back.hidden = count.hidden = changed === 0;
    say(count, ["train.section_changed", { count: changed }]);
    return state;
  };
  return { name: section.name, element, paint };
}

// What was done to everything at once, and how to have it back. It goes with the next change.
function undoBar(take) {
  let before = null;
  const text = h("span", {});
  const element = h("div", { class: "notice good row spread", role: "status", hidden: true }, text, h("button", { say: "train.undo", onclick: () => take(before) }));
  const forget = () => (element.hidden = true);
  const offer = (values, done) => {
    before = values;
    say(text, done);
    element.hidden = false;
  };
  return { element, offer, forget };
}
