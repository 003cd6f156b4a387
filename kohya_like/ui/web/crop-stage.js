// One picture, large: what is kept of it, a box to be drawn by hand, and buttons that place one.

import { boxDragging } from "./crop-drag.js";
import { overlay } from "./crop-overlay.js";
import { boxes, options, setBox, wanted as asked } from "./crop-state.js";
import { chosen } from "./dataset-state.js";
import { h } from "./dom.js";
import { later, newest } from "./newest.js";
import { sentenceOf } from "./problems.js";
import { complain, toast } from "./toast.js";
import { say } from "./words.js";

const SIDE = 1024;
const SOON = 120; // Milliseconds after the last movement of a box until the server is asked.
const PLACES = ["face", "focal", "centre"];

// `shape()` is the [width, height] that all results have (null: any), `onBox()` hears of every finished box, `onTurn(by)` of
// the wish to see another picture.
// Returns { element, show(picture), again(), current() }; a picture is { name, width, height }.
export function stage({ ask, shape, onBox, onTurn }) {
  let picture = null;
  let fate = null;
  const drawn = overlay();
  const image = h("img", { alt: "", draggable: false });
  const corners = ["nw", "ne", "sw", "se"].map((corner) => h("i", { data: { corner } }));
  const handle = h("div", { class: "crop-box", tabIndex: 0, role: "group", sayLabel: "crop.box.label", hidden: true }, corners);
  const canvas = h("div", { class: "crop-canvas" }, image, drawn.element, handle);
  const name = h("strong", { class: "crop-name" });
  const facts = h("p", { class: "help", id: "crop-facts", role: "status" });
  const wrong = h("p", { class: "problem", hidden: true });
  const remove = h("button", { id: "crop-box-remove", type: "button", class: "quiet", say: "crop.box.remove", disabled: true, onclick: () => put(null, true) });
  const places = PLACES.map((focus) => h("button", { type: "button", id: `crop-box-${focus}`, say: `crop.box.${focus}`, onclick: () => place(focus).catch(complain) }));
  const lock = h("input", { id: "crop-lock", type: "checkbox", checked: true });
  const locked = h("label", { class: "row" }, lock, h("span", { say: "crop.box.lock" }));
  const turns = [["crop.previous", -1, "‹"], ["crop.next", 1, "›"]].map(([label, by, sign]) => h("button", { type: "button", class: "icon", sayLabel: label, sayTitle: label, onclick: () => onTurn(by) }, sign));
  const element = h("section", { class: "card stack crop-stage" },
    h("div", { class: "row spread" }, name, h("div", { class: "row" }, turns)),
    h("div", { class: "crop-table" }, canvas),
    facts, wrong,
    h("div", { class: "row" }, h("span", { class: "help", say: "crop.box.place" }), places, remove, locked),
    h("p", { class: "help", say: "crop.box.help" }),
  );

  const size = () => (picture === null ? null : [picture.width, picture.height]);
  const box = () => (picture === null ? null : (boxes()[picture.name] ?? null));
  const paint = () => {
    drawn.show(size(), fate);
    const now = box();
    handle.hidden = now === null;
    remove.disabled = now === null;
    if (now) Object.assign(handle.style, placed(now, size()));
    canvas.classList.toggle("boxed", now !== null);
  };
  const look = newest((of) => ask("fate", { ...asked(), name: of }).then((found) => [of, found, null], (refusal) => [of, null, refusal]), ([of, found, refusal]) => {
    if (picture?.name !== of) return;
    fate = found;
    wrong.hidden = refusal === null;
    if (refusal) say(wrong, refusal.problems[0] ? sentenceOf(refusal.problems[0]) : refusal.text);
    describe(facts, picture, fate, box() !== null);
    paint();
  });
  const lookSoon = later(() => picture && look(picture.name), SOON);
  const put = (now, done) => {
    setBox(picture.name, now);
    fate = now === null ? fate : { ...(fate ?? {}), cuts: [{ kept: now }], face: null };
    paint();
    lookSoon();
    if (done) onBox();
  };
  const place = async (focus) => {
    const { box: found, means } = await ask("box", { chosen: chosen(), values: options(), name: picture.name, focus });
    if (found.picture !== picture.name) return;
    if (focus === "face" && means !== "face") return toast("crop.box.no_face");
    put([found.left, found.top, found.right, found.bottom], true);
    handle.focus({ preventScroll: true });
  };
  const aspect = () => (lock.checked && shape() !== null ? shape()[0] / shape()[1] : null);
  boxDragging(canvas, handle, { size, box, aspect, onBox: put });

  const draw = newest((of) => ask("drawn", { chosen: chosen(), names: [of], side: SIDE }).then(([address]) => [of, address]), ([of, address]) => {
    if (picture?.name === of) address ? (image.src = address) : image.removeAttribute("src");
  });
  return {
    element,
    show(wanted) {
      const other = wanted?.name !== picture?.name;
      picture = wanted;
      element.hidden = wanted === null;
      if (wanted === null) return;
      name.textContent = image.alt = wanted.name;
      canvas.style.setProperty("--ratio", wanted.width / wanted.height);
      if (other) {
        fate = null;
        image.removeAttribute("src");
        draw(wanted.name);
      }
      paint();
      look(wanted.name);
    },
    again() {
      locked.hidden = shape() === null;
      if (picture) look(picture.name);
    },
    current: () => picture,
  };
}

function placed([left, top, right, bottom], [width, height]) {
  const percent = (part, all) => `${(100 * part) / all}%`;
  return { left: percent(left, width), top: percent(top, height), width: percent(right - left, width), height: percent(bottom - top, height) };
}

function describe(element, { width, height }, fate, boxed) {
  if (fate === null) return say(element, ["crop.facts.size", { width, height }]);
  const [first] = fate.cuts;
  const means = boxed ? "crop.means.box" : `crop.means.${fate.means ?? "whole"}`;
  const values = { width, height, w: first.width, h: first.height, count: fate.cuts.length, lost: Math.round(100 * fate.lost), means: [means, {}], small: fate.enlarges ? ["crop.facts.enlarged", {}] : { en: "", zh: "" } };
  return say(element, [fate.cuts.length > 1 ? "crop.facts.split" : "crop.facts.cut", values]);
}
