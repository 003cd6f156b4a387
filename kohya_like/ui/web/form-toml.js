// The run as a TOML file beside the form: to read, copy, download, edit, paste, and to drop a file on.

import { h } from "./dom.js";
import { problemList } from "./form-summary.js";
import { copyButton, saveText } from "./handing.js";
import { later } from "./newest.js";
import { segments } from "./segments.js";
import { complain, toast } from "./toast.js";

const LARGEST = 1 << 20; // Bytes; the server says what is wrong with more.
const DELAY = 300;

// `ask` asks the panel; `apply(values)` takes over what a file says; `wholeChanged()` asks for a new text to show.
// Returns { element, show(toml), whole() }.
export function tomlCard(ask, { apply, jump, wholeChanged }) {
  let whole = false;
  let toml = "";
  const code = h("pre", { class: "code", tabIndex: 0, sayLabel: "train.toml" });
  const which = segments("train.toml_which", [{ value: "differs", say: "train.toml_differs" }, { value: "whole", say: "train.toml_whole" }], (value) => {
    whole = value === "whole";
    which.press(value);
    wholeChanged();
  });
  which.press("differs");
  const reading = h("div", { class: "stack" },
    h("div", { class: "row spread" }, which.element, h("div", { class: "row" },
      copyButton("train.copy", () => toml),
      h("button", { class: "quiet", say: "train.download", onclick: () => saveText(toml, fileName(toml), "application/toml") }),
      h("button", { class: "quiet", say: "train.edit", onclick: () => edit(toml) }),
    )),
    code,
  );
  const editor = tomlEditor(ask, { jump, close: () => edit(null), apply: (values) => (apply(values), edit(null)) });
  const element = h("section", { class: "card stack toml" }, h("h2", { say: "train.toml" }), reading, editor.element);
  const edit = (text) => {
    reading.hidden = text !== null;
    element.classList.toggle("editing", text !== null);
    editor.open(text);
  };
  acceptFiles(element, edit);
  edit(null);
  return { element, whole: () => whole, show: (now) => code.replaceChildren(...painted((toml = now))) };
}

// The text is read while it is typed, and taken over only by a click.
function tomlEditor(ask, { apply, close, jump }) {
  let values = null;
  const area = h("textarea", { class: "code", sayLabel: "train.edit_label", spellcheck: false, rows: 18, oninput: () => typed() });
  const problems = h("div", { class: "stack", role: "status" });
  const take = h("button", { class: "primary", say: "train.apply", onclick: () => apply(values) });
  const element = h("div", { class: "stack" }, h("p", { class: "help", say: "train.edit_help" }), area, problems, h("div", { class: "row" }, take, h("button", { say: "common.cancel", onclick: close })));
  const read = async () => {
    const text = area.value;
    const found = await ask("read", { text }).catch((refusal) => ({ values: null, problems: refusal.problems?.length ? refusal.problems : complain(refusal) ?? [] }));
    if (text !== area.value) return; // Typed on meanwhile: that answer comes too.
    values = found.values;
    take.disabled = values === null;
    problems.replaceChildren(...problemList(found.problems, jump));
  };
  const readLater = later(read, DELAY);
  const typed = () => {
    take.disabled = true; // Until the answer is there: what is taken over is what stands in the field.
    readLater();
  };
  const open = (text) => {
    element.hidden = text === null;
    problems.replaceChildren();
    if (text === null) return;
    area.value = text;
    area.focus();
    typed();
  };
  return { element, open };
}

function acceptFiles(element, edit) {
  const over = (event, on) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    element.classList.toggle("over", on);
  };
  element.addEventListener("dragover", (event) => over(event, true));
  element.addEventListener("dragleave", (event) => over(event, false));
  element.addEventListener("drop", async (event) => {
    over(event, false);
    const [file] = event.dataTransfer.files;
    const text = file ? await textOf(file) : null;
    if (text !== null) edit(text); // Else what is being typed stays.
  });
}

async function textOf(file) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.slice(0, LARGEST + 1).arrayBuffer());
  } catch {
    toast(["train.no_text", { name: file.name }], "bad");
    return null;
  }
}

// Sections, names and values as elements of their own, for their colours.
function painted(toml) {
  if (toml.trim() === "") return [h("span", { class: "help", say: "train.toml_nothing" })];
  return toml.trimEnd().split("\n").map((line) => {
    const [, name, value] = /^(\w+)( = .*)$/.exec(line) ?? [];
    const inside = name ? [h("span", { class: "name" }, name), value] : [line.startsWith("[") ? h("span", { class: "section" }, line) : line];
    return h("span", { class: "line" }, ...inside, "\n");
  });
}

function fileName(toml) {
  return `${/^output_name = "([^"\\]+)"$/m.exec(toml)?.[1] ?? "run"}.toml`;
}
