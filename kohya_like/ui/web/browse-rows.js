// The rows of a folder in the file browser: drawings, names, sizes and dates, and which row is the active one.

import { h } from "./dom.js";
import { bytes, day } from "./format.js";
import { icon } from "./icons.js";

const PICTURE = /\.(png|jpe?g|webp|bmp|tiff?|avif)$/i;

export const isPicture = (name) => PICTURE.test(name);

export function pictureText(count) {
  return count === 1 ? "browse.one_picture" : ["browse.pictures", { count }];
}

export function folderRow(entry, index) {
  return row(entry, index, "folder", [h("span", { class: "count" })]);
}

export function fileRow(entry, index) {
  const facts = [h("span", { class: "size" }, bytes(entry.size)), h("span", { class: "date", say: day(entry.modified) })];
  return row(entry, index, isPicture(entry.name) ? "pictures" : "file", facts);
}

function row(entry, index, kind, facts) {
  return h("div", { class: `entry ${kind}`, role: "option", id: `entry-${index}`, "aria-selected": "false", title: entry.name, data: { index } },
    h("span", { class: "drawing" }, icon(kind)),
    h("span", { class: "name" }, entry.name),
    facts,
  );
}

// Makes one row the active one and brings it into sight; -1 for none.
export function activate(list, index) {
  for (const row of list.querySelectorAll('[aria-selected="true"]')) row.setAttribute("aria-selected", "false");
  const row = list.querySelector(`#entry-${index}`);
  if (!row) return list.removeAttribute("aria-activedescendant");
  row.setAttribute("aria-selected", "true");
  list.setAttribute("aria-activedescendant", row.id);
  row.scrollIntoView({ block: "nearest" });
}
