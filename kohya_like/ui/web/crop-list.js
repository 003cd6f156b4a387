// The originals as a strip of small pictures, in pages; the one that is worked on is marked.

import { boxes } from "./crop-state.js";
import { chosen } from "./dataset-state.js";
import { h } from "./dom.js";
import { say } from "./words.js";

const PAGE = 40;
const SIDE = 160;

// `onOpen(name)` hears of the picture that was chosen.
// Returns { element, show(names, anew), open(name), mark(names), step(by) }: `anew` draws what is shown already too, `mark` tells
// which are too small, `step` gives the name of a neighbour.
export function strip(ask, onOpen) {
  const list = h("ul", { class: "crop-strip" });
  const pager = h("div", { class: "row pager" });
  const none = h("p", { class: "help", say: "crop.none_here", hidden: true });
  let names = [];
  let small = new Set();
  let page = 0;
  let current = null;

  const pages = () => Math.max(1, Math.ceil(names.length / PAGE));
  const tile = (name) => {
    const button = h("button", { type: "button", title: name, sayLabel: { en: name, zh: name }, data: { name }, onclick: () => onOpen(name) }, h("img", { alt: "", loading: "lazy" }));
    return h("li", {}, button);
  };
  const mark = () => {
    const drawn = boxes();
    for (const button of list.querySelectorAll("button")) {
      const { name } = button.dataset;
      if (name === current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      button.classList.toggle("boxed", name in drawn);
      button.classList.toggle("small", small.has(name));
    }
  };
  const draw = async () => {
    const here = names.slice(page * PAGE, (page + 1) * PAGE);
    none.hidden = names.length > 0;
    list.replaceChildren(...here.map(tile));
    turnPages();
    mark();
    if (here.length === 0) return;
    const drawn = await ask("drawn", { chosen: chosen(), names: here, side: SIDE }).catch(() => []);
    drawn.forEach((address, place) => {
      const image = address && list.querySelector(`button[data-name="${CSS.escape(here[place])}"] img`);
      if (image) image.src = address;
    });
  };
  const go = (to) => {
    page = to;
    draw();
  };
  const turnPages = () => {
    pager.hidden = pages() < 2;
    pager.replaceChildren(
      h("button", { type: "button", say: "dataset.previous", disabled: page === 0, onclick: () => go(page - 1) }),
      say(h("span", { class: "help" }), ["dataset.page", { page: page + 1, pages: pages() }]),
      h("button", { type: "button", say: "dataset.next", disabled: page + 1 >= pages(), onclick: () => go(page + 1) }),
    );
  };
  return {
    element: h("div", { class: "stack crop-list" }, list, none, pager),
    show(wanted, anew = false) {
      const same = !anew && JSON.stringify(wanted) === JSON.stringify(names);
      names = wanted;
      page = Math.min(page, pages() - 1);
      if (!same) draw();
    },
    open(name) {
      current = name;
      const at = Math.floor(Math.max(0, names.indexOf(name)) / PAGE);
      if (at !== page) go(at);
      else mark();
    },
    mark(names) {
      small = new Set(names);
      mark();
    },
    step: (by) => names[Math.min(names.length - 1, Math.max(0, names.indexOf(current) + by))] ?? null,
  };
}
