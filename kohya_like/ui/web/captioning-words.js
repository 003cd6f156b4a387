// The way on where no model is on the machine: the same words for every picture, or those of its folder's name.

import { chosen, filesChanged, mayLeave } from "./dataset-state.js";
import { h } from "./dom.js";
import { complain, toast } from "./toast.js";

export function withoutModel(ask) {
  const words = h("input", { id: "captioning-words", type: "text", sayLabel: "captioning.words", sayPlaceholder: "captioning.words", autocomplete: "off" });
  const write = async () => {
    if (!(await mayLeave())) return;
    const count = await ask("write_words", { chosen: chosen(), words: words.value });
    toast(["captioning.words_written", { count }], "good");
    filesChanged();
  };
  const edit = () => document.getElementById("captions")?.scrollIntoView({ behavior: "smooth" });
  const element = h("div", { class: "missing stack", hidden: true },
    h("strong", { say: "captioning.none_title" }), h("p", { say: "captioning.none_about" }),
    h("form", { class: "row", onsubmit: (event) => (event.preventDefault(), write().catch(complain)) }, words,
      h("button", { say: "captioning.write_words" }), h("button", { type: "button", class: "quiet", say: "captioning.edit", onclick: edit })),
  );
  return { element };
}
