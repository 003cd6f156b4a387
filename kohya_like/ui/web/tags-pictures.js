// The pictures of the Tags step, each with its tags as chips.

import { chosen, filesChanged, onChosen } from "./dataset-state.js";
import { h } from "./dom.js";
import { pictureGrid } from "./picture-grid.js";
import { complain, toast } from "./toast.js";

const PAGE = 24;

// { element, show(names), meant(), selected() }: `meant` are the pictures that an operation is about.
export function tagPictures({ ask, filter, separator, onSelect }) {
  let shown = [];
  let waiting = new Map(); // name -> the list for its chips
  let known = new Map(); // name -> tags, shown until they were asked for again
  let removing = Promise.resolve(); // One after the other: each looks at what the one before it left.
  onChosen(() => known.clear());
  const grid = pictureGrid({ page: PAGE, onSelect, below: (name) => later(name) });

  const later = (name) => {
    if (waiting.size === 0) queueMicrotask(() => fill().catch(complain));
    const list = h("ul", { class: "tags-chips", sayLabel: ["tags.chips", { name }] }, known.has(name) && chips(known.get(name), name));
    waiting.set(name, list);
    return list;
  };
  const fill = async () => {
    const lists = waiting;
    waiting = new Map();
    const found = await ask("captions", { chosen: chosen(), names: [...lists.keys()], separator: separator() });
    known = new Map(Object.entries(found));
    for (const [name, list] of lists) {
      const place = [...list.children].findIndex((item) => item.contains(document.activeElement));
      list.replaceChildren(...chips(found[name] ?? [], name));
      if (place >= 0) focusChip(list, place);
    }
  };
  const chips = (tags, name) => {
    if (tags.length === 0) return [h("li", { class: "help", say: "tags.no_caption" })];
    return tags.map((tag, place) => chip(tag, place, filter, () => (removing = removing.then(() => remove(tag, name)).catch(complain))));
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
    const chip = document.activeElement?.closest(".tags-chips li");
    const at = chip && { name: chip.closest("[data-name]").dataset.name, place: [...chip.parentElement.children].indexOf(chip) };
    const drawn = grid.show(names);
    if (at) focusChip(element.querySelector(`li[data-name="${CSS.escape(at.name)}"] .tags-chips`), at.place);
    return drawn;
  };
  const meant = () => (grid.selected().length > 0 ? grid.selected() : shown);
  return { element, show, meant, selected: grid.selected };
}

// The chip at a place, or the last one where there are fewer by now.
function focusChip(list, place) {
  const names = list?.querySelectorAll(".name") ?? [];
  names[Math.min(place, names.length - 1)]?.focus({ preventScroll: true });
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
