// One caption: a text, its tokens, and what its reader has to decide.

import { seePrompts } from "./captions-prompts.js";
import { suggestions } from "./captions-suggest.js";
import { h } from "./dom.js";
import { readDraft } from "./draft.js";
import { later } from "./newest.js";
import { complain } from "./toast.js";
import { say } from "./words.js";

const COUNTING = 400; // Milliseconds without typing after which tokens are counted.

// { element, focus(), loaded(caption), saved(seen), mark() }. `go(name, by)` leads to another caption.
export function captionCell(name, { ask, drafts, tags, go }) {
  let disk = null; // The caption as the server told it last.
  const text = h("textarea", { rows: 4, spellcheck: false, readOnly: true, sayLabel: ["captions.of", { name }], sayPlaceholder: "captions.empty" });
  const tokens = h("span", { class: "help tokens", sayTitle: "captions.tokens_help" });
  const decision = h("div", { class: "decision stack", hidden: true });
  const see = h("button", { type: "button", class: "quiet", say: "captions.see", onclick: () => drafts.save().then(() => seePrompts(ask, name)).catch(complain) });
  const suggested = suggestions(text, tags);
  const element = h("div", { class: "caption" }, text, suggested.element, h("div", { class: "row spread facts" }, tokens, see), decision);

  const counted = (count) => {
    const limit = readDraft().max_token_length ?? 75;
    tokens.classList.toggle("over", count > limit);
    say(tokens, ["captions.tokens", { tokens: count, limit }]);
  };
  const recount = later(() => ask("count", { text: text.value }).then(counted, complain), COUNTING);
  const mark = () => element.classList.toggle("unsaved", drafts.of(name) !== undefined);
  const put = (draft) => {
    drafts.put(name, draft);
    mark();
  };
  const decide = (...children) => {
    decision.replaceChildren(...children.filter(Boolean));
    decision.hidden = children.length === 0;
  };

  const loaded = (caption) => {
    disk = caption ?? { text: "", seen: null, tokens: 0, readings: {}, problem: null };
    const draft = drafts.of(name);
    if (draft && draft.text === disk.text && !disk.problem) drafts.drop(name);
    const kept = drafts.of(name);
    text.readOnly = disk.problem !== null || caption === undefined;
    if (text.value !== (kept?.text ?? disk.text)) text.value = kept?.text ?? disk.text;
    counted(disk.tokens);
    if (kept && kept.text !== disk.text) recount();
    if (kept && kept.seen !== disk.seen && !disk.problem) askWhose(kept);
    else if (disk.problem) askReading();
    else decide();
    mark();
  };
  const askWhose = (draft) => {
    if (!draft.stuck) drafts.put(name, { ...draft, stuck: true });
    decide(
      h("p", { class: "problem warning", say: disk.seen === null ? "captions.conflict_gone" : "captions.conflict" }),
      disk.seen !== null && h("blockquote", {}, disk.text),
      h("div", { class: "row" }, choice("captions.mine", () => write(text.value)), choice("captions.theirs", takeTheirs)),
    );
  };
  const askReading = () => decide(
    h("p", { class: "problem", say: disk.problem }),
    ...Object.entries(disk.readings).map(([encoding, reading]) => choice(["captions.reading", { encoding, text: reading }], () => write(reading))),
  );
  const choice = (label, onclick) => h("button", { type: "button", say: label, onclick });
  const takeTheirs = () => {
    drafts.drop(name);
    loaded(disk);
  };
  // The reader's decision: this text, over the caption as it is known by now.
  const write = (wanted) => {
    text.value = wanted;
    text.readOnly = false;
    put({ text: wanted, seen: disk.seen });
    decide();
    disk = { ...disk, problem: null };
    drafts.save().catch(complain);
  };

  text.addEventListener("input", () => {
    const seen = drafts.of(name)?.seen ?? disk.seen;
    put({ text: text.value, seen, stuck: seen !== disk.seen });
    suggested.look();
    recount();
  });
  text.addEventListener("blur", () => drafts.of(name) && drafts.save().catch(complain));
  element.addEventListener("focusout", ({ relatedTarget }) => element.contains(relatedTarget) || suggested.clear());
  text.addEventListener("keydown", (event) => keys(event, drafts, (by) => go(name, by)));
  return {
    element,
    focus: () => {
      text.focus();
      element.scrollIntoView({ block: "nearest" });
    },
    loaded,
    mark,
    saved: (seen) => (disk = { ...disk, seen, text: drafts.of(name) ? disk.text : text.value }),
  };
}

function keys(event, drafts, go) {
  const { key, ctrlKey, metaKey, altKey } = event;
  const command = ctrlKey || metaKey;
  if (command && key.toLowerCase() === "s") drafts.save().catch(complain);
  else if ((command && key === "Enter") || (altKey && (key === "ArrowDown" || key === "ArrowRight"))) go(1);
  else if (altKey && (key === "ArrowUp" || key === "ArrowLeft")) go(-1);
  else return;
  event.preventDefault();
}
