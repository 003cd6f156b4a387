// A chart over steps on a canvas: read off by pointing at it or with the arrow keys, zoomed by dragging.

import { layout, paint } from "./chart-paint.js";
import { listenToHand } from "./chart-pointing.js";
import { nearest } from "./chart-scale.js";
import { h } from "./dom.js";
import { short } from "./format.js";
import { onLanguage } from "./words.js";

// `label` is what the chart shows. Its `show(series, { log })` draws series { name, colour, style, x, y, low, high }: names are
// texts as in words.js, colours CSS custom properties, styles those of chart-paint.js, x ascending steps.
export function chart(label) {
  const canvas = h("canvas", { role: "img", sayLabel: label, tabIndex: 0 });
  const readout = h("div", { class: "readout", "aria-live": "polite", hidden: true });
  const selection = h("i", { class: "selection", hidden: true });
  const reset = h("button", { class: "reset", say: "runs.show_all", hidden: true });
  const element = h("div", { class: "chart" }, canvas, selection, readout, reset);
  const view = { canvas, readout, selection, reset, series: [], log: false, zoom: null, step: null, place: null };
  const again = () => draw(view);
  listenToHand(view, again);
  new ResizeObserver(again).observe(canvas);
  new MutationObserver(again).observe(document.body, { attributeFilter: ["class"] }); // Light or dark.
  onLanguage(again);
  return {
    element,
    show(series, { log = false } = {}) {
      Object.assign(view, { series, log });
      draw(view);
    },
  };
}

function draw(view) {
  const { canvas } = view;
  view.reset.hidden = view.zoom === null;
  const [width, height, density] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio];
  if (width === 0) return; // Not on the page yet; the observer calls again.
  fit(canvas, Math.round(width * density), Math.round(height * density));
  const context = canvas.getContext("2d");
  const style = getComputedStyle(canvas);
  const colour = (name) => style.getPropertyValue(name);
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  view.place = layout(view.series, { width, height, log: view.log, zoom: view.zoom });
  paint(context, view.series, view.place, colour);
  readOff(view, context, colour);
}

// Setting a size empties a canvas even where it is the same.
function fit(canvas, width, height) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
}

// The values at the step that is pointed at.
function readOff(view, context, colour) {
  const shown = view.step === null ? [] : view.series.filter(({ x }) => x.length > 0);
  view.readout.hidden = shown.length === 0;
  if (shown.length === 0) return;
  const step = nearestStep(shown, view.step);
  const pixel = view.place.x.at(step);
  context.strokeStyle = colour("--ink-faint");
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(pixel, view.place.box.top);
  context.lineTo(pixel, view.place.box.bottom);
  context.stroke();
  view.readout.replaceChildren(h("b", { say: ["runs.step", { step }] }), ...shown.map((one) => reading(one, step)));
  const half = view.canvas.clientWidth / 2;
  view.readout.style.left = pixel < half ? `${pixel + 12}px` : "";
  view.readout.style.right = pixel < half ? "" : `${view.canvas.clientWidth - pixel + 12}px`;
}

function nearestStep(series, wanted) {
  const steps = series.map(({ x }) => x[nearest(x, wanted)]);
  return steps.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best));
}

function reading({ name, colour, x, y, low, high, style }, step) {
  const i = nearest(x, step);
  const spread = low && low[i] !== high[i] ? ` (${short(low[i])} – ${short(high[i])})` : "";
  const elsewhere = style === "dots" && x[i] !== step ? h("span", { class: "faint", say: ["runs.at_step", { step: x[i] }] }) : null;
  const value = y[i] === null ? "–" : short(y[i]) + spread;
  return h("div", {}, h("i", { class: "swatch", style: `background: var(${colour})` }), h("span", { say: name }), h("span", { class: "value" }, value), elsewhere);
}
