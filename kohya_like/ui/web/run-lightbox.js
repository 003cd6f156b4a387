// A preview in full size: arrow keys go through steps and prompts; beside it, on wish, the same prompt at another step.

import { dialog } from "./dialog.js";
import { h } from "./dom.js";
import { say } from "./words.js";

// `rows` are lists of samples, one for each prompt; it begins at that row and column.
export function openLightbox(rows, row, column) {
  const place = { row, column, other: null };
  const now = h("img", { class: "now" });
  const before = h("img", { class: "before", alt: "", hidden: true });
  const cut = h("input", { type: "range", min: 0, max: 100, value: 50, hidden: true, sayLabel: "runs.compare_slide", oninput: () => divide() });
  const choice = h("select", { sayLabel: "runs.compare_with", onchange: () => compare() });
  const caption = h("p");
  const prompt = h("p", { class: "help" });
  const link = h("a", { target: "_blank", rel: "noopener", say: "runs.full_picture" });
  const sample = () => rows[place.row][place.column];

  const divide = () => (before.style.clipPath = `inset(0 ${100 - cut.value}% 0 0)`);
  const compare = () => {
    place.other = choice.value === "" ? null : Number(choice.value);
    paint();
  };
  const paint = () => {
    const one = sample();
    Object.assign(now, { src: one.url, alt: one.prompt });
    link.href = one.url;
    say(caption, ["runs.preview_caption", { step: one.step, seed: one.seed }]);
    prompt.textContent = one.prompt;
    const other = rows[place.row].find(({ step }) => step === place.other);
    before.hidden = cut.hidden = other === undefined;
    if (other) before.src = other.url;
    offer(choice, rows[place.row], one, place.other);
    divide();
  };
  const go = (down, right) => {
    place.row = Math.min(Math.max(place.row + down, 0), rows.length - 1);
    place.column = Math.min(Math.max(place.column + right, 0), rows[place.row].length - 1);
    paint();
  };
  paint();
  const box = h("div", { class: "lightbox stack", tabIndex: -1, onkeydown: (event) => keys(event, go) },
    h("div", { class: "frame" }, now, before),
    cut,
    h("div", { class: "row spread" }, caption, h("label", { class: "row compare" }, h("span", { say: "runs.compare_with" }), choice)),
    prompt,
    h("div", { class: "row" },
      h("button", { sayLabel: "runs.earlier", onclick: () => go(0, -1) }, "←"), h("button", { sayLabel: "runs.later", onclick: () => go(0, 1) }, "→"),
      rows.length > 1 && [h("button", { sayLabel: "runs.prompt_before", onclick: () => go(-1, 0) }, "↑"), h("button", { sayLabel: "runs.prompt_after", onclick: () => go(1, 0) }, "↓")],
      link));
  const closed = dialog("runs.preview", box);
  box.focus();
  return closed;
}

// The other steps of a prompt.
function offer(choice, samples, shown, chosen) {
  const others = samples.filter(({ step }) => step !== shown.step);
  choice.replaceChildren(h("option", { value: "", say: "runs.compare_none" }), ...others.map(({ step }) => h("option", { value: step, selected: step === chosen, say: ["runs.step", { step }] })));
}

const DIRECTIONS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function keys(event, go) {
  if (!(event.key in DIRECTIONS) || event.target.matches("input, select")) return;
  event.preventDefault();
  go(...DIRECTIONS[event.key]);
}
