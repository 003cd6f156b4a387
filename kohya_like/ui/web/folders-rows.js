// The concepts, a row each: how often, what they are called, where their pictures lie, and what is wrong with that.

import { pickPath } from "./browse.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { problemPlace } from "./problems.js";
import { onLanguage, say, tr } from "./words.js";

const OTHER = "+other";
const HERE = ".";
const UNSAFE = /[\x00-\x1f/\\:*?"<>|]+/g;
const FIELDS = ["repeats", "identifier", "class_word", "source"];

// `changed()` hears each change by the reader. Returns { element, buttons, concepts(), rows(), show(concepts, sources),
// facts(list), problems(list) }; of the rows, others need label(), read() and settle(source).
export function conceptRows({ changed }) {
  const list = h("ol", { class: "concepts" });
  let rows = [];
  let sources = [];
  const add = (concept) => {
    const row = conceptRow({ concept, sources: () => sources, changed, remove: () => drop(row) });
    rows.push(row);
    list.append(row.element);
    return row;
  };
  const drop = (row) => {
    rows = rows.filter((each) => each !== row);
    row.element.remove();
    changed();
  };
  const more = (is_reg) => () => {
    const first = !is_reg && rows.length === 0;
    add({ repeats: is_reg ? 1 : 10, identifier: "", class_word: is_reg ? rows[0]?.read().class_word ?? "" : "", source: first ? HERE : null, is_reg }).focus();
    changed();
  };
  return {
    element: list,
    buttons: h("div", { class: "row" },
      h("button", { id: "add-concept", type: "button", say: "folders.add_train", onclick: more(false) }),
      h("button", { id: "add-reg", type: "button", say: "folders.add_reg", onclick: more(true) })),
    concepts: () => rows.map((row) => row.read()),
    rows: () => rows,
    show(concepts, found) {
      sources = found;
      if (JSON.stringify(concepts) === JSON.stringify(rows.map((row) => row.read()))) return rows.forEach((row) => row.sources());
      rows = [];
      list.replaceChildren();
      concepts.forEach(add);
      return undefined;
    },
    facts: (found) => rows.forEach((row, place) => row.facts(found[place])),
    problems: (found) => rows.forEach((row, place) => row.problems(found.filter(({ field }) => field.startsWith(`concepts.${place}.`)))),
  };
}

function ownFolder({ identifier, class_word: word }) {
  return (identifier || word).replace(UNSAFE, " ").trim() || "new";
}

let number = 0;

function conceptRow({ concept, sources, changed, remove }) {
  const id = `concept-${number++}`;
  const values = { ...concept };
  const input = (name, more) => h("input", { id: `${id}-${name}`, type: "text", data: { name }, value: values[name], autocomplete: "off", autocapitalize: "off", spellcheck: false, ...more, oninput: (event) => put(name, event.target.value) });
  const repeats = input("repeats", { type: "number", min: 1, step: 1, class: "short" });
  const identifier = values.is_reg ? null : input("identifier", { sayPlaceholder: "folders.identifier_example" });
  const classWord = input("class_word", { sayPlaceholder: "folders.class_example" });
  const source = h("select", { id: `${id}-source`, data: { name: "source" } });
  const advised = h("button", { type: "button", class: "quiet advised", hidden: true });
  const why = h("button", { type: "button", class: "quiet why", say: "folders.why", "aria-expanded": "false", hidden: true });
  const reason = h("p", { class: "help reason", hidden: true });
  const counts = h("span", { class: "chip" });
  const controls = { repeats, identifier, class_word: classWord, source };
  const wrong = Object.fromEntries(FIELDS.filter((name) => controls[name]).map((name) => [name, problemPlace(`${id}-problems-${name}`, controls[name])]));

  const own = () => values.source ?? ownFolder(values); // A new row takes its pictures from a folder of its own.
  const put = (name, value) => {
    values[name] = value;
    if (name !== "source") fill();
    changed();
  };
  const fill = () => {
    const all = [...new Set([HERE, ...sources(), own()])];
    source.replaceChildren(...all.map((each) => h("option", { value: each }, each === HERE ? tr("folders.here") : each)), h("option", { value: OTHER }, tr("folders.other")));
    source.value = own();
  };
  source.addEventListener("change", async () => {
    const wanted = source.value;
    source.value = own();
    const picked = wanted === OTHER ? await pickPath({ kind: "folder", title: "folders.other_title" }) : wanted;
    if (picked === null) return;
    put("source", picked);
    fill();
  });
  why.addEventListener("click", () => {
    reason.hidden = !reason.hidden;
    why.setAttribute("aria-expanded", String(!reason.hidden));
  });
  onLanguage(fill);
  fill();
  const block = (name, label, control, ...more) => h("div", { class: `field-block ${name}` }, h("label", { htmlFor: control.id, say: label }), control, ...more, wrong[name].element);
  const element = h("li", { class: `concept ${values.is_reg ? "ordinary" : ""}` },
    h("div", { class: "row spread head" },
      h("strong", { say: values.is_reg ? "folders.reg" : "folders.train" }), counts,
      h("button", { type: "button", class: "quiet icon", sayLabel: "folders.remove", sayTitle: "folders.remove", onclick: remove }, icon("close", 16))),
    h("div", { class: "concept-fields" },
      block("repeats", "folders.repeats", repeats, h("div", { class: "row tight" }, advised, why)),
      identifier && block("identifier", "folders.identifier", identifier),
      block("class_word", "folders.class", classWord),
      block("source", "folders.source", source)),
    reason,
  );
  return {
    element,
    read: () => ({ repeats: Number.isInteger(Number(values.repeats)) ? Number(values.repeats) : 0, identifier: values.identifier, class_word: values.class_word, source: own(), is_reg: values.is_reg }),
    ownFolder: () => ownFolder(values),
    focus: () => (identifier ?? classWord).focus(),
    sources: fill,
    label: () => `${values.identifier} ${values.class_word}`.trim(),
    settle(folder) {
      values.source = folder;
      fill();
    },
    facts(found) {
      say(counts, found ? ["folders.counts", found] : null);
      const better = found?.advised && found.advised !== Number(values.repeats);
      advised.hidden = !better;
      why.hidden = !found?.advised;
      if (!found) return;
      say(reason, found.reason);
      if (better) say(advised, ["folders.use", { repeats: found.advised }]);
      advised.onclick = () => {
        repeats.value = found.advised;
        put("repeats", found.advised);
      };
    },
    problems: (found) => Object.entries(wrong).forEach(([name, place]) => place.show(found.filter(({ field }) => field.endsWith(`.${name}`)))),
  };
}
