// The list of a folder in the file browser: one row is active, and mouse and keys act on it.

import { activate, fileRow, folderRow } from "./browse-rows.js";
import { details } from "./browse-details.js";
import { h } from "./dom.js";

const PAGE = 10; // Rows that Page Up and Page Down go.

// `on` = { select(entry), open(entry), pick(), up(), letter() }: what the reader does. An entry is { name, path, folder },
// a file's also { size, modified }. Returns { element, show(entries, emptyText), select(index), focus() }.
export function entryList(ask, on) {
  const element = h("div", { class: "entries", role: "listbox", tabIndex: 0, sayLabel: "browse.entries" });
  const decorate = details(ask, element);
  let entries = [];
  let active = -1;

  const select = (index) => {
    active = Math.max(-1, Math.min(entries.length - 1, index));
    activate(element, active);
    if (active >= 0) on.select(entries[active]);
  };
  const show = (all, emptyText) => {
    entries = all;
    active = -1;
    element.replaceChildren(...entries.map((entry, index) => (entry.folder ? folderRow : fileRow)(entry, index)));
    if (entries.length === 0) element.append(h("p", { class: "help", say: emptyText }));
    element.scrollTop = 0;
    decorate(entries);
  };
  const enter = () => {
    if (entries[active]?.folder) on.open(entries[active]);
    else if (entries[active]) on.pick();
  };
  const keys = {
    ArrowDown: () => select(active + 1),
    ArrowUp: () => select(Math.max(0, active - 1)),
    PageDown: () => select(active + PAGE),
    PageUp: () => select(Math.max(0, active - PAGE)),
    Home: () => select(0),
    End: () => select(entries.length - 1),
    Enter: enter,
    Backspace: on.up,
  };
  element.addEventListener("keydown", (event) => pressed(event, keys, on.letter));
  element.addEventListener("click", (event) => clicked(event, (index) => (entries[index].folder ? on.open(entries[index]) : select(index))));
  element.addEventListener("dblclick", (event) => clicked(event, (index) => !entries[index].folder && on.pick()));
  return { element, show, select, focus: () => element.focus() };
}

function pressed(event, keys, letter) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  } else if (event.key.length === 1 && event.key !== " ") letter();
}

function clicked(event, act) {
  const row = event.target.closest(".entry");
  if (row) act(Number(row.dataset.index));
}
