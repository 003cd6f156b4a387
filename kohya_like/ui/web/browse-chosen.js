// The lower edge of the file browser: the path that would be taken, which can also be typed, and the way to a new folder.

import { h } from "./dom.js";
import { sentenceOf } from "./problems.js";
import { Refusal } from "./server.js";
import { say } from "./words.js";

// Returns { element, show(path, button), value(), complain(refusal) }; `pick` and `cancel` are what its buttons do.
export function chosenPath(pick, cancel) {
  const problem = h("p", { class: "problem", role: "alert", id: "browse-problem" });
  const button = h("button", { type: "button", class: "primary", say: "browse.choose", onclick: pick });
  const relieve = () => {
    say(problem, null);
    input.removeAttribute("aria-invalid");
  };
  const typed = () => {
    say(button, "browse.choose");
    relieve();
  };
  const input = h("input", { type: "text", class: "path", id: "browse-path", "aria-describedby": problem.id, autocomplete: "off", spellcheck: false, oninput: typed, onkeydown: (event) => onEnter(event, pick) });
  const show = (path, text) => {
    input.value = path;
    say(button, text);
    relieve();
  };
  const complain = (refusal) => {
    say(problem, sentence(refusal));
    input.setAttribute("aria-invalid", "true");
  };
  const line = h("div", { class: "chosen" }, h("label", { htmlFor: input.id, say: "browse.path" }), input, button, h("button", { type: "button", say: "common.cancel", onclick: cancel }));
  return { element: h("div", { class: "stack" }, line, problem), show, value: () => input.value, complain };
}

// "New folder", which opens a field for its name. `where()` is the folder to make it in, `made(path)` hears of the new one.
export function folderMaker(ask, where, made) {
  const problem = h("p", { class: "problem", role: "alert" });
  const name = h("input", { type: "text", sayLabel: "browse.new_name", sayPlaceholder: "browse.new_name", autocomplete: "off", spellcheck: false, oninput: () => say(problem, null) });
  const create = async (event) => {
    event.preventDefault();
    try {
      made(await ask("create_folder", { path: where(), name: name.value }));
      name.value = "";
      form.hidden = true;
    } catch (refusal) {
      say(problem, sentence(refusal));
      name.focus();
    }
  };
  const toggle = () => {
    form.hidden = !form.hidden;
    if (!form.hidden) name.focus();
  };
  const form = h("form", { class: "stack", hidden: true, onsubmit: create }, h("div", { class: "row" }, name, h("button", { say: "browse.create" })), problem);
  return h("div", { class: "maker" }, h("button", { type: "button", class: "quiet", say: "browse.new_folder", onclick: toggle }), form);
}

export function sentence(refusal) {
  if (!(refusal instanceof Refusal)) throw refusal;
  const [first] = refusal.problems;
  return first ? sentenceOf(first) : refusal.text;
}

function onEnter(event, act) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  act();
}
