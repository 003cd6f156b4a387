// Keeping presets: save, rename, delete, import, export. Each resolves to the id to show next, or to nothing.

import { confirmed, dialog } from "./dialog.js";
import { h } from "./dom.js";
import { saveText } from "./handing.js";
import { parameterOf } from "./parameters.js";
import { toast } from "./toast.js";

// Keeps the draft under a name that is asked for; one of the reader's own presets is offered first.
export async function saved(ask, draft, chosen, presets) {
  const own = chosen?.own ? chosen : null;
  const name = line("presets.name", own?.name ?? "");
  const when = line("presets.when", own?.when?.en ?? "", h("textarea", { rows: 3 }));
  const send = async () => {
    const replace = taken(presets, name.input.value);
    if (replace && !(await overwriting(replace))) return null;
    return ask("save", { name: name.input.value, when: when.input.value, values: draft, replace: Boolean(replace) });
  };
  const id = await asked("presets.save_title", [h("p", { class: "help", say: "presets.save_help" }), name, when], "presets.keep", send);
  if (id) toast(["presets.saved", { name: nameOf(id) }], "good");
  return id;
}

export async function renamed(ask, preset) {
  const name = line("presets.name", preset.name);
  return asked("presets.rename_title", [name], "presets.rename", () => ask("rename", { preset: preset.id, name: name.input.value }));
}

export async function deleted(ask, preset) {
  if (!(await confirmed("presets.delete_title", ["presets.delete_question", { name: preset.name }], "presets.delete", "danger"))) return false;
  await ask("delete", { preset: preset.id });
  toast(["presets.deleted", { name: preset.name }]);
  return true;
}

export async function imported(ask, file, presets) {
  const name = file.name.replace(/\.json$/i, "");
  const text = await file.text();
  const replace = taken(presets, name);
  if (replace && !(await overwriting(replace))) return null;
  const id = await ask("take_in", { name, text, replace: Boolean(replace) });
  toast(["presets.imported", { name: nameOf(id) }], "good");
  return id;
}

export async function exported(ask, preset) {
  const { name, text } = await ask("give_out", { preset: preset.id });
  saveText(text, name, "application/json");
}

const nameOf = (id) => id.slice(id.indexOf("/") + 1);

function taken(presets, name) {
  return presets.find((preset) => preset.own && preset.name.toLowerCase() === name.trim().toLowerCase());
}

const overwriting = (preset) => confirmed("presets.replace_title", ["presets.replace_question", { name: preset.name }], "presets.replace", "danger");

// A labelled control with a place for what is wrong with it.
function line(label, value, input = h("input", { type: "text", autocomplete: "off" })) {
  const field = label.split(".")[1];
  const wrong = h("p", { class: "problem", role: "alert", id: `preset-${field}-problem` });
  Object.assign(input, { id: `preset-${field}`, value, autofocus: input.tagName === "INPUT" });
  input.setAttribute("aria-describedby", wrong.id);
  return { field, input, wrong, element: h("div", { class: "line" }, h("label", { htmlFor: input.id, say: label }), input, wrong) };
}

// A dialog of lines and other elements that stays, with all that was typed, until the server takes it; then resolves to
// the server's answer.
function asked(title, parts, action, send) {
  const lines = parts.filter((part) => part.input);
  return dialog(title, (close) => {
    const others = h("ul", { class: "problem", role: "alert" });
    const submit = async (event) => {
      event.preventDefault();
      clear(lines, others);
      try {
        const answer = await send();
        if (answer !== null) close(answer);
      } catch (refusal) {
        tell(refusal, lines, others);
      }
    };
    return h("form", { class: "stack preset-form", onsubmit: submit, noValidate: true },
      parts.map((each) => each.element ?? each),
      others,
      h("div", { class: "row end" }, h("button", { type: "button", say: "common.cancel", onclick: () => close(null) }), h("button", { class: "primary", say: action })),
    );
  });
}

function clear(lines, others) {
  others.replaceChildren();
  for (const { input, wrong } of lines) {
    input.removeAttribute("aria-invalid");
    wrong.replaceChildren();
  }
}

function tell(refusal, lines, others) {
  if (!refusal.text) throw refusal;
  const problems = refusal.problems.length > 0 ? refusal.problems : [{ field: "", message: refusal.text.en, message_zh: refusal.text.zh }];
  for (const { field, message, message_zh: zh } of problems) {
    const sentence = h("span", { say: { en: message, zh } });
    const at = lines.find((each) => each.field === field);
    if (!at) {
      const parameter = parameterOf(field);
      others.append(h("li", {}, parameter && h("strong", { say: parameter.label }), parameter && " ", sentence));
      continue;
    }
    at.wrong.append(sentence);
    at.input.setAttribute("aria-invalid", "true");
    at.input.focus();
  }
}
