// The crop step: options, one picture large with what is kept of it, all of them small, sizes in numbers, and the job.

import { bucketTable } from "./crop-buckets.js";
import { strip } from "./crop-list.js";
import { optionsForm } from "./crop-options.js";
import { runCard } from "./crop-run.js";
import { stage } from "./crop-stage.js";
import { wanted } from "./crop-state.js";
import { chosen, whenShown } from "./dataset-state.js";
import { h } from "./dom.js";
import { later, newest } from "./newest.js";
import { asking } from "./server.js";
import { complain } from "./toast.js";

const SOON = 250; // Milliseconds after the last change of an option until the server is asked.

export function mount(island) {
  const ask = asking(island);
  let originals = null;
  let pictures = new Map();
  let shape = null;
  const changed = later(() => look(), SOON);
  const form = optionsForm(changed);
  const list = strip(ask, (name) => open(name));
  const big = stage({ ask, shape: () => shape, onBox: changed, onTurn: (by) => open(list.step(by)) });
  const table = bucketTable((names) => {
    list.show(names ?? [...pictures.keys()]);
    if (names !== null && !names.includes(big.current()?.name)) open(names[0] ?? null);
  });
  const run = runCard({ ask, current: () => big.current(), onBoxes: () => (big.show(big.current()), changed()) });
  const damaged = h("div", { class: "sentences" });
  const empty = h("p", { class: "notice", say: "crop.empty", hidden: true });
  const work = h("div", { class: "crop-columns" }, form.element, h("div", { class: "stack" }, big.element, h("section", { class: "card" }, list.element), table.element, run.element));
  island.element.append(h("header", { class: "page-head" }, h("h2", { say: "crop.title" }), h("p", { class: "help", say: "crop.about" })), damaged, empty, work);

  const open = (name) => {
    big.show(pictures.get(name) ?? null);
    list.open(name);
  };
  const look = newest(() => ask("outlook", wanted()), (outlook) => {
    form.problems(outlook.problems);
    if (outlook.problems.length > 0) return;
    shape = outlook.shape;
    list.mark(outlook.small);
    table.show(outlook);
    run.show(originals, outlook);
    big.again();
  });
  const refresh = async () => {
    originals = await ask("originals", { chosen: chosen() });
    pictures = new Map(originals.pictures.map((picture) => [picture.name, picture]));
    damaged.replaceChildren(...originals.damaged.map((text) => h("p", { class: "problem warning", say: text })));
    empty.hidden = pictures.size > 0;
    work.hidden = pictures.size === 0;
    list.show([...pictures.keys()], true);
    const before = big.current()?.name;
    big.show(null); // The same name may be another picture by now.
    open(pictures.has(before) ? before : (originals.pictures[0]?.name ?? null));
    await look();
  };
  ask("form").then(form.fill).then(() => whenShown("crop", island.element, refresh)).catch(complain);
}
