// Picking a file or a folder of the computer that serves the page: a field with a button, and the dialog behind it.

import { browser } from "./browse-dialog.js";
import { dialog } from "./dialog.js";
import { h } from "./dom.js";

const LAST = "kohya-like.folder"; // Where the last path was picked; the next search begins there.

// The shell's way to ask, which stands on every page; a reader may be faster than its coming.
let connect;
const connection = new Promise((resolve) => (connect = resolve));

export function connectBrowser(ask) {
  connect(ask);
}

// Resolves to an absolute path, or null. `kind` is "folder", "file" or "any"; `title` a text as in words.js; `start` where
// to begin; `suffixes` (such as [".safetensors"]) which files are shown, all where it is not given.
export async function pickPath({ kind = "folder", title = `browse.${kind}`, start = "", suffixes = null }) {
  const ask = await connection;
  const picked = await dialog(title, (close) => browser({ ask, close, kind, suffixes, starts: [start, localStorage.getItem(LAST)] }));
  if (picked !== null) localStorage.setItem(LAST, picked);
  return picked;
}

// A text field for a path with a "Browse…" button: { element, input }. `onInput(value)` hears what is typed and picked; an
// `input` event goes with both. `label` is for fields without a <label>; `placeholder` is a text as in words.js.
export function pathField({ id, name, value = "", kind = "any", title, suffixes, placeholder, label, onInput = () => {} }) {
  const input = h("input", { id, name, type: "text", class: "path", value, autocomplete: "off", spellcheck: false, sayPlaceholder: placeholder, sayLabel: label, oninput: () => onInput(input.value) });
  const browse = async () => {
    const picked = await pickPath({ kind, title, start: input.value, suffixes });
    input.focus();
    if (picked === null) return;
    input.value = picked;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return { element: h("div", { class: "path-field" }, input, h("button", { type: "button", say: "browse.open", onclick: browse })), input };
}
