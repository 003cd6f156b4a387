// The settings that act with the captioner that was chosen.

import { h } from "./dom.js";
import { field } from "./field.js";
import { acts } from "./form-acting.js";

const REPLACE = "overwrite"; // What becomes of captions of pictures that were chosen with them.

// { element, paint(), values(), problems(list) }. `problems` gives back those that belong to no field here.
export function settingsForm(parameters, state, onChange) {
  const base = (parameter) => (parameter.name === "mode" ? REPLACE : parameter.default);
  const valueOf = (name) => (name === "captioner" ? state.captioner : state.values[name] ?? base(parameters.find((each) => each.name === name)));
  const change = (name, value) => {
    if (value === undefined) delete state.values[name];
    else state.values[name] = value;
    state.keep();
    onChange();
  };
  const rows = parameters.map((parameter) => {
    const { name } = parameter;
    const made = field(parameter, { value: state.values[name], base: base(parameter), scope: "captioning-", onInput: (value) => change(name, value) });
    return { parameter, field: made };
  });
  const isUsed = ({ parameter }) => acts(parameter, valueOf) && (parameter.name !== "mode" || state.scope !== "without");
  const level = (wanted) => rows.filter((row) => row.parameter.level === wanted).map((row) => row.field.element);
  const more = h("details", { class: "more" }, h("summary", { say: "captioning.more" }), level("expert"));
  return {
    element: h("div", { class: "captioning-settings" }, level("basic"), more),
    paint: () => rows.forEach((row) => (row.field.element.hidden = !isUsed(row))),
    values() {
      const used = rows.filter(isUsed).map(({ parameter }) => parameter.name);
      const changed = used.filter((name) => state.values[name] !== undefined).map((name) => [name, state.values[name]]);
      return { ...Object.fromEntries(changed), captioner: state.captioner, mode: state.scope === "without" ? "skip" : valueOf("mode") };
    },
    problems(list) {
      for (const row of rows) {
        const own = list.filter((problem) => problem.field === row.parameter.name);
        row.field.problems(own);
        if (own.length === 0) continue;
        more.open ||= row.parameter.level === "expert";
        row.field.element.scrollIntoView({ block: "center" });
      }
      return list.filter((problem) => !rows.some((row) => row.parameter.name === problem.field && !row.field.element.hidden));
    },
  };
}
