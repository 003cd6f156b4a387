// Painting a chart on a canvas. However many points there are, no more is painted than the canvas has columns.

import { range, scale } from "./chart-scale.js";
import { short } from "./format.js";

const DOT = 6; // Radius of the largest; none is cut in half at the edge.
const MARGIN = { left: 58, right: 14, top: 12, bottom: 28 };

// The scales of a canvas so wide and high, for what is to be seen of `series`; `zoom` is a range of x or null.
export function layout(series, { width, height, log, zoom }) {
  const steps = series.flatMap(({ x }) => (x.length > 0 ? [x[0], x[x.length - 1]] : []));
  const domain = zoom ?? [Math.min(...steps, steps.length > 0 ? Infinity : 0), Math.max(...steps, 1)];
  const seen = series.map((one) => visible(one, domain));
  const values = seen.filter(({ style }) => style === "band").flatMap(({ y }) => y);
  const always = seen.filter(({ style }) => style !== "band").flatMap(({ y }) => y);
  return {
    x: scale(domain, [MARGIN.left, width - MARGIN.right]),
    y: scale(range(values, always, log), [height - MARGIN.bottom, MARGIN.top], log),
    box: { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom },
    log,
  };
}

function visible({ x, y, style }, [low, high]) {
  return { style, y: y.filter((_, i) => x[i] >= low && x[i] <= high) };
}

// `colour` gives the value of a CSS custom property.
export function paint(context, series, place, colour) {
  axes(context, place, colour);
  context.save();
  context.beginPath();
  const { left, right, top, bottom } = place.box;
  context.rect(left - DOT, top - DOT, right - left + 2 * DOT, bottom - top + 2 * DOT);
  context.clip();
  for (const one of series) PAINTERS[one.style](context, one, place, colour(one.colour));
  context.restore();
}

function axes(context, { x, y, box }, colour) {
  context.font = "12px system-ui, sans-serif";
  context.fillStyle = colour("--ink-faint");
  context.strokeStyle = colour("--line");
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of y.ticks(5)) {
    line(context, box.left, Math.round(y.at(tick)) + 0.5, box.right, Math.round(y.at(tick)) + 0.5);
    context.fillText(short(tick), box.left - 8, y.at(tick));
  }
  context.textBaseline = "top";
  for (const tick of x.ticks(Math.max(2, (box.right - box.left) / 110)).filter(Number.isInteger)) {
    context.textAlign = x.at(tick) > box.right - 24 ? "right" : "center"; // "100000" would not fit at the edge.
    context.fillText(tick, Math.min(x.at(tick), box.right + 8), box.bottom + 9);
  }
}

function line(context, ...[x0, y0, x1, y1]) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

const PAINTERS = {
  // Each column from the least to the greatest value in it.
  band(context, one, place, ink) {
    context.strokeStyle = ink;
    context.globalAlpha = 0.35;
    context.lineWidth = 1;
    context.beginPath();
    for (const [i, column] of columns(one, place).entries()) {
      if (i === 0) context.moveTo(column.pixel, place.y.at(column.first));
      else context.lineTo(column.pixel, place.y.at(column.first));
      context.lineTo(column.pixel, place.y.at(column.high));
      context.lineTo(column.pixel, place.y.at(column.low));
      context.lineTo(column.pixel, place.y.at(column.last));
    }
    context.stroke();
    context.globalAlpha = 1;
  },

  line(context, one, place, ink) {
    context.strokeStyle = ink;
    context.lineWidth = 2;
    context.lineJoin = "round";
    context.setLineDash(one.dash ?? []);
    context.beginPath();
    for (const [i, column] of columns(one, place).entries()) {
      if (i === 0) context.moveTo(column.pixel, place.y.at(column.first));
      context.lineTo(column.pixel, place.y.at(column.last));
    }
    context.stroke();
    context.setLineDash([]);
  },

  dots(context, one, place, ink) {
    PAINTERS.line(context, one, place, ink);
    context.fillStyle = ink;
    for (let i = 0; i < one.x.length; i += 1) {
      context.beginPath();
      context.arc(place.x.at(one.x[i]), place.y.at(one.y[i]), i === one.marked ? DOT : 3.5, 0, 2 * Math.PI);
      context.fill();
    }
  },
};

// The points of a series by column of pixels: { pixel, first, last, low, high }.
function columns({ x, y, low = y, high = y }, place) {
  const found = [];
  let column = null;
  for (let i = 0; i < x.length; i += 1) {
    if (y[i] === null || (place.log && low[i] <= 0)) continue;
    const pixel = Math.round(place.x.at(x[i]) * 2) / 2;
    if (column?.pixel !== pixel) found.push((column = { pixel, first: y[i], last: y[i], low: low[i], high: high[i] }));
    column.last = y[i];
    column.low = Math.min(column.low, low[i]);
    column.high = Math.max(column.high, high[i]);
  }
  return found;
}
