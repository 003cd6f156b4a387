// The pictures of the Tags step, each with its tags as chips.

import { chosen, filesChanged } from "./dataset-state.js";
import { h } from "./dom.js";
import { pictureGrid } from "./picture-grid.js";
import { complain, toast } from "./toast.js";

const PAGE = 24;

// { element, show(names), meant(), selected() }: `meant` are the pictures that an operation is about.
export function tagPictures({ ask, filter, separator, onSelect }) {
  let shown = [];
  let waiting = new Map(); // name -> the list for its chips
  const grid = pictureGrid({ page: PAGE, onSelect, below: (name) => later(name) });

  const later = (name) => {
    if (waiting.size === 0) queueMicrotask(() => fill().catch(complain));
    const list = h("ul", { class: "tags-chips", sayLabel: ["tags.chips", { name }] });
    waiting.set(name, list);
    return list;
  };
  const fill = async () => {
    const lists = waiting;
    waiting = new Map();
    const found = await ask("captions", { chosen: chosen(), names: [...lists.keys()], separator: separator() });
    for (const [name, list] of lists) list.replaceChildren(...chips(found[name] ?? [], name));
  };
  const chips = (tags, name) => {
    if (tags.length === 0) return [h("li", { class: "help", say: "tags.no_caption" })];
    return tags.map((tag, place) => chip(tag, place, filter, () => remove(tag, name).catch(complain)));
  };
  const remove = async (tag, name) => {
    const doing = { chosen: chosen(), operation: "remove", values: { tags: tag, separator: separator() } };
    const { seen } = await ask("preview", { ...doing, names: [name] });
    await ask("apply", { ...doing, seen });
    toast(["tags.removed_one", { tag, name }], "good");
    filesChanged();
  };
  const element = h("section", { class: "card stack", sayLabel: "tags.pictures" },
    h("div", { class: "row spread" },
      h("h2", { say: "tags.pictures" }),
      h("div", { class: "row" },
        h("button", { type: "button", say: "tags.select_all", onclick: () => grid.select(shown) }),
        h("button", { type: "button", say: "tags.select_none", onclick: () => grid.select([]) }),
      ),
    ),
    h("p", { class: "help", say: "tags.pictures_about" }),
    grid.element,
  );
  const show = (names) => {
    shown = names;
    return grid.show(names);
  };
  const meant = () => (grid.selected().length > 0 ? grid.selected() : shown);
  return { element, show, meant, selected: grid.selected };
}

// One Tab stop a picture: the arrow keys go from chip to chip, Delete removes one, Enter filters by it.
function chip(tag, place, filter, remove) {
  const name = h("button", { type: "button", class: "name", tabIndex: place === 0 ? 0 : -1, sayTitle: ["tags.only", { tag }], "aria-keyshortcuts": "Delete", onclick: () => filter.toggle(tag, "include") }, tag);
  const cross = h("button", { type: "button", class: "remove", tabIndex: -1, sayTitle: ["tags.remove_one", { tag }], sayLabel: ["tags.remove_one", { tag }], onclick: remove }, "×");
  name.addEventListener("keydown", (event) => {
    const item = name.parentElement;
    const other = { ArrowRight: item.nextElementSibling, ArrowLeft: item.previousElementSibling }[event.key];
    if (event.key === "Delete") remove();
    else if (other) other.querySelector(".name").focus();
    else return;
    event.preventDefault();
  });
  return h("li", { class: `chip ${filter.kind(tag) ?? ""}` }, name, cross);
}
