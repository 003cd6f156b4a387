// The editor of captions: a text under every picture, saved by itself, never lost.

import { captionCells } from "./captions-cells.js";
import { captionDrafts } from "./captions-drafts.js";
import { takeCaptions } from "./captions-take.js";
import { showUnsaved } from "./captions-unsaved.js";
import { beforeLeaving, chosen, whenShown } from "./dataset-state.js";
import { h } from "./dom.js";
import { later, newest } from "./newest.js";
import { pictureGrid } from "./picture-grid.js";
import { segments } from "./segments.js";
import { asking } from "./server.js";
import { complain } from "./toast.js";
import { say } from "./words.js";

const PAGE = 24;
const TYPING = 300; // Milliseconds until what is typed into the filter counts.

export function mount(island) {
  const ask = asking(island);
  const drafts = captionDrafts(ask);
  const cells = captionCells(ask, drafts);
  const grid = pictureGrid({ page: PAGE, side: 320, below: cells.below });
  cells.walk(grid);
  const none = h("p", { class: "help", say: "captions.none", hidden: true });
  const found = h("span", { class: "help" });
  const look = newest((filter) => ask("names", { chosen: chosen(), ...filter }), (names) => {
    say(found, ["captions.found", { count: names.length }]);
    none.hidden = names.length > 0;
    cells.show(names);
  });
  const filter = filterBar(look);
  drafts.mark.addEventListener("click", () => showUnsaved(drafts.all(), drafts.drop).then(() => look(filter.wanted())));
  island.element.append(
    h("section", { class: "card stack", sayLabel: "captions.title" },
      h("div", { class: "row spread" }, h("h2", { say: "captions.title" }), h("div", { class: "row" }, drafts.mark, saveButton(drafts), takeButton(ask, drafts))),
      h("p", { class: "help", say: "captions.about" }),
      h("div", { class: "row" }, filter.element, found),
      none,
      grid.element,
    ),
  );
  beforeLeaving(() => drafts.save().catch(complain)); // What cannot be saved now stays as a draft.
  whenShown("captioning", island.element, () => {
    if (!drafts.isSaving()) return look(filter.wanted());
  });
}

function saveButton(drafts) {
  return h("button", { type: "button", say: "captions.save", onclick: () => drafts.save().catch(complain) });
}

function takeButton(ask, drafts) {
  const take = async () => {
    await drafts.save();
    await takeCaptions(ask);
  };
  return h("button", { type: "button", id: "captions-take", say: "captions.take", onclick: () => take().catch(complain) });
}

// { element, wanted() }: which pictures are shown, as the question `names` has it.
function filterBar(onChange) {
  let show = "all";
  const text = h("input", { id: "captions-containing", type: "search", hidden: true, sayLabel: "captions.containing", sayPlaceholder: "captions.containing" });
  const wanted = () => ({ show, text: text.value });
  const choices = ["all", "without", "containing", "unfit"].map((value) => ({ value, say: `captions.show.${value}` }));
  const bar = segments("captions.show", choices, (value) => {
    show = value;
    text.hidden = value !== "containing";
    bar.press(value);
    if (!text.hidden) text.focus();
    onChange(wanted());
  });
  bar.press(show);
  text.addEventListener("input", later(() => onChange(wanted()), TYPING));
  return { element: h("div", { class: "row captions-filter" }, bar.element, text), wanted };
}
