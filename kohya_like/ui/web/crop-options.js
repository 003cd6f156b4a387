// The options of cropping: those that act are shown, in the order of their definition.

import { options, setOption } from "./crop-state.js";
import { h } from "./dom.js";
import { field } from "./field.js";
import { acts } from "./form-acting.js";

// `onChange()` hears of each change. Returns { element, fill(parameters), problems(list) }.
export function optionsForm(onChange) {
  const basic = h("div", {});
  const expert = h("div", {});
  const more = h("details", { class: "crop-more" }, h("summary", { say: "crop.more" }), expert);
  const element = h("section", { class: "card crop-options" }, h("h2", { say: "crop.options" }), basic, more);
  let fields = new Map();
  let known = new Map();

  const valueOf = (name) => options()[name] ?? known.get(name).default;
  const showActing = () => {
    for (const [name, each] of fields) each.element.hidden = !acts(known.get(name), valueOf);
    more.hidden = [...expert.children].every((child) => child.hidden);
  };
  const change = (name) => (value) => {
    setOption(name, value);
    showActing();
    onChange();
  };
  return {
    element,
    fill(parameters) {
      known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
      fields = new Map(parameters.map((parameter) => [parameter.name, field(parameter, { value: options()[parameter.name], scope: "crop-", onInput: change(parameter.name) })]));
      for (const [name, each] of fields) (known.get(name).level === "expert" ? expert : basic).append(each.element);
      showActing();
    },
    problems(list) {
      for (const [name, each] of fields) each.problems(list.filter((problem) => problem.field === name));
    },
  };
}
