// Losses of several runs in one chart: those that are ticked in the list.

import { chart } from "./chart.js";
import { h } from "./dom.js";
import { newest } from "./newest.js";
import { showLegend } from "./run-curves.js";
import { smoothed } from "./run-smoothing.js";
import { chartToolbar } from "./run-toolbar.js";

const COLOURS = 6; // As many as style sheets have; then they repeat.

// `tick(run)` is the box for a row of the list.
export function comparison(ask) {
  const losses = chart("runs.comparison_chart");
  const legend = h("div", { class: "row legend" });
  const chosen = new Set();
  let [curves, choices] = [[], null];
  const draw = () => {
    const series = curves.flatMap((curve, i) => linesOf(curve, i, choices.smoothing));
    losses.show(series, choices);
    showLegend(legend, series.filter(({ style }) => style === "line"));
  };
  const toolbar = chartToolbar((now) => {
    choices = now;
    draw();
  });
  const clear = h("button", { class: "quiet", say: "runs.compare_clear", onclick: () => choose([]) });
  const element = h("section", { class: "card stack", hidden: true }, h("div", { class: "row spread" }, h("h2", { say: "runs.comparison" }), h("div", { class: "row" }, toolbar, clear)), legend, losses.element);
  const load = newest((jobs) => (jobs.length > 0 ? ask("curves", { jobs }) : []), (answer) => {
    curves = answer;
    draw();
  });
  const choose = (ids) => {
    chosen.clear();
    for (const id of ids) chosen.add(id);
    for (const box of document.querySelectorAll(".run-list input[type=checkbox]")) box.checked = chosen.has(box.value);
    element.hidden = chosen.size === 0;
    load(ids);
  };
  const toggle = ({ target }) => choose(target.checked ? [...chosen, target.value] : [...chosen].filter((id) => id !== target.value));
  return {
    element,
    tick: ({ id, title }) => h("input", { type: "checkbox", value: id, checked: chosen.has(id), sayLabel: ["runs.compare_this", { title }], sayTitle: ["runs.compare_this", { title }], onchange: toggle }),
  };
}

function linesOf({ title, rows: { steps, loss }, validations }, i, percent) {
  const colour = `--chart-${(i % COLOURS) + 1}`;
  const name = { en: title, zh: title };
  const line = { name, colour, style: "line", x: steps, y: smoothed(steps, loss, percent) };
  const heldOut = { name: ["runs.held_out_of", { title }], colour, style: "dots", x: validations.map(([step]) => step), y: validations.map(([, value]) => value) };
  return [line, heldOut].filter(({ x }) => x.length > 0);
}
