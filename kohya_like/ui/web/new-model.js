// The card of the base model: those that were found, or a file of one's own.

import { pickPath } from "./browse.js";
import { h } from "./dom.js";
import { card } from "./new-parts.js";
import { problemPlace } from "./problems.js";
import { bytes } from "./format.js";
import { complain } from "./toast.js";

const SUFFIXES = [".safetensors", ".ckpt", ".pt", ".pth"];

// Returns { element, show(problems), load() }; `load` asks for the list and chooses the first where nothing is chosen.
export function modelCard({ ask, state }) {
  const list = h("div", { class: "models", role: "radiogroup", sayLabel: "new.model.title" });
  const problems = problemPlace("problems-base", list);
  list.setAttribute("aria-describedby", problems.element.id);
  const folders = h("p", { class: "help", say: "new.model.where" });
  const choose = async () => {
    const path = await pickPath({ kind: "file", title: "new.model.pick", start: state.values.base, suffixes: SUFFIXES });
    if (path === null) return;
    state.set({ base: path });
    draw();
  };
  const element = card("new.model.title", "new.model.about", list, problems.element,
    h("div", { class: "row spread" }, folders, h("button", { type: "button", say: "new.model.choose", onclick: choose })));

  let found = [];
  const draw = () => {
    const own = state.values.base && !found.some((model) => model.path === state.values.base);
    const models = own ? [chosenFile(state.values.base), ...found] : found;
    list.replaceChildren(...models.map((model) => row(model, state)));
  };
  const load = async () => {
    try {
      found = await ask("models");
    } catch (refusal) {
      complain(refusal);
    }
    const first = found.find((model) => model.reason === null);
    if (!state.values.base && first) state.set({ base: first.path });
    draw();
  };
  return { element, show: problems.show, load };
}

// A file that was picked by hand: what it is, the check of all choices says.
function chosenFile(path) {
  const parts = path.split(/[\\/]/);
  return { path, name: parts.pop(), folder: parts.join("/"), reason: null, demo: false, base: null, bytes: null };
}

function row(model, state) {
  const usable = model.reason === null;
  return h("label", { class: `model ${usable ? "" : "unusable"}` },
    h("input", { type: "radio", name: "base", value: model.path, disabled: !usable, checked: model.path === state.values.base, onchange: () => state.set({ base: model.path }) }),
    h("span", { class: "choice-text" },
      model.demo ? h("strong", { say: "new.model.demo" }) : h("strong", {}, model.name),
      !model.demo && usable && h("span", { class: "help path", title: model.path }, model.folder),
      model.demo && h("span", { class: "help", say: "new.model.demo_about" }),
      !usable && h("span", { class: "help path", say: model.reason }),
    ),
    h("span", { class: "row model-facts" }, model.base && h("span", { class: "chip" }, model.base), model.bytes !== null && h("span", { class: "chip" }, bytes(model.bytes))),
  );
}
