// One concept: how often, what it is called, where its pictures lie, and what is wrong with that.

import { pickPath } from "./browse.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { problemPlace } from "./problems.js";
import { onLanguage, say, tr } from "./words.js";

export const HERE = "."; // The working folder itself, as a source of pictures.
const OTHER = "+other";
const UNSAFE = /[\x00-\x1f/\\:*?"<>|]+/g;
let number = 0;

// `sources()` are the folders with pictures; a source of null is a folder of the row's own name. Returns { element, label(),
// read(), ownFolder(), focus(), sources(), settle(folder), facts(found), problems(list) }.
export function conceptRow({ concept, sources, changed, remove }) {
  const id = `concept-${number++}`;
  const values = { ...concept };
  const put = (name, value) => {
    values[name] = value;
    source.fill();
    changed();
  };
  const input = (name, more) => h("input", { id: `${id}-${name}`, type: "text", value: values[name], autocomplete: "off", autocapitalize: "off", spellcheck: false, ...more, oninput: (event) => put(name, event.target.value) });
  const repeats = input("repeats", { type: "number", min: 1, step: 1, class: "short" });
  const identifier = values.is_reg ? null : input("identifier", { sayPlaceholder: "folders.identifier_example" });
  const classWord = input("class_word", { sayPlaceholder: "folders.class_example" });
  const source = sourceSelect({ id: `${id}-source`, values, sources, put });
  const advice = adviceLine((value) => {
    repeats.value = value;
    put("repeats", value);
  });
  const counts = h("span", { class: "chip" });
  const blocks = [
    block("repeats", "folders.repeats", repeats, advice.element),
    identifier && block("identifier", "folders.identifier", identifier),
    block("class_word", "folders.class", classWord),
    block("source", "folders.source", source.element),
  ].filter(Boolean);
  const element = h("li", { class: `concept ${values.is_reg ? "ordinary" : ""}` },
    h("div", { class: "row spread head" },
      h("strong", { say: values.is_reg ? "folders.reg" : "folders.train" }), counts,
      h("button", { type: "button", class: "quiet icon", sayLabel: "folders.remove", sayTitle: "folders.remove", onclick: remove }, icon("close", 16))),
    h("div", { class: "concept-fields" }, blocks.map((each) => each.element)),
    advice.reason,
  );
  return {
    element,
    label: () => `${values.identifier} ${values.class_word}`.trim(),
    read: () => ({ ...values, repeats: Number.isInteger(Number(values.repeats)) ? Number(values.repeats) : 0, source: own(values) }),
    ownFolder: () => ownFolder(values),
    focus: () => (identifier ?? classWord).focus(),
    sources: source.fill,
    settle(folder) {
      values.source = folder;
      source.fill();
    },
    facts(found) {
      say(counts, found ? ["folders.counts", found] : null);
      advice.show(found, Number(values.repeats));
    },
    problems: (found) => blocks.forEach(({ name, show }) => show(found.filter(({ field }) => field.endsWith(`.${name}`)))),
  };
}

const own = (values) => values.source ?? ownFolder(values); // A new row takes its pictures from a folder of its own.

function ownFolder({ identifier, class_word: word }) {
  return (identifier || word).replace(UNSAFE, " ").trim() || "new";
}

function block(name, label, control, ...more) {
  const wrong = problemPlace(`${control.id}-problems`, control);
  control.setAttribute("aria-describedby", wrong.element.id);
  return { name, show: wrong.show, element: h("div", { class: `field-block ${name}` }, h("label", { htmlFor: control.id, say: label }), control, ...more, wrong.element) };
}

// { element, fill() }: a choice among the folders with pictures, and any other one of the machine.
function sourceSelect({ id, values, sources, put }) {
  const element = h("select", { id });
  const fill = () => {
    const all = [...new Set([HERE, ...sources(), own(values)])];
    element.replaceChildren(...all.map((each) => h("option", { value: each }, each === HERE ? tr("folders.here") : each)), h("option", { value: OTHER }, tr("folders.other")));
    element.value = own(values);
  };
  element.addEventListener("change", async () => {
    const wanted = element.value;
    element.value = own(values);
    const picked = wanted === OTHER ? await pickPath({ kind: "folder", title: "folders.other_title" }) : wanted;
    if (picked !== null) put("source", picked);
  });
  onLanguage(fill);
  fill();
  return { element, fill };
}

// { element, reason, show(facts, repeats) }: the advised repeats where there are others, and why.
function adviceLine(use) {
  let advised = null;
  const better = h("button", { type: "button", class: "quiet advised", hidden: true, onclick: () => use(advised) });
  const why = h("button", { type: "button", class: "quiet why", say: "folders.why", "aria-expanded": "false", hidden: true });
  const reason = h("p", { class: "help reason", hidden: true });
  why.addEventListener("click", () => {
    reason.hidden = !reason.hidden;
    why.setAttribute("aria-expanded", String(!reason.hidden));
  });
  const show = (found, repeats) => {
    advised = found?.advised ?? null;
    why.hidden = advised === null;
    better.hidden = advised === null || advised === repeats;
    if (advised === null) return;
    say(reason, found.reason);
    say(better, ["folders.use", { repeats: advised }]);
  };
  return { element: h("div", { class: "row tight" }, better, why), reason, show };
}
