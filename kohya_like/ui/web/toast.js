// Short messages at the edge of the window, for what has no place of its own.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { sentenceOf } from "./problems.js";

const SECONDS = 8;
let shelf = null;

// `kind` is "good", "bad" or nothing; a text is as in words.js; `link` is { href, say }, or { onclick, say } for what a click
// does. A pointer on it keeps it there.
export function toast(text, kind = "", link = null) {
  shelf ??= document.body.appendChild(h("div", { class: "island toasts", role: "status", popover: "manual" }));
  const note = h("div", { class: `notice ${kind}` },
    h("div", {}, h("p", { say: text }), link && (link.href ? h("a", { href: link.href, say: link.say }) : acting(link, () => note.remove()))),
    h("button", { class: "quiet", sayLabel: "common.close", onclick: () => note.remove() }, icon("close", 16)),
  );
  shelf.append(note);
  raise();
  leaveLater(note);
  return note;
}

function acting({ onclick, say }, close) {
  return h("button", { type: "button", class: "quiet act", say, onclick: () => (close(), onclick()) });
}

// A dialog that is open lies above everything but what is shown after it.
function raise() {
  if (shelf.matches(":popover-open")) shelf.hidePopover();
  shelf.showPopover();
}

// A toast that nobody can see stays until somebody can.
function leaveLater(note) {
  const leave = () => {
    if (document.hidden || note.matches(":hover, :focus-within")) leaveLater(note);
    else note.remove();
  };
  setTimeout(leave, SECONDS * 1000);
}

// What an event handler does with a Refusal: says every sentence of it. Any other error is thrown on.
export function complain(refusal) {
  if (!refusal.text) throw refusal;
  const sentences = refusal.problems.map(sentenceOf);
  for (const sentence of sentences.length > 0 ? sentences : [refusal.text]) toast(sentence, "bad");
}
