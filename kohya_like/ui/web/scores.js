// Captions that do not fit their pictures, found first: a comparison by a CLIP model, and its list.

import { chosen, whenShown } from "./dataset-state.js";
import { h } from "./dom.js";
import { jobStrip } from "./job-strip.js";
import { newest } from "./newest.js";
import { pictureGrid } from "./picture-grid.js";
import { clipChoice } from "./scores-model.js";
import { asking } from "./server.js";
import { complain } from "./toast.js";
import { say } from "./words.js";

const PAGE = 12;

export function mount(island) {
  const ask = asking(island);
  const list = scoredList();
  const counts = h("span", { class: "help" });
  const none = h("p", { class: "help", say: "scores.no_captions", hidden: true });
  const compare = h("button", { type: "button", id: "scores-start", class: "primary", say: "scores.start" });
  const model = clipChoice(ask, () => paint());
  let captions = 0;

  const paint = () => (compare.disabled = captions === 0 || model.folder() === null);
  const look = newest((value) => ask("lowest", { chosen: value }), (found) => {
    captions = found.captions;
    none.hidden = captions > 0;
    say(counts, ["scores.counts", found]);
    counts.hidden = found.scored === 0;
    list.show(found.rows);
    paint();
  });
  const strip = jobStrip({ remember: "scores", resumed: () => look(chosen()) });
  const start = async () => {
    await strip.follow(await ask("start", { chosen: chosen(), model: model.folder() }));
    await look(chosen());
  };
  compare.addEventListener("click", () => start().catch(complain));
  island.element.append(
    h("section", { class: "card stack", sayLabel: "scores.title" },
      h("header", { class: "row spread" }, h("h2", { say: "scores.title" }), counts),
      h("p", { class: "help", say: "scores.about" }),
      none, model.needed,
      h("div", { class: "row spread" }, model.element, compare),
      strip.element, list.element,
    ),
  );
  whenShown("captioning", island.element, async (value) => {
    await Promise.all([look(value), model.load()]);
  });
}

// The pictures with their captions, each with a bar that says how well it fits among those shown.
function scoredList() {
  let rows = new Map();
  let [least, most] = [0, 1];
  const below = (name) => {
    const { score, caption } = rows.get(name);
    const part = most > least ? (score - least) / (most - least) : 1;
    const value = score.toFixed(3);
    const fill = h("i");
    fill.style.width = `${Math.max(2, 100 * part)}%`;
    return [
      h("div", { class: "score", sayTitle: ["scores.score", { score: value }] }, h("i", { class: "fit" }, fill), h("code", {}, value)),
      h("p", { class: "scored-caption", title: caption }, caption),
    ];
  };
  const grid = pictureGrid({ page: PAGE, side: 256, below });
  const element = h("div", { class: "stack", hidden: true, sayLabel: "scores.list" }, grid.element);
  const show = (found) => {
    rows = new Map(found.map((row) => [row.picture, row]));
    [least, most] = [found[0]?.score ?? 0, found.at(-1)?.score ?? 1];
    element.hidden = found.length === 0;
    grid.show([...rows.keys()]);
  };
  return { element, show };
}
