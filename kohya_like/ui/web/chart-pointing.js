// What the hand does on a chart: points at a step, drags over steps to zoom into them, walks with the arrow keys.

import { nearest } from "./chart-scale.js";

const SMALLEST_DRAG = 8; // Pixels; less is a click.

// `view` is that of chart.js: `step` is pointed at, `zoom` is a range of steps or null; `draw` shows what changed.
export function listenToHand(view, draw) {
  const { canvas, reset } = view;
  const pointAt = (step) => {
    view.step = step;
    draw();
  };
  const zoom = (steps) => {
    view.zoom = steps;
    draw();
  };
  listenToPointer(view, pointAt, zoom);
  canvas.addEventListener("blur", () => pointAt(null));
  canvas.addEventListener("dblclick", () => zoom(null));
  reset.addEventListener("click", () => zoom(null));
  canvas.addEventListener("keydown", (event) => walk(view, event, pointAt));
}

function listenToPointer(view, pointAt, zoom) {
  const { canvas, selection } = view;
  let begin = null; // Where the mouse was pressed, in pixels.
  const read = (event) => view.place && pointAt(view.place.x.value(event.offsetX));
  canvas.addEventListener("pointerdown", (event) => {
    begin = event.pointerType === "mouse" ? event.offsetX : null;
    read(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    read(event);
    mark(view, begin, event.offsetX);
  });
  canvas.addEventListener("pointerup", (event) => {
    selection.hidden = true;
    const steps = dragged(view, begin, event.offsetX);
    begin = null;
    if (steps) zoom(steps);
  });
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "mouse") return; // A finger leaves at once; what it pointed at stays to be read.
    begin = null;
    selection.hidden = true;
    pointAt(null);
  });
}

// Shows what would be zoomed into.
function mark({ place, selection }, begin, now) {
  selection.hidden = begin === null || Math.abs(now - begin) < SMALLEST_DRAG;
  if (selection.hidden) return;
  const inside = (pixel) => Math.min(Math.max(pixel, place.box.left), place.box.right);
  const [left, right] = [inside(Math.min(begin, now)), inside(Math.max(begin, now))];
  Object.assign(selection.style, { left: `${left}px`, width: `${right - left}px` });
}

// The steps that were dragged over; null where it was a click.
function dragged({ place }, begin, end) {
  if (begin === null || Math.abs(end - begin) < SMALLEST_DRAG) return null;
  const steps = [begin, end].map((pixel) => Math.round(place.x.value(pixel))).sort((a, b) => a - b);
  return steps[1] - steps[0] >= 2 ? steps : null;
}

function walk(view, event, pointAt) {
  const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const longest = view.series.reduce((best, { x }) => (x.length > best.length ? x : best), []);
  if (!direction || longest.length === 0) return;
  event.preventDefault();
  const here = view.step === null ? longest.length - 1 : nearest(longest, view.step) + direction;
  pointAt(longest[Math.min(Math.max(here, 0), longest.length - 1)]);
}
