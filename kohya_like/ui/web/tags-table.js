// Every tag of the pictures that are shown, with its count, what it means in Chinese, and example pictures.

import { h } from "./dom.js";
import { drawThumbnails } from "./tags-thumbnails.js";
import { say } from "./words.js";

const PAGE = 60; // Rows drawn at once.
const EXAMPLES = 2;
const SEPARATOR = "kohya-like.tags.separator";

// { element, show(rows) }: rows are [{ tag, count, gloss, examples }]. `take(tag)` puts a tag into the operation.
export function tagTable({ filter, take, below }) {
  const search = h("input", { id: "tags-search", type: "search", autocomplete: "off", spellcheck: false, sayLabel: "tags.search", sayPlaceholder: "tags.search" });
  const count = h("span", { class: "help" });
  const list = h("ul", { class: "tags-list" });
  const none = h("p", { class: "help", say: "tags.none", hidden: true });
  const more = h("button", { type: "button", class: "quiet", hidden: true });
  let rows = [];
  let room = PAGE;

  const paint = () => {
    const words = search.value.trim().toLowerCase();
    const fitting = words ? rows.filter(({ tag, gloss }) => `${tag} ${gloss ?? ""}`.toLowerCase().includes(words)) : rows;
    list.replaceChildren(...fitting.slice(0, room).map((row) => line(row, filter, take)));
    drawThumbnails(list.querySelectorAll("img"));
    none.hidden = fitting.length > 0;
    const left = fitting.length - room;
    more.hidden = left <= 0;
    say(more, ["tags.more", { count: Math.min(left, PAGE) }]);
  };
  const anew = () => {
    room = PAGE;
    list.scrollTop = 0;
    paint();
  };
  search.addEventListener("input", anew);
  search.addEventListener("keydown", (event) => event.key === "ArrowDown" && list.querySelector(".name")?.focus());
  more.addEventListener("click", () => {
    room += PAGE;
    paint();
  });
  list.addEventListener("keydown", walk);
  const element = h("section", { class: "card stack tags-table", sayLabel: "tags.title" },
    h("div", { class: "row spread" }, h("h2", { say: "tags.title" }), count), search, list, none, more, below);
  const show = (now) => {
    const focused = document.activeElement?.closest?.(".tags-list li")?.dataset.tag;
    rows = now;
    say(count, ["tags.count", { count: rows.length }]);
    paint();
    if (focused !== undefined) list.querySelector(`li[data-tag="${CSS.escape(focused)}"] .name`)?.focus({ preventScroll: true });
  };
  return { element, show };
}

function line({ tag, count, gloss, examples }, filter, take) {
  const kind = filter.kind(tag);
  const name = h("button", { type: "button", class: "name", sayTitle: ["tags.only", { tag }], "aria-pressed": String(kind === "include"), onclick: () => filter.toggle(tag, "include") },
    h("span", {}, tag), gloss && h("span", { class: "gloss", lang: "zh", say: { en: "", zh: gloss } }));
  return h("li", { class: kind ?? "", data: { tag } },
    name,
    h("span", { class: "examples" }, examples.slice(0, EXAMPLES).map((picture) => h("img", { alt: "", title: picture, data: { picture } }))),
    h("span", { class: "count", sayTitle: ["tags.on_pictures", { count }] }, String(count)),
    h("button", { type: "button", class: "quiet small", "aria-pressed": String(kind === "exclude"), sayTitle: ["tags.without", { tag }], sayLabel: ["tags.without", { tag }], onclick: () => filter.toggle(tag, "exclude") }, "−"),
    h("button", { type: "button", class: "quiet small", sayTitle: ["tags.take", { tag }], sayLabel: ["tags.take", { tag }], onclick: () => take(tag) }, "+"),
  );
}

// Up and down go from tag to tag.
function walk(event) {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const other = step && event.target.closest("li")?.[step]?.querySelector(".name");
  if (!other) return;
  event.preventDefault();
  other.focus();
}

// What stands between tags, which is the same for everything that this step does.
export function separatorField(changed) {
  const input = h("input", { id: "tags-separator", type: "text", class: "short", maxLength: 8, value: localStorage.getItem(SEPARATOR) ?? ",", sayLabel: "tags.separator", "aria-describedby": "tags-separator-help" });
  input.addEventListener("change", () => {
    if (input.value === "") input.value = ",";
    localStorage.setItem(SEPARATOR, input.value);
    changed();
  });
  const element = h("details", {}, h("summary", { say: "tags.separator" }),
    h("div", { class: "tight" }, input, h("p", { class: "help", id: "tags-separator-help", say: "tags.separator_about" })));
  return { element, value: () => input.value };
}
