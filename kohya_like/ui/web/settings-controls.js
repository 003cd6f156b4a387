// Controls of the Settings page. Each is { element, show(value), problems(list), focus() } and tells `onInput(value)`.

import { pathField } from "./browse.js";
import { h } from "./dom.js";
import { same } from "./field.js";
import { problemPlace } from "./problems.js";

// One line of text; an empty one is null.
export function textSetting({ name, label, help, example, onInput }) {
  const input = h("input", { id: `in-${name}`, name, type: "text", placeholder: example, autocomplete: "off", spellcheck: false, oninput: () => onInput(input.value.trim() || null) });
  return line({ name, label, help, input, element: input });
}

// A folder; an empty one is null.
export function folderSetting({ name, label, onInput }) {
  const made = pathField({ id: `in-${name}`, name, kind: "folder", title: label, placeholder: "settings.installed_in", onInput: (value) => onInput(value.trim() || null) });
  return line({ name, label, ...made });
}

function line({ name, label, help, input, element }) {
  const wrong = problemPlace(`problems-${name}`, input);
  input.setAttribute("aria-describedby", wrong.element.id);
  const show = (value) => (input.value = value ?? "");
  const whole = h("div", { class: "setting" }, h("label", { htmlFor: input.id, say: label }), help && h("p", { class: "help", say: help }), element, wrong.element);
  return { element: whole, show, problems: wrong.show, focus: () => input.focus() };
}

// Any number of folders, each on a row of its own.
export function folderList({ name, label, help, rowLabel, onInput }) {
  const list = h("div", { class: "rows" });
  const wrong = problemPlace(`problems-${name}`);
  let rows = [];
  let made = 0; // Also of rows that were removed, so that no two have one name.
  const read = () => rows.map((row) => row.input.value.trim()).filter(Boolean);
  const tell = () => onInput(read());
  const remove = (row) => {
    rows = rows.filter((other) => other !== row);
    row.element.remove();
    tell();
    add.focus();
  };
  const append = (value) => {
    made += 1;
    const row = folderRow({ id: `in-${name}-${made}`, label: [rowLabel, { number: made }], title: label, value, onInput: tell, remove: () => remove(row) });
    rows.push(row);
    list.append(row.element);
    return row;
  };
  const add = h("button", { type: "button", say: "settings.add_folder", onclick: () => append("").input.focus() });
  const show = (values) => {
    if (same(values, read())) return;
    rows = [];
    made = 0;
    list.replaceChildren();
    values.forEach(append);
  };
  // The server counts the folders that it was sent, which are those that are filled in.
  const problems = (all) => {
    const filled = rows.filter((row) => row.input.value.trim());
    for (const row of rows) row.problems(all.filter((problem) => problem.field === `${name}.${filled.indexOf(row)}`));
    wrong.show(all.filter((problem) => problem.field === name));
  };
  const focus = () => (rows.find((row) => row.input.hasAttribute("aria-invalid"))?.input ?? add).focus();
  const heading = h("h3", { id: `label-${name}`, say: label });
  const element = h("div", { class: "setting", role: "group", "aria-labelledby": heading.id }, heading, help && h("p", { class: "help", say: help }), list, h("div", {}, add), wrong.element);
  return { element, show, read, problems, focus };
}

function folderRow({ id, label, title, value, onInput, remove }) {
  const made = pathField({ id, kind: "folder", title, label, value, onInput });
  const wrong = problemPlace(`problems-${id}`, made.input);
  made.input.setAttribute("aria-describedby", wrong.element.id);
  const button = h("button", { type: "button", class: "quiet remove", sayLabel: "settings.remove_folder", sayTitle: "settings.remove_folder", onclick: remove }, "✕");
  return { element: h("div", { class: "folder-row" }, made.element, button, wrong.element), input: made.input, problems: wrong.show };
}

// What the page may look into: null for home and drives, else a list. `folders` is what null means at present.
export function allowedFolders({ name, folders, exposed, onInput }) {
  const list = folderList({ name, label: "settings.allowed_named", rowLabel: "settings.allowed_folder", onInput });
  const radio = (value) => h("input", { type: "radio", name, id: `in-${name}-${value}`, value, disabled: exposed, onchange: () => choose(value) });
  const [all, named] = [radio("default"), radio("named")];
  const choose = (value) => {
    list.element.hidden = value !== "named";
    onInput(value === "named" ? list.read() : null);
  };
  const show = (value) => {
    all.checked = value === null;
    named.checked = value !== null;
    list.element.hidden = value === null;
    list.show(value ?? []);
    for (const control of list.element.querySelectorAll("input, button")) control.disabled = exposed;
  };
  const option = (input, label, more) => h("div", { class: "option" }, input, h("div", {}, h("label", { htmlFor: input.id, say: label }), more));
  const element = h("fieldset", { class: "setting" },
    h("legend", { say: "settings.allowed" }),
    h("p", { class: "help", say: "settings.allowed_help" }),
    exposed && h("p", { class: "notice", say: "settings.allowed_exposed" }),
    option(all, "settings.allowed_default", folders.length > 0 && h("p", { class: "help", say: ["settings.allowed_default_list", { folders: folders.join(", ") }] })),
    option(named, "settings.allowed_named"),
    list.element,
  );
  return { element, show, problems: list.problems, focus: list.focus };
}
