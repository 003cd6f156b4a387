// What training will see of one picture: the texts of the first steps that take it.

import { chosen } from "./dataset-state.js";
import { dialog } from "./dialog.js";
import { h } from "./dom.js";
import { readDraft } from "./draft.js";
import { field } from "./field.js";
import { later, newest } from "./newest.js";
import { PARAMETERS } from "./parameters.js";
import { sentenceOf } from "./problems.js";

const TRIED = ["shuffle_caption", "keep_tokens", "enable_wildcard", "caption_dropout_rate", "caption_tag_dropout_rate", "caption_prefix", "max_token_length"];
const DRAWS = [5, 10, 20, 50];
const TYPING = 300;

export async function seePrompts(ask, name) {
  const values = readDraft();
  const words = h("input", { id: "captions-words", type: "text" });
  const assumed = h("div", { class: "prompts-bar", hidden: true }, h("p", { class: "help", say: "captions.see_assumed" }), h("label", { htmlFor: "captions-words", say: "captions.see_words" }), words);
  const draws = h("select", { id: "captions-draws", sayLabel: "captions.see_draws" }, DRAWS.map((count) => h("option", { value: count }, String(count))));
  const texts = h("ol", { class: "prompts", "aria-live": "polite" });
  const problems = h("div", { class: "sentences" });
  const look = newest(() => ask("prompts", { chosen: chosen(), name, values, draws: Number(draws.value), words: words.value || null }), (found) => {
    assumed.hidden = found.laid_out;
    words.placeholder = found.words ?? "";
    texts.replaceChildren(...(found.draws.length > 0 ? found.draws.map((draw) => row(draw, found.limit)) : [h("li", { say: "captions.see_nothing" })]));
    problems.replaceChildren(...found.problems.map((problem) => h("p", { class: `problem ${problem.severity}`, say: sentenceOf(problem) })));
  });
  const soon = later(look, TYPING);
  draws.addEventListener("change", look);
  words.addEventListener("input", soon);
  look();
  await dialog(["captions.see_of", { name }], h("div", { class: "stack" },
    h("p", { class: "help", say: "captions.see_about" }),
    h("details", {}, h("summary", { say: "captions.see_settings" }), settings(values, soon)),
    assumed,
    h("div", { class: "row prompts-bar" }, h("label", { htmlFor: "captions-draws", say: "captions.see_draws" }), draws),
    texts,
    problems,
  ));
}

function settings(values, onChange) {
  return h("div", { class: "prompts-settings" }, TRIED.map((name) => {
    const onInput = (value) => {
      if (value === undefined) delete values[name];
      else values[name] = value;
      onChange();
    };
    return field(PARAMETERS.get(name), { value: values[name], onInput, scope: "captions-" }).element;
  }));
}

function row({ step, epoch, read, cut, tokens }, limit) {
  const text = read || cut ? h("p", { class: "prompt" }, read, cut && h("s", {}, cut)) : h("p", { class: "prompt help", say: "captions.see_empty" });
  return h("li", {},
    h("div", { class: "row spread help" }, h("span", { say: ["captions.see_step", { step, epoch }] }), h("span", { class: tokens > limit ? "tokens over" : "tokens", say: ["captions.tokens", { tokens, limit }] })),
    text,
  );
}
