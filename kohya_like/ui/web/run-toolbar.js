// The controls beside a chart of losses: logarithmic scale, and how much is smoothed.

import { h } from "./dom.js";
import { readChoices, writeChoices } from "./run-smoothing.js";

// `onChange` is called with { log, smoothing } at once and on each change.
export function chartToolbar(onChange) {
  const choices = readChoices();
  const shown = h("output", {}, "");
  const change = (more) => {
    Object.assign(choices, more);
    shown.textContent = `${choices.smoothing} %`;
    writeChoices(choices);
    onChange(choices);
  };
  const log = h("input", { type: "checkbox", checked: choices.log, onchange: (event) => change({ log: event.target.checked }) });
  const smoothing = h("input", { type: "range", min: 0, max: 99, step: 1, value: choices.smoothing, oninput: (event) => change({ smoothing: Number(event.target.value) }) });
  change({});
  return h("div", { class: "row toolbar" },
    h("label", { class: "row" }, h("span", { say: "runs.smoothing" }), smoothing, shown),
    h("label", { class: "row" }, log, h("span", { say: "runs.log_scale" })),
  );
}
