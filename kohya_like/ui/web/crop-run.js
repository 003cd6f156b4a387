// The end of the step: what will be made, the job that makes it, and what came of it.

import { dropBoxes, boxes, wanted } from "./crop-state.js";
import { choose, chosen, filesChanged } from "./dataset-state.js";
import { h } from "./dom.js";
import { jobStrip } from "./job-strip.js";
import { complain } from "./toast.js";
import { say } from "./words.js";

// `current()` is the picture that is shown, `onBoxes()` hears when boxes were dropped.
// Returns { element, show(originals, outlook) }.
export function runCard({ ask, current, onBoxes }) {
  const sum = h("p", { id: "crop-sum" });
  const small = h("p", { class: "problem warning", hidden: true });
  const target = h("p", { class: "help path" });
  const start = h("button", { id: "crop-start", type: "button", class: "primary", say: "crop.start", disabled: true, onclick: () => begin([]).catch(complain) });
  const one = h("button", { id: "crop-one", type: "button", say: "crop.start_one", disabled: true, onclick: () => begin([current().name]).catch(complain) });
  const drop = h("button", { id: "crop-drop", type: "button", class: "quiet", hidden: true, onclick: () => (dropBoxes(), onBoxes()) });
  const result = h("div", { class: "notice good row spread", role: "status", hidden: true });
  const strip = jobStrip({ remember: "crop", resumed: (end) => ended(end), keeps: false });
  const element = h("section", { class: "card stack crop-run" }, sum, small, target, h("div", { class: "row" }, start, one, drop), strip.element, result);
  let possible = false;

  const busy = (now) => (start.disabled = one.disabled = now || !possible);
  const begin = async (names) => {
    const asked = wanted();
    busy(true);
    result.hidden = true;
    try {
      const end = await strip.follow(await ask("start", { ...asked, names }));
      if (asked.chosen === chosen()) await ended(end); // Another dataset has other results.
    } finally {
      busy(false);
    }
  };
  const ended = async (end) => {
    if (end.code !== 0) return;
    const { made, output } = await ask("originals", { chosen: chosen() });
    filesChanged();
    const open = chosen().folder && h("button", { type: "button", id: "crop-open", say: "crop.open", onclick: () => choose({ folder: output }) });
    result.replaceChildren(h("p", { say: ["crop.result", { made, output }] }), ...(open ? [open] : []));
    result.hidden = false;
  };
  return {
    element,
    show(found, outlook) {
      if (found.made === 0) result.hidden = true; // Taken back, or another dataset.
      possible = outlook.files > 0;
      start.disabled = one.disabled = !possible;
      say(sum, ["crop.sum", { pictures: outlook.pictures - outlook.left, files: outlook.files }]);
      small.hidden = outlook.small.length === 0;
      say(small, [outlook.left > 0 ? "crop.small_left" : "crop.small_enlarged", { count: outlook.small.length }]);
      say(target, [found.made > 0 ? "crop.target_again" : "crop.target", { output: found.output, made: found.made }]);
      const drawn = Object.keys(boxes()).length;
      drop.hidden = drawn === 0;
      say(drop, ["crop.drop_boxes", { count: drawn }]);
    },
  };
}
