// What rows of the file browser show once they are in sight: how many pictures a folder has, and pictures made small.

import { isPicture, pictureText } from "./browse-rows.js";
import { h } from "./dom.js";
import { Refusal } from "./server.js";
import { say } from "./words.js";

const AT_ONCE = 20; // Rows of one question, so that the first are soon there.

// Returns a function that takes the entries which `list` shows from now on.
export function details(ask, list) {
  let entries = [];
  let waiting = [];
  let busy = false;
  const seen = new IntersectionObserver((changes) => {
    const rows = changes.filter((change) => change.isIntersecting).map((change) => change.target);
    for (const row of rows) seen.unobserve(row);
    waiting.push(...rows);
    work();
  }, { root: list });

  const work = async () => {
    if (busy) return;
    busy = true;
    try {
      while (waiting.length > 0) await fill(ask, waiting.splice(0, AT_ONCE).map((row) => ({ row, entry: entries[row.dataset.index] })));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal; // The list can be used without.
    } finally {
      busy = false;
    }
  };
  return (now) => {
    seen.disconnect();
    entries = now;
    waiting = [];
    for (const row of list.querySelectorAll(".entry")) seen.observe(row);
  };
}

async function fill(ask, shown) {
  const folders = shown.filter(({ entry }) => entry.folder);
  const pictures = shown.filter(({ entry }) => !entry.folder && isPicture(entry.name));
  if (folders.length > 0) {
    const counts = await ask("pictures", { folders: folders.map(({ entry }) => entry.path) });
    counts.forEach((count, index) => count > 0 && say(folders[index].row.querySelector(".count"), pictureText(count)));
  }
  if (pictures.length > 0) {
    const drawn = await ask("drawn", { files: pictures.map(({ entry }) => entry.path) });
    drawn.forEach((source, index) => source && pictures[index].row.querySelector(".drawing").replaceChildren(h("img", { src: source, alt: "" })));
  }
}
