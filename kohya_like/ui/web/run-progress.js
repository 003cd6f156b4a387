// Where a run stands: phase, bar, and the numbers under it.

import { h } from "./dom.js";
import { duration, estimate, short, speed } from "./format.js";
import { say } from "./words.js";

const NUMBERS = ["runs.steps", "runs.epoch", "runs.left", "runs.speed", "runs.loss_now", "runs.rate_now", "runs.worked"];

export function progressCard() {
  const phase = h("span", { class: "phase" });
  const percent = h("span", { class: "percent" });
  const fill = h("i");
  const bar = h("div", { class: "bar", role: "progressbar", sayLabel: "runs.progress", "aria-valuemin": 0, "aria-valuemax": 100 }, fill);
  const numbers = new Map(NUMBERS.map((name) => [name, number(name)]));
  const element = h("section", { class: "card stack" }, h("div", { class: "row spread" }, phase, percent), bar, h("dl", { class: "numbers" }, [...numbers.values()].map(({ element }) => element)));
  return {
    element,
    show(state) {
      const { now } = state;
      element.hidden = !now.total && now.end !== null; // It ended before it began.
      const part = now.total ? Math.floor((100 * now.step) / now.total) : null;
      say(phase, now.phase ?? `status.${now.status}`);
      percent.textContent = part === null ? "" : `${part} %`;
      fill.style.width = `${part ?? 0}%`;
      bar.setAttribute("aria-valuenow", part ?? 0);
      bar.classList.toggle("waiting", part === null && now.phase !== null);
      for (const [name, text] of Object.entries(readings(state))) numbers.get(name).show(text);
    },
  };
}

function number(name) {
  const value = h("dd");
  const element = h("div", { hidden: true }, h("dt", { say: name }), value);
  return {
    element,
    show(text) {
      element.hidden = text === null;
      if (text !== null) say(value, text);
    },
  };
}

// The text of each number; null where it is not known.
function readings({ now, rows }) {
  const same = (text) => (text === null || text === undefined ? null : { en: String(text), zh: String(text) });
  return {
    "runs.steps": now.total ? same(`${now.step} / ${now.total}`) : null,
    "runs.epoch": same(now.epoch),
    "runs.left": now.left === null ? null : ["runs.about", { time: estimate(now.left) }],
    "runs.speed": now.speed ? speed(now.speed) : null,
    "runs.loss_now": now.loss === null ? null : same(short(now.loss)),
    "runs.rate_now": same(rate(rows)),
    "runs.worked": now.worked > 0 ? duration(now.worked) : null,
  };
}

function rate({ rates }) {
  const last = new Set(Object.values(rates).map((values) => values.at(-1)).filter((value) => value !== null && value !== undefined));
  return last.size > 0 ? [...last].map((value) => short(value, 3)).join(", ") : null;
}
