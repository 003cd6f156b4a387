// The concepts, a row each: how often, what they are called, where their pictures lie, and what is wrong with that.

import { h } from "./dom.js";
import { conceptRow, HERE } from "./folders-row.js";

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
