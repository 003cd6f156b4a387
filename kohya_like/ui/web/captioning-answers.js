// What models say of a few pictures, side by side: for each picture a row for each model.

import { askDataset, chosen } from "./dataset-state.js";
import { h } from "./dom.js";
import { tr } from "./words.js";

// { element, show(answers) }: answers as the panel's `answers` gives them.
export function answersTable() {
  const list = h("div", { class: "answers" });
  const element = h("section", { class: "stack", id: "captioning-answers", hidden: true, sayLabel: "captioning.answers" },
    h("header", {}, h("h3", { say: "captioning.answers" }), h("p", { class: "help", say: "captioning.answers_about" })), list);
  const show = (answers) => {
    element.hidden = answers.length === 0;
    const names = [...new Set(answers.map((answer) => answer.picture))];
    list.replaceChildren(...names.map((name) => ofPicture(name, answers.filter((answer) => answer.picture === name))));
    draw(list, names);
  };
  return { element, show };
}

function ofPicture(name, answers) {
  return h("figure", { data: { name } },
    h("img", { alt: name, title: name }),
    h("table", {}, h("tbody", {}, answers.map((answer) => h("tr", {}, h("th", { scope: "row", title: answer.model }, h("span", { say: answer.captioner }), h("span", { class: "help" }, lastPart(answer.model))), h("td", {}, says(answer)))))),
  );
}

function says({ caption, tags, error }) {
  if (error) return h("p", { class: "problem", say: error });
  const text = h("p", { class: "caption-text" }, caption || tr("captioning.nothing"));
  if (tags.length === 0) return text;
  return [text, h("ul", { class: "probabilities" }, tags.map(tagChip))];
}

function tagChip({ tag, probability, gloss }) {
  const percent = `${Math.round(100 * probability)} %`;
  return h("li", { class: "tag" }, h("span", {}, tag), gloss && h("span", { class: "gloss", lang: "zh-CN" }, gloss), h("span", { class: "percent" }, percent));
}

const lastPart = (path) => path.split(/[/\\]/).pop();

async function draw(list, names) {
  const drawn = await askDataset("drawn", { chosen: chosen(), names, side: 320 }).catch(() => []);
  drawn.forEach((address, place) => {
    const image = address && list.querySelector(`figure[data-name="${CSS.escape(names[place])}"] img`);
    if (image) image.src = address;
  });
}
