// The operations on tags: which one, its parameters, and the button to look at what it would do.

import { chosen, filesChanged, mayLeave } from "./dataset-state.js";
import { h } from "./dom.js";
import { field } from "./field.js";
import { previewed } from "./tags-preview.js";
import { complain, toast } from "./toast.js";
import { say } from "./words.js";

const LISTS = [".txt", ".csv"]; // Files that may list tags.

// { element, aim(), take(tag), suggest(operation, parameter, value) }: `aim` says anew how many pictures are meant.
export function tagOperations({ ask, separator, pictures }) {
  const kinds = h("div", { class: "row tags-kinds", role: "group", sayLabel: "tags.operation" });
  const place = h("div", {});
  const button = h("button", { id: "tags-preview", class: "primary" });
  const forms = new Map();
  let now = null;

  const choose = (name) => {
    now = forms.get(name);
    for (const each of kinds.children) each.setAttribute("aria-pressed", String(each.dataset.operation === name));
    place.replaceChildren(now.element);
  };
  const aim = () => {
    const selected = pictures.selected().length;
    const count = pictures.meant().length;
    say(button, [selected > 0 ? "tags.preview_selected" : "tags.preview_shown", { count }]);
    button.disabled = count === 0;
  };
  const look = async () => {
    if (now === null || button.disabled || !(await mayLeave())) return;
    const doing = { chosen: chosen(), operation: now.name, values: { ...now.values(separator()), separator: separator() } };
    now.problems([]);
    const changed = await previewed(ask, now.title, { ...doing, names: pictures.meant() });
    if (!changed) return;
    toast(["tags.applied", { title: now.title, count: changed }], "good");
    filesChanged();
  };
  const refuse = (refusal) => now.problems(refusal.problems ?? []) || complain(refusal);
  const form = h("form", { class: "stack", onsubmit: (event) => (event.preventDefault(), look().catch(refuse)) }, place, h("div", { class: "row" }, button));
  ask("operations").then((found) => {
    for (const each of found) forms.set(each.name, operationForm(each));
    kinds.replaceChildren(...found.map(({ name, title }) => h("button", { type: "button", say: title, data: { operation: name }, onclick: () => choose(name) })));
    choose(found[0].name);
  }).catch(complain);
  aim();
  const element = h("section", { class: "card stack tags-operations", sayLabel: "tags.operation" }, h("h2", { say: "tags.operation" }), kinds, form);
  return { element, aim, take: (tag) => now?.take(tag, separator()), suggest: (name, parameter, value) => forms.get(name)?.suggest(parameter, value) };
}

// The parameters of one operation: { name, title, element, values(separator), problems(list), take(tag, separator),
// suggest(parameter, value) }.
function operationForm({ name, title, about, lists, parameters }) {
  const values = Object.fromEntries(parameters.filter(isRequired).map((each) => [each.name, ""]));
  const suggested = {};
  const put = (parameter, value) => {
    if (value === undefined && !isRequired(parameter)) delete values[parameter.name];
    else values[parameter.name] = value ?? "";
  };
  const fields = new Map(parameters.map((parameter) => [parameter.name, field({ ...parameter, suffixes: LISTS }, { scope: `tags-${name}-`, onInput: (value) => put(parameter, value) })]));
  const write = (parameter, value) => {
    values[parameter] = value;
    fields.get(parameter).show(value);
  };
  const drawn = (level) => parameters.filter((each) => each.level === level).map((each) => fields.get(each.name).element);
  const expert = drawn("expert");
  const element = h("div", { class: "stack" }, h("p", { class: "help", say: about }), h("div", { class: "tags-fields" }, drawn("basic")),
    expert.length > 0 && h("details", {}, h("summary", { say: "tags.more_options" }), expert));
  // Shows each problem at its field; whether every one of them has such a place.
  const problems = (list) => {
    for (const [parameter, drawing] of fields) drawing.problems(list.filter((problem) => problem.field === parameter));
    return list.length > 0 && list.every((problem) => fields.has(problem.field));
  };
  const take = (tag, separator) => {
    const [first] = lists;
    if (first === undefined) return;
    const before = (values[first] ?? "").trim();
    write(first, before ? `${before}${separator} ${tag}` : tag);
  };
  // A value for a reader who wrote none.
  const suggest = (parameter, value) => {
    if (values[parameter] && values[parameter] !== suggested[parameter]) return;
    suggested[parameter] = value;
    write(parameter, value);
  };
  // Tags may be listed with the comma of a Chinese keyboard.
  const meant = (separator) => Object.fromEntries(Object.entries(values).map(([each, value]) => [each, lists.includes(each) ? value.replaceAll("，", separator) : value]));
  return { name, title, element, values: meant, problems, take, suggest };
}

function isRequired({ kind, optional, default: standard }) {
  return kind === "text" && !optional && standard === null;
}
