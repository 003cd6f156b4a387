// The pictures that are to be sorted: selected here, and moved into the folder of a concept.

import { h } from "./dom.js";
import { card } from "./new-parts.js";
import { waiting } from "./new-start.js";
import { pictureGrid } from "./picture-grid.js";
import { complain, toast } from "./toast.js";
import { onLanguage, say, tr } from "./words.js";

const ALL = "+all";
const HERE = ".";
const SIDE = 160;

// `save()` keeps the rows; `moved()` hears that files were changed. Returns { element, show(found) } of what `concepts` of the panel gives.
export function picturesCard({ ask, values, rows, save, moved }) {
  let names = [];
  let folders = [];
  const count = h("span", { class: "help", role: "status" });
  const filter = h("select", { id: "folders-filter", sayLabel: "folders.filter" });
  const grid = pictureGrid({ side: SIDE, onSelect: (selected) => mark(selected.length) });
  const target = h("select", { id: "folders-target", sayLabel: "folders.target" });
  const move = h("button", { id: "folders-move", type: "button", class: "primary soft", say: "folders.move", disabled: true });
  const none = h("button", { type: "button", class: "quiet", say: "folders.select_none", onclick: () => grid.select([]) });
  const fixed = h("p", { class: "help", say: "folders.fixed", hidden: true });
  const bar = h("div", { class: "row mover" }, count, target, move, none);
  const element = card("folders.pictures", "folders.pictures_about", fixed, h("div", { class: "row" }, filter), grid.element, bar);

  const folderOf = (name) => (name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : HERE);
  const draw = () => grid.show(filter.value === ALL ? names : names.filter((name) => folderOf(name) === filter.value));
  const mark = (selected) => {
    say(count, ["folders.selected", { count: selected }]);
    const before = target.value;
    target.replaceChildren(...rows.rows().map((row, place) => h("option", { value: String(place) }, row.label() || tr("folders.unnamed"))));
    if (before) target.value = before;
    if (target.selectedIndex < 0) target.selectedIndex = 0;
    bar.classList.toggle("active", selected > 0); // At hand while one scrolls, once there is something to move.
    move.disabled = selected === 0 || rows.rows().length === 0;
  };
  const fill = () => {
    const before = filter.value;
    const label = (folder) => (folder === HERE ? tr("folders.here") : folder);
    filter.replaceChildren(h("option", { value: ALL }, tr("folders.all")), ...folders.map((folder) => h("option", { value: folder }, label(folder))));
    filter.value = folders.includes(before) ? before : ALL;
  };
  // A row that takes the pictures of the working folder itself gets a folder of its own by the first move.
  const assign = async () => {
    const row = rows.rows()[Number(target.value)];
    const folder = row.read().source === HERE ? row.ownFolder() : row.read().source;
    try {
      const number = await ask("assign", { chosen: values.chosen, names: grid.selected(), source: folder });
      row.settle(folder);
      values.concepts = rows.concepts();
      await save();
      toast(["folders.moved", { count: number, folder }], "good");
      grid.select([]);
      moved();
    } catch (refusal) {
      complain(refusal);
    }
  };
  waiting(move, assign);
  target.addEventListener("pointerdown", () => mark(grid.selected().length));
  filter.addEventListener("change", draw);
  onLanguage(() => (fill(), mark(grid.selected().length)));
  return {
    element,
    show(found) {
      names = found.names;
      folders = found.sources;
      fixed.hidden = !found.fixed;
      bar.hidden = found.fixed;
      fill();
      mark(grid.selected().length);
      return draw();
    },
  };
}
