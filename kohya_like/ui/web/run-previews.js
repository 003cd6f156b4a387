// Previews: a row for each prompt, a column for each step; a click shows one large.

import { h } from "./dom.js";
import { openLightbox } from "./run-lightbox.js";

// `show(state)` adds the pictures that are not shown yet.
export function previewsCard() {
  const rows = h("div", { class: "previews" });
  const element = h("section", { class: "card stack", hidden: true }, h("h2", { say: "runs.previews" }), rows);
  const prompts = new Map(); // prompt and seed -> { samples, strip }
  let [key, count] = ["", 0];
  return {
    element,
    show({ key: now, samples }) {
      if (now !== key) {
        prompts.clear();
        rows.replaceChildren();
        [key, count] = [now, 0];
      }
      const atEnd = rows.scrollLeft + rows.clientWidth >= rows.scrollWidth - 20;
      for (const sample of samples.slice(count)) add(rows, prompts, sample);
      if (samples.length > count && atEnd) rows.scrollLeft = rows.scrollWidth;
      count = samples.length;
      element.hidden = count === 0;
    },
  };
}

function add(rows, prompts, sample) {
  const name = JSON.stringify([sample.prompt, sample.seed]);
  if (!prompts.has(name)) {
    const strip = h("div", { class: "strip" });
    prompts.set(name, { samples: [], strip });
    rows.append(h("div", { class: "prompt" }, h("p", { title: sample.prompt }, sample.prompt), strip));
  }
  const { samples, strip } = prompts.get(name);
  const column = samples.push(sample) - 1;
  const open = () => openLightbox([...prompts.values()].map((prompt) => prompt.samples), [...prompts.keys()].indexOf(name), column);
  strip.append(h("button", { class: "thumbnail", sayLabel: ["runs.open_preview", { step: sample.step }], onclick: open },
    h("img", { src: sample.url, alt: "", loading: "lazy" }), h("span", { say: ["runs.step", { step: sample.step }] })));
}
