// One control for each kind of parameter: { element, input, read(), write(value) }. `input` is what a label names.

import { h } from "./dom.js";
import { pathField } from "./browse.js";
import { onLanguage, tr } from "./words.js";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MODELS = [".safetensors", ".ckpt", ".pt", ".pth", ".bin"];

const KINDS = { text: line, integer: number, number, switch: toggle, choice, path, list: lines };

// `placeholder` is a text as in words.js; `changed` is called after each change by the reader.
export function control(parameter, { id, placeholder, changed }) {
  return KINDS[parameter.kind](parameter, { id, placeholder, changed });
}

// What is typed as a number; anything else stays as it was typed, and the server says what is wrong with it.
export function parseNumber(typed) {
  const text = typed.trim();
  const value = Number(text);
  return NUMBER.test(text) && Number.isFinite(value) ? value : text;
}

function line(parameter, { id, placeholder, changed }) {
  const input = h("input", { id, name: parameter.name, type: "text", autocomplete: "off", spellcheck: false, sayPlaceholder: placeholder, oninput: changed });
  return { element: input, input, read: () => input.value, write: (value) => (input.value = value ?? "") };
}

function number(parameter, options) {
  const made = line(parameter, options);
  made.input.inputMode = parameter.kind === "integer" ? "numeric" : "decimal";
  made.input.classList.add("short");
  return { ...made, read: () => parseNumber(made.input.value) };
}

function toggle(parameter, { id, changed }) {
  const input = h("input", { id, name: parameter.name, type: "checkbox", class: "toggle", onchange: changed });
  return { element: input, input, read: () => input.checked, write: (value) => (input.checked = value === true) };
}

// A value that is none of the choices (from a preset of another version, say) is shown too, as one more choice.
function choice(parameter, { id, changed }) {
  const input = h("select", { id, name: parameter.name, onchange: changed });
  let values = [];
  const fill = (more) => {
    values = [...parameter.choices.map((each) => each.value), ...more];
    const labels = [...parameter.choices.map((each) => each.label), ...more.map((each) => ({ en: String(each) }))];
    input.replaceChildren(...labels.map((label, index) => h("option", { value: String(index) }, tr(label))));
  };
  const write = (value) => {
    const known = parameter.choices.some((each) => each.value === value);
    fill(known ? [] : [value]);
    input.value = String(values.indexOf(value));
  };
  const read = () => values[Number(input.value)];
  onLanguage(() => write(read()));
  return { element: input, input, read, write };
}

// Files are those of models, unless the page says `suffixes`.
function path(parameter, { id, placeholder, changed }) {
  const folder = parameter.name.endsWith("_dir");
  const made = pathField({ id, name: parameter.name, kind: folder ? "folder" : "file", title: parameter.label, suffixes: folder ? undefined : parameter.suffixes ?? MODELS, placeholder, onInput: changed });
  return { element: made.element, input: made.input, read: () => made.input.value, write: (value) => (made.input.value = value ?? "") };
}

// One item a line; empty lines are none.
function lines(parameter, { id, placeholder, changed }) {
  const fit = () => (input.rows = Math.min(12, Math.max(3, input.value.split("\n").length + 1)));
  const input = h("textarea", { id, name: parameter.name, rows: 3, spellcheck: false, sayPlaceholder: placeholder, oninput: () => (fit(), changed()) });
  const read = () => input.value.split("\n").map((item) => item.trim()).filter(Boolean);
  const write = (value) => {
    input.value = Array.isArray(value) ? value.join("\n") : String(value ?? "");
    fit();
  };
  return { element: input, input, read, write };
}
