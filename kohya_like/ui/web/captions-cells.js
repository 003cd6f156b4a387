// What stands under each picture that is looked at: its caption, how long it is, and what is wrong with it.

import { captionCell } from "./captions-cell.js";
import { chosen, onChosen } from "./dataset-state.js";
import { complain } from "./toast.js";

// { below(name), show(names), walk(grid) }: `below` is for the picture grid. Captions are asked for together, once the
// grid has drawn its page.
export function captionCells(ask, drafts) {
  let cells = new Map();
  let fresh = null; // Those of the page that is being drawn.
  let names = [];
  let grid = null;
  let tags = [];
  onChosen(() => cells.clear()); // Pictures of other folders may have the same names.

  const load = async (wanted) => {
    if (wanted.size === 0) return;
    const found = await ask("read", { chosen: chosen(), names: [...wanted.keys()] });
    for (const [name, cell] of wanted) cell.loaded(found[name]);
  };
  const below = (name) => {
    if (fresh === null) {
      const page = (fresh = new Map());
      queueMicrotask(() => {
        cells = page;
        fresh = null;
        load(page).catch(complain);
      });
    }
    const cell = captionCell(name, { ask, drafts, tags: () => tags, go });
    fresh.set(name, cell);
    return cell.element;
  };
  const go = (name, by) => {
    const shown = [...cells.keys()];
    const at = shown.indexOf(name) + by;
    if (shown[at] !== undefined) cells.get(shown[at]).focus();
    else if (grid.turn(by)) queueMicrotask(() => [...cells.values()].at(by > 0 ? 0 : -1)?.focus());
  };
  // Where the same pictures are shown as before, their texts are read again and nothing is drawn anew.
  const show = (wanted) => {
    drafts.adopt();
    ask("tags", { chosen: chosen() }).then((found) => (tags = found), complain);
    const same = cells.size > 0 && wanted.length === names.length && wanted.every((name, at) => name === names[at]);
    names = wanted;
    if (same) return load(cells).catch(complain);
    cells = new Map();
    grid.show(wanted);
  };
  drafts.onSaved((saved, conflicts) => {
    for (const [name, cell] of cells) {
      if (name in saved) cell.saved(saved[name]);
      cell.mark();
      if (name in conflicts) cell.loaded(conflicts[name]);
    }
  });
  return { below, show, walk: (walked) => (grid = walked) };
}
