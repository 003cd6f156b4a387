// What the doctor found: one line each, which opens to the files and to what mends them.

import { chosen } from "./dataset-state.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { complain } from "./toast.js";
import { say } from "./words.js";

const PAGE = 24;

// `fix(finding, paths)` mends. Returns { element, show(findings) }; what is open stays open.
export function findings({ ask, fix }) {
  const element = h("div", { class: "findings" });
  return {
    element,
    show(found) {
      const open = new Set([...element.querySelectorAll("details[open]")].map((each) => each.dataset.key));
      const seen = new Map();
      element.replaceChildren(...found.map((finding) => {
        const number = seen.get(finding.code) ?? 0;
        seen.set(finding.code, number + 1);
        return row({ ask, fix, finding, key: `${finding.code} ${number}`, open });
      }));
    },
  };
}

function row({ ask, fix, finding, key, open }) {
  const summary = h("summary", {},
    h("span", { class: `light ${finding.severity}`, role: "img", sayLabel: `pictures.severity.${finding.severity}` }, h("i", {})),
    h("span", { class: "words" }, h("strong", { say: finding.title }), h("span", { say: finding.message })),
  );
  if (finding.files.length === 0) return h("div", { class: "finding", data: { code: finding.code } }, ...summary.childNodes);
  const element = h("details", { class: "finding", data: { code: finding.code, key } }, summary);
  const fill = () => element.open && element.children.length === 1 && element.append(inside({ ask, fix, finding }));
  element.addEventListener("toggle", fill);
  element.open = open.has(key);
  return element;
}

// The files, those that a fix would change with a tick, and the fix for those that are ticked.
function inside({ ask, fix, finding }) {
  const left = new Set(finding.fix ? finding.files.filter(({ spare }) => spare).map(({ path }) => path) : []);
  const grid = h("ul", { class: "finding-files" });
  const more = h("button", { type: "button", onclick: () => draw() });
  const act = h("button", { type: "button", class: "primary soft fix", onclick: () => mend() });
  const count = () => {
    act.disabled = left.size === 0;
    if (finding.fix) say(act, ["pictures.fix", { fix: finding.fix, count: left.size }]);
  };
  const tick = (path) => (event) => {
    if (event.target.checked) left.add(path);
    else left.delete(path);
    count();
  };
  const draw = async () => {
    const start = grid.children.length;
    const next = finding.files.slice(start, start + PAGE);
    const tiles = next.map((file) => tile(file, left.has(file.path) && tick(file.path), Boolean(finding.fix)));
    grid.append(...tiles);
    const rest = finding.files.length - grid.children.length;
    more.hidden = rest <= 0;
    say(more, ["pictures.more", { count: rest }]);
    const pictures = next.map((file, place) => [file, tiles[place]]).filter(([file]) => file.picture);
    if (pictures.length === 0) return;
    const drawn = await ask("drawn", { chosen: chosen(), files: pictures.map(([{ path }]) => path) }).catch(() => []);
    drawn.forEach((address, place) => address && pictures[place][1].querySelector(".face").replaceChildren(h("img", { src: address, alt: "" })));
  };
  const mend = async () => {
    act.disabled = true;
    await fix(finding, [...left]).catch(complain).finally(count);
  };
  count();
  draw();
  return h("div", { class: "stack inside" }, finding.fix && h("div", { class: "row" }, act), grid, more);
}

function tile(file, onTick, fixable) {
  const face = h("span", { class: "face" }, icon(file.picture ? "pictures" : "file", 24));
  const name = h("span", { class: "help name", title: file.path }, file.name);
  if (onTick) return h("li", {}, h("label", {}, h("input", { type: "checkbox", checked: true, sayLabel: ["pictures.include", { name: file.name }], onchange: onTick }), face, name));
  return h("li", {}, face, fixable && !file.spare && h("span", { class: "chip", say: "pictures.kept" }), name);
}
