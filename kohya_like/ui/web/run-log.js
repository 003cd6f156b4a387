// The end of a run's console: new lines are appended; it stays at the end unless the reader scrolled away.

import { h } from "./dom.js";
import { copyButton } from "./handing.js";

const KEPT = 400_000; // Characters on the page; the whole log can be downloaded.

// `poll()` fetches what is new.
export function logCard(ask, id) {
  const lines = h("pre", { class: "log", tabIndex: 0, sayLabel: "runs.log" });
  const link = h("a", { class: "button", say: "runs.whole_log", download: `${id}.log` });
  const element = h("section", { class: "card stack", hidden: true },
    h("div", { class: "row spread" }, h("h2", { say: "runs.log" }), h("div", { class: "row" }, copyButton("runs.copy", () => lines.textContent), link)), lines);
  let offset = null;
  return {
    element,
    async poll() {
      const answer = await ask("log", { job: id, offset });
      offset = answer.offset;
      link.href = answer.url;
      if (answer.anew) lines.replaceChildren();
      element.hidden &&= answer.text === ""; // Before appending: what is hidden cannot be scrolled.
      if (answer.text) append(lines, answer.text);
    },
  };
}

function append(lines, text) {
  const atEnd = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 20;
  lines.append(text);
  while (lines.textContent.length > KEPT && lines.childNodes.length > 1) lines.firstChild.remove();
  if (atEnd) lines.scrollTop = lines.scrollHeight;
}
