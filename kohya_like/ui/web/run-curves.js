// The charts of a run: its loss with the held-out pictures', and its learning rates; with help to judge them.

import { chart } from "./chart.js";
import { h } from "./dom.js";
import { smoothed } from "./run-smoothing.js";
import { chartToolbar } from "./run-toolbar.js";
import { say } from "./words.js";

const RISE = 1.02; // A held-out loss counts as rising from two percent above its lowest value.

// `show(state)` draws what is known of the run.
export function lossCard() {
  const losses = chart("runs.loss_chart");
  const verdict = h("p", { class: "notice", hidden: true });
  const legend = h("div", { class: "row legend" });
  let [choices, state] = [null, null];
  const draw = () => state && losses.show(lossSeries(state, choices), choices);
  const toolbar = chartToolbar((chosen) => {
    choices = chosen;
    draw();
  });
  const element = h("section", { class: "card stack", hidden: true },
    h("div", { class: "row spread" }, h("h2", { say: "runs.loss" }), toolbar), legend, losses.element, verdict, help());
  return {
    element,
    show(now) {
      state = now;
      element.hidden = state.rows.steps.length === 0 && state.validations.length === 0;
      draw();
      showLegend(legend, lossSeries(state, choices));
      showVerdict(verdict, state.validations);
    },
  };
}

function lossSeries({ rows: { steps, loss, low, high }, validations }, { smoothing }) {
  const raw = { name: "runs.loss_raw", colour: "--chart-1", style: "band", x: steps, y: loss, low, high };
  const even = { name: "runs.loss_smoothed", colour: "--chart-1", style: "line", x: steps, y: smoothed(steps, loss, smoothing) };
  const heldOut = { name: "runs.loss_held_out", colour: "--chart-2", style: "dots", x: validations.map(([step]) => step), y: validations.map(([, value]) => value) };
  heldOut.marked = lowest(heldOut.y);
  return [raw, even, heldOut].filter(({ x }) => x.length > 0);
}

const lowest = (values) => values.indexOf(Math.min(...values));

export function showLegend(legend, series) {
  legend.replaceChildren(...series.map(({ name, colour, style }) => h("span", { class: `chip key ${style}` }, h("i", { class: "swatch", style: `background: var(${colour})` }), h("span", { say: name }))));
}

// The lowest held-out loss, where the ones after it are higher.
export function turningPoint(validations) {
  const values = validations.map(([, value]) => value);
  const best = lowest(values);
  return best >= 0 && values.at(-1) > values[best] * RISE ? validations[best] : null;
}

function showVerdict(element, validations) {
  const turn = turningPoint(validations);
  element.hidden = turn === null;
  if (turn) say(element, ["runs.turned", { step: turn[0] }]);
}

function help() {
  const row = (name, looks, loss, remedy) => h("tr", {}, h("th", { scope: "row", say: name }), h("td", { say: looks }), h("td", { say: loss }), h("td", { say: remedy }));
  return h("details", {},
    h("summary", { say: "runs.judge" }),
    h("div", { class: "scroll" }, h("table", { class: "judge" },
      h("thead", {}, h("tr", {}, ["runs.judge_state", "runs.judge_previews", "runs.judge_loss", "runs.judge_remedy"].map((key) => h("th", { scope: "col", say: key })))),
      h("tbody", {},
        row("runs.underfit", "runs.underfit_previews", "runs.underfit_loss", "runs.underfit_remedy"),
        row("runs.good", "runs.good_previews", "runs.good_loss", "runs.good_remedy"),
        row("runs.overfit", "runs.overfit_previews", "runs.overfit_loss", "runs.overfit_remedy"),
      ))),
    h("p", { class: "help", say: "runs.judge_note" }));
}

const RATES = { lr_unet: "runs.rate_unet", lr_text_encoder: "runs.rate_text_encoder" };

export function ratesCard() {
  const rates = chart("runs.rates_chart");
  const legend = h("div", { class: "row legend" });
  const element = h("section", { class: "card stack small", hidden: true }, h("h2", { say: "runs.rates" }), legend, rates.element);
  return {
    element,
    show({ rows }) {
      const series = rateSeries(rows);
      element.hidden = series.length === 0;
      showLegend(legend, series);
      rates.show(series);
    },
  };
}

// Rates that never differ are drawn as one.
function rateSeries({ steps, rates }) {
  const all = Object.entries(rates);
  const same = all.length > 1 && all.every(([, values]) => values.every((value, i) => value === all[0][1][i]));
  const names = same ? [["runs.rate_all", all[0][1]]] : all.map(([name, values]) => [RATES[name] ?? { en: name, zh: name }, values]);
  return names.map(([name, y], i) => ({ name, colour: `--chart-${i + 3}`, style: "line", dash: i % 2 ? [6, 4] : [], x: steps, y }));
}
