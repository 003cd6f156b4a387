// The parameters of the machine, drawn from the schema: one control whose value is { parameter: value } of what is set.

import { h } from "./dom.js";
import { field } from "./field.js";
import { acts, conditions } from "./form-acting.js";
import { PARAMETERS, parameterOf } from "./parameters.js";

// `parameters` are the names of those that belong to the machine.
export function launchControl({ parameters, onInput }) {
  let values = {};
  const rows = parameters.map((name) => {
    const parameter = PARAMETERS.get(name);
    return { parameter, field: field(parameter, { value: undefined, onInput: (value) => change(name, value) }) };
  });
  const valueOf = (name) => values[name] ?? PARAMETERS.get(name).default;
  const paint = () => {
    for (const { parameter, field } of rows) field.unused(acts(parameter, valueOf) ? null : ["train.only", { conditions: conditions(parameter, PARAMETERS) }]);
  };
  const change = (name, value) => {
    const { [name]: before, ...others } = values;
    values = value === undefined || value === null ? others : { ...others, [name]: value };
    paint();
    onInput(values);
  };
  const show = (now) => {
    values = now;
    for (const { parameter, field } of rows) field.show(now[parameter.name]);
    paint();
  };
  const problems = (list) => {
    for (const { parameter, field } of rows) field.problems(list.filter((problem) => parameterOf(problem.field) === parameter));
  };
  const element = h("div", { class: "fields" }, rows.map((row) => row.field.element));
  const focus = () => element.querySelector('[aria-invalid="true"]')?.focus();
  return { element, show, problems, focus };
}
