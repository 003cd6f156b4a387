// Pictures of the dataset as a grid in pages: drawn small when they are looked at, chosen by click, Shift and Ctrl.

import { askDataset, chosen, onChosen } from "./dataset-state.js";
import { h } from "./dom.js";
import { say } from "./words.js";

const PAGE = 60;

const smallPictures = (names, side) => askDataset("drawn", { chosen: chosen(), names, side });

// `below(name)` gives what stands under a picture. `onSelect(names)` hears of every change of what is selected; without it
// nothing can be. `drawn(names, side)` resolves to addresses of small pictures, where they are not those of the dataset.
// Returns { element, show(names), turn(by), selected(), select(names) }; `show` keeps the page, the selection and the
// focus as far as they exist.
export function pictureGrid({ side = 256, page: size = PAGE, below = () => [], onSelect = null, drawn: small = smallPictures } = {}) {
  const grid = h("ul", { class: "picture-grid", role: onSelect ? "listbox" : "list", "aria-multiselectable": onSelect ? "true" : null });
  const pager = h("div", { class: "row pager", hidden: true });
  let names = [];
  let page = 0;
  let picked = new Set();
  let last = null; // Where a Shift-click begins.
  let known = new Map(); // name -> address, of what is drawn: shown until it was asked for again, so that nothing flickers.
  onChosen(() => {
    known.clear();
    picked.clear(); // Pictures of other folders may have the same names.
    page = 0;
    last = null;
  });

  const pages = () => Math.max(1, Math.ceil(names.length / size));
  const changed = () => {
    for (const tile of grid.children) mark(tile, picked.has(tile.dataset.name));
    onSelect?.([...picked]);
  };
  const pick = (name, event) => {
    const range = event.shiftKey && last !== null ? between(names, last, name) : [name];
    const on = event.shiftKey || !picked.has(name);
    for (const each of range) on ? picked.add(each) : picked.delete(each);
    last = name;
    changed();
  };
  const tile = (name) => {
    const picture = h("img", { alt: name, title: name, loading: "lazy", src: known.get(name) });
    const face = onSelect ? h("button", { type: "button", class: "face", role: "option", sayLabel: { en: name, zh: name }, onclick: (event) => pick(name, event) }, picture) : h("div", { class: "face" }, picture);
    return h("li", { data: { name }, role: onSelect ? "presentation" : null }, face, below(name));
  };
  const find = (name, part) => grid.querySelector(`li[data-name="${CSS.escape(name)}"] ${part}`);
  const draw = async () => {
    const here = names.slice(page * size, (page + 1) * size);
    const focused = grid.contains(document.activeElement) && document.activeElement.matches(".face") ? document.activeElement.closest("li").dataset.name : null;
    grid.replaceChildren(...here.map(tile));
    if (focused !== null) find(focused, ".face")?.focus({ preventScroll: true });
    drawPager();
    changed();
    const of = chosen();
    const drawn = await small(here, side).catch(() => []);
    if (of !== chosen()) return;
    known = new Map(here.map((name, place) => [name, drawn[place]]).filter(([, address]) => address));
    for (const [name, address] of known) {
      const image = find(name, "img");
      if (image) image.src = address;
    }
  };
  const go = (to) => {
    page = to;
    draw();
    grid.scrollIntoView({ block: "nearest" });
  };
  const drawPager = () => {
    pager.hidden = pages() < 2;
    pager.replaceChildren(
      h("button", { type: "button", say: "dataset.previous", disabled: page === 0, onclick: () => go(page - 1) }),
      say(h("span", { class: "help" }), ["dataset.page", { page: page + 1, pages: pages() }]),
      h("button", { type: "button", say: "dataset.next", disabled: page + 1 >= pages(), onclick: () => go(page + 1) }),
    );
  };
  const select = (wanted) => {
    picked = new Set(wanted);
    changed();
  };
  return {
    element: h("div", { class: "stack" }, grid, pager),
    show(wanted) {
      names = wanted;
      const known = new Set(names);
      picked = new Set([...picked].filter((name) => known.has(name)));
      page = Math.min(page, pages() - 1);
      return draw();
    },
    // Goes `by` pages on; whether there was such a page.
    turn(by) {
      if (page + by < 0 || page + by >= pages()) return false;
      go(page + by);
      return true;
    },
    selected: () => names.filter((name) => picked.has(name)),
    select,
  };
}

function mark(tile, on) {
  tile.classList.toggle("selected", on);
  tile.querySelector("[role=option]")?.setAttribute("aria-selected", String(on));
}

function between(names, one, other) {
  const [from, to] = [names.indexOf(one), names.indexOf(other)].sort((a, b) => a - b);
  return from < 0 ? [other] : names.slice(from, to + 1);
}
