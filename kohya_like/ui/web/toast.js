// Short messages at the edge of the window, for what has no place of its own.

import { h } from "./dom.js";

const SECONDS = 6;
let shelf = null;

// `kind` is "good", "bad" or nothing; a text is as in words.js.
export function toast(text, kind = "") {
  shelf ??= document.body.appendChild(h("div", { class: "island toasts", role: "status" }));
  const note = h("div", { class: `notice ${kind}`, say: text });
  shelf.append(note);
  setTimeout(() => note.remove(), SECONDS * 1000);
}

// What an event handler does with a Refusal: every sentence of it.
export function complain(refusal) {
  const sentences = refusal.problems?.length ? refusal.problems.map((problem) => ({ en: problem.message, zh: problem.message_zh })) : [refusal.text];
  if (!refusal.text) throw refusal;
  for (const sentence of sentences) toast(sentence, "bad");
}
