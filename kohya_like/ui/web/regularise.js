// The step that looks after regularisation pictures.

import { choose, chosen, whenShown } from "./dataset-state.js";
import { h } from "./dom.js";
import { card } from "./new-parts.js";
import { waiting } from "./new-start.js";
import { addCard } from "./regularise-add.js";
import { drawCard } from "./regularise-draw.js";
import { classPictures } from "./regularise-pictures.js";
import { sentenceOf } from "./problems.js";
import { asking } from "./server.js";
import { complain, toast } from "./toast.js";

export function mount(island) {
  const ask = asking(island);
  const body = h("div", { class: "stack" });
  const plain = plainNotice(ask);
  const add = addCard({ ask, upload: island.upload });
  const draw = drawCard({ ask, drew: () => load().catch(complain) });
  const pictures = classPictures(ask);
  island.element.append(h("div", { class: "stack" },
    card("regularise.title", "regularise.about", body, plain),
    h("div", { class: "columns" }, draw.element, add.element),
    pictures.element,
  ));
  const load = async () => {
    const found = await ask("look", { chosen: chosen() });
    const isProject = found.project !== null;
    body.replaceChildren(...report(found));
    plain.hidden = isProject;
    for (const part of [add, draw]) {
      part.element.hidden = !isProject || found.classes.length === 0;
      part.show(found);
    }
    pictures.show(found.folders);
  };
  whenShown("regularise", island.element, load);
}

function plainNotice(ask) {
  const adopt = async () => {
    try {
      const project = await ask("adopt", { chosen: chosen() });
      toast(["regularise.adopted", { project }], "good");
      await choose({ project });
    } catch (refusal) {
      complain(refusal);
    }
  };
  return h("div", { class: "notice row spread", hidden: true }, h("span", { say: "regularise.plain" }), waiting(h("button", { id: "adopt", type: "button", say: "regularise.adopt" }), adopt));
}

// A table of the classes, and everything that is to be said of the folders.
function report(found) {
  if (found.classes.length === 0) {
    return [
      ...found.problems.map(problem),
      h("p", { say: "regularise.nothing" }),
      h("p", {}, h("a", { href: `${location.pathname}#folders`, say: "regularise.to_folders" })),
    ];
  }
  const head = ["class", "needed", "there", "missing"].map((name) => h("th", { scope: "col", say: `regularise.${name}` }));
  const row = (need) => h("tr", {},
    h("th", { scope: "row" }, need.class_word),
    h("td", {}, String(need.trained)), h("td", {}, String(need.present)),
    h("td", {}, need.missing > 0 ? h("strong", {}, String(need.missing)) : h("span", { class: "chip finished", say: "regularise.enough" })));
  return [
    h("table", { class: "classes" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, found.classes.map(row))),
    h("ul", { class: "sentences" }, found.folders.length === 0 && h("li", { say: "regularise.none" }), found.sentences.map((text) => h("li", { say: text }))),
    ...found.problems.map(problem),
  ];
}

const problem = (each) => h("p", { class: `problem ${each.severity}`, say: sentenceOf(each) });
