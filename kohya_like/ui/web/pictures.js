// The first step of the Dataset page: pictures come, go, and are looked at by the doctor.

import { chosen, filesChanged, mayLeave, toastUndo, whenShown } from "./dataset-state.js";
import { h } from "./dom.js";
import { pictureGrid } from "./picture-grid.js";
import { addingCard } from "./pictures-adding.js";
import { checkCard } from "./pictures-check.js";
import { asking } from "./server.js";
import { complain } from "./toast.js";
import { say } from "./words.js";

export function mount(island) {
  const ask = asking(island);
  const adding = addingCard({ ask, upload: island.upload });
  const check = checkCard(ask);
  const all = allPictures(ask);
  island.element.append(h("div", { class: "stack pictures-step" }, adding.element, check.element, all.element));
  whenShown("pictures", island.element, async (value) => {
    const found = await ask("pictures", { chosen: value });
    adding.show(found);
    all.show(found.names);
    await check.show();
  });
}

// Every picture, to be looked through and taken out.
function allPictures(ask) {
  const grid = pictureGrid({ side: 192, below: (name) => h("span", { class: "help name", title: name }, name), onSelect: (names) => mark(names) });
  const none = h("p", { class: "help", say: "pictures.none" });
  const count = h("span", { class: "help", role: "status" });
  const remove = h("button", { id: "pictures-remove", type: "button", class: "danger", onclick: () => take().catch(complain) });
  const clear = h("button", { type: "button", class: "quiet", say: "pictures.clear", onclick: () => grid.select([]) });
  const bar = h("div", { class: "row" }, count, clear, remove);
  const mark = (names) => {
    bar.hidden = names.length === 0;
    say(count, ["pictures.selected", { count: names.length }]);
    say(remove, ["pictures.remove", { count: names.length }]);
  };
  const take = async () => {
    if (!(await mayLeave())) return;
    const title = await ask("remove", { chosen: chosen(), names: grid.selected() });
    filesChanged();
    if (title) toastUndo(title);
  };
  mark([]);
  return {
    element: h("section", { class: "card stack" }, h("div", { class: "row spread" }, h("h2", { say: "pictures.all" }), bar), none, grid.element),
    show(names) {
      none.hidden = names.length > 0;
      grid.show(names);
    },
  };
}
