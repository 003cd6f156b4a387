// What the doctor found: one line each, which opens to the files and to what mends them.

import { chosen } from "./dataset-state.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { complain } from "./toast.js";
import { say } from "./words.js";

// `fix(number, leave)` mends, but for the files in `leave`; a finding is named by its place in the report.
// Returns { element, show(report) }; what is open stays open.
export function findings({ ask, fix }) {
  const element = h("div", { class: "findings" });
  return {
    element,
    show(report) {
      const open = new Set([...element.querySelectorAll("details[open]")].map((each) => each.dataset.key));
      const seen = new Map();
      const key = ({ code }) => {
        seen.set(code, (seen.get(code) ?? 0) + 1);
        return `${code} ${seen.get(code)}`;
      };
      const rows = (report?.findings ?? []).map((finding, number) => {
        const files = (start) => ask("files", { chosen: chosen(), time: report.time, finding: number, start });
        return row({ finding, key: key(finding), open, files, fix: (leave) => fix(number, leave) });
      });
      element.replaceChildren(...rows);
    },
  };
}

function row({ finding, key, open, files, fix }) {
  const light = h("span", { class: `light ${finding.severity}`, role: "img", sayLabel: `pictures.severity.${finding.severity}` }, h("i", {}));
  const words = h("span", { class: "words" }, h("strong", { say: finding.title }), h("span", { say: finding.message }));
  if (finding.files === 0) return h("div", { class: "finding", data: { code: finding.code } }, light, words);
  const element = h("details", { class: "finding", data: { code: finding.code, key } }, h("summary", {}, light, words));
  const fill = () => element.open && element.children.length === 1 && element.append(inside({ finding, files, fix }));
  element.addEventListener("toggle", fill);
  element.open = open.has(key);
  return element;
}

// The files, those that the fix changes with a tick, and the fix for those that are ticked, shown so far or not.
function inside({ finding, files, fix }) {
  const leave = new Set();
  const grid = h("ul", { class: "finding-files" });
  const more = h("button", { type: "button", hidden: true, onclick: () => draw().catch(complain) });
  const act = h("button", { type: "button", class: "primary soft fix", onclick: () => mend() });
  const count = () => {
    const left = finding.fixable - leave.size;
    act.disabled = left === 0;
    if (finding.fix) say(act, ["pictures.fix", { fix: finding.fix, count: left }]);
  };
  const tick = (path) => (event) => {
    if (event.target.checked) leave.delete(path);
    else leave.add(path);
    count();
  };
  const draw = async () => {
    more.disabled = true;
    const next = await files(grid.children.length).finally(() => (more.disabled = false));
    grid.append(...next.map((file) => tile(file, finding.fix && file.fixable && tick(file.path), Boolean(finding.fix))));
    const rest = finding.files - grid.children.length;
    more.hidden = rest <= 0;
    say(more, ["pictures.more", { count: rest }]);
  };
  const mend = async () => {
    act.disabled = true;
    await fix([...leave]).catch(complain).finally(count);
  };
  count();
  draw().catch(complain);
  return h("div", { class: "stack inside" }, finding.fix && h("div", { class: "row" }, act), grid, more);
}

function tile(file, onTick, mendable) {
  const face = h("span", { class: "face" }, file.drawn ? h("img", { src: file.drawn, alt: "" }) : icon("file", 24));
  const name = h("span", { class: "help name", title: file.path }, file.name);
  if (onTick) return h("li", {}, h("label", {}, h("input", { type: "checkbox", checked: true, sayLabel: ["pictures.include", { name: file.name }], onchange: onTick }), face, name));
  return h("li", {}, face, mendable && h("span", { class: "chip", say: "pictures.kept" }), name);
}
