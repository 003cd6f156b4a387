// Captions from elsewhere: a file of metadata, a folder of captions, names of folders, or one text.

import { pathField } from "./browse.js";
import { chosen, filesChanged } from "./dataset-state.js";
import { dialog } from "./dialog.js";
import { h } from "./dom.js";
import { sentenceOf } from "./problems.js";
import { toast } from "./toast.js";

const SOURCES = ["folder_names", "text", "file", "folder"];
const MODES = ["skip", "overwrite", "append"];

export async function takeCaptions(ask) {
  const source = choices("captions-source", SOURCES, (value) => `captions.source.${value}`);
  const mode = choices("captions-mode", MODES, (value) => `captions.mode.${value}`);
  const given = h("div", { hidden: true });
  let value = () => "";
  source.addEventListener("change", () => {
    const made = input(source.value);
    given.hidden = made === null;
    given.replaceChildren(...(made ? [h("label", { htmlFor: "captions-given", say: "captions.take_given" }), made.element] : []));
    value = () => made?.input.value ?? "";
  });
  const form = (close) => h("form", { class: "stack", onsubmit: (event) => (event.preventDefault(), close({ source: source.value, given: value(), mode: mode.value })) },
    labelled("captions.take_source", source), given, labelled("captions.take_mode", mode),
    h("div", { class: "row" }, h("button", { class: "primary", say: "captions.take_do" })));
  const wanted = await dialog("captions.take_title", form);
  if (wanted === null) return;
  const done = await ask("take", { chosen: chosen(), ...wanted });
  tell(done);
  filesChanged();
}

function choices(id, values, label) {
  return h("select", { id }, values.map((value) => h("option", { value, say: label(value) })));
}

function labelled(text, control) {
  return h("div", {}, h("label", { htmlFor: control.id, say: text }), control);
}

// The field for what a source needs besides; null where it needs nothing.
function input(source) {
  if (source === "folder_names") return null;
  if (source === "text") {
    const text = h("input", { id: "captions-given", type: "text", required: true });
    return { element: text, input: text };
  }
  return pathField({ id: "captions-given", kind: source, suffixes: source === "file" ? [".json"] : null });
}

function tell({ written, kept, unmatched, problems }) {
  toast(["captions.taken", { written, kept }], "good");
  if (unmatched.length > 0) toast(["captions.unmatched", { names: unmatched.slice(0, 10).join(", ") }]);
  for (const problem of problems) toast(sentenceOf(problem), "bad");
}
