// One parameter as a row of a form: its names, help, control, a way back to the default, and what is wrong with it.

import { h } from "./dom.js";
import { control } from "./form-controls.js";
import { problemPlace } from "./problems.js";
import { say } from "./words.js";

const WIDE = new Set(["text", "path", "list"]);

export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

// `parameter` is one of parameters-list.js. `value` is what it is set to, undefined where it is at its default;
// `base` is what counts as the default here. `onInput(value)` hears each change, with undefined for "back to default".
// `scope` keeps the ids apart from those of another form on the same page.
// Returns { element, show(value), problems(list), unused(text) }: none of them calls onInput, and none takes the focus
// or what is being typed.
export function field(parameter, { value, base = parameter.default, onInput, scope = "" }) {
  const name = `${scope}${parameter.name}`;
  const id = `in-${name}`;
  const reason = h("p", { class: "help reason", hidden: true });
  const made = control(parameter, { id, placeholder: placeholder(base), changed: () => changed() });
  const wrong = problemPlace(`problems-${name}`, made.input);
  const reset = h("button", { type: "button", class: "quiet reset", hidden: true, sayTitle: "field.reset", sayLabel: ["field.reset_one", { name: parameter.label }], onclick: () => back() }, "↺");
  const element = h("div", { class: `field ${WIDE.has(parameter.kind) ? "wide" : ""} ${parameter.kind}`, id: `field-${name}`, data: { name: parameter.name } },
    h("div", { class: "names" }, h("span", { class: "dot", "aria-hidden": "true" }), h("label", { htmlFor: id, say: parameter.label }), h("code", {}, parameter.name), reset),
    h("div", { class: "about" }, h("p", { class: "help", id: `help-${name}`, say: parameter.help }), reason),
    h("div", { class: "control" }, made.element),
    wrong.element,
  );
  made.input.setAttribute("aria-describedby", `help-${name} ${wrong.element.id}`);

  const meant = () => {
    const read = made.read();
    if (same(read, base)) return undefined;
    return read === "" || same(read, []) ? emptied(parameter, base, read) : read;
  };
  const mark = (now) => {
    element.classList.toggle("changed", now !== undefined);
    reset.hidden = now === undefined;
  };
  const show = (now) => {
    mark(now);
    if (!same(now, meant())) made.write(now === undefined ? base : now);
  };
  const changed = () => {
    mark(meant());
    onInput(meant());
  };
  const back = () => {
    show(undefined);
    made.input.focus();
    onInput(undefined);
  };
  made.input.addEventListener("blur", () => meant() === undefined && made.write(base)); // An emptied field shows its default again.
  made.write(value === undefined ? base : value);
  mark(value);
  return { element, show, problems: wrong.show, unused: (text) => grey(element, reason, text) };
}

// What an empty control means: not given where that is possible, the default for a number, else an empty text or list.
function emptied(parameter, base, read) {
  if (base === null) return undefined;
  if (parameter.optional) return null;
  return parameter.kind === "number" || parameter.kind === "integer" ? undefined : read;
}

function placeholder(base) {
  return base === null || base === "" || Array.isArray(base) ? "field.empty" : ["field.default", { value: String(base) }];
}

function grey(element, reason, text) {
  element.classList.toggle("unused", text !== null);
  reason.hidden = text === null;
  if (text !== null) say(reason, text);
}
