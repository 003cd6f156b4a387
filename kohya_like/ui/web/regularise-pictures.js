// The class pictures that there are, a card for each folder; selected ones can be taken out.

import { chosen, filesChanged, onChosen } from "./dataset-state.js";
import { h } from "./dom.js";
import { waiting } from "./new-start.js";
import { pictureGrid } from "./picture-grid.js";
import { complain, toast } from "./toast.js";
import { say } from "./words.js";

const SIDE = 160;

// Returns { element, show(folders) }: { folder, names } of each.
export function classPictures(ask) {
  const element = h("div", { class: "stack" });
  const cards = new Map(); // folder -> card
  onChosen(() => cards.clear()); // Another dataset may have the same names.
  return {
    element,
    show(folders) {
      const shown = folders.filter(({ names }) => names.length > 0);
      for (const { folder } of shown) if (!cards.has(folder)) cards.set(folder, pictureCard(ask, folder));
      for (const name of cards.keys()) if (!shown.some(({ folder }) => folder === name)) cards.delete(name);
      element.replaceChildren(...shown.map(({ folder }) => cards.get(folder).element));
      for (const { folder, names } of shown) cards.get(folder).show(names);
    },
  };
}

function pictureCard(ask, folder) {
  const remove = h("button", { type: "button", disabled: true });
  const mark = (selected) => {
    say(remove, ["regularise.remove", { count: selected.length }]);
    remove.disabled = selected.length === 0;
  };
  const drawn = (names, side) => ask("drawn", { chosen: chosen(), folder, names, side });
  const grid = pictureGrid({ side: SIDE, onSelect: mark, drawn });
  waiting(remove, async () => {
    try {
      const count = await ask("remove", { chosen: chosen(), folder, names: grid.selected() });
      toast(["regularise.removed", { count }], "good");
      filesChanged();
    } catch (refusal) {
      complain(refusal);
    }
  });
  let before = "";
  return {
    element: h("section", { class: "card stack" }, h("div", { class: "row spread" }, h("h2", { say: ["regularise.pictures", { folder }] }), remove), grid.element),
    show(names) {
      const now = names.join("\n");
      if (now === before) return;
      before = now;
      grid.show(names);
    },
  };
}
