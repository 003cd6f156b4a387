// The first page: from pictures to a started run.

import { h } from "./dom.js";
import { adviceTable, planLine } from "./new-advice.js";
import { modelCard } from "./new-model.js";
import { card, radioCards } from "./new-parts.js";
import { picturesCard } from "./new-pictures.js";
import { fieldProblems } from "./new-problems.js";
import { startCard, waiting } from "./new-start.js";
import { choices } from "./new-state.js";
import { wordsCard } from "./new-words.js";
import { later, newest } from "./newest.js";
import { leave, runAddress } from "./pages.js";
import { PARAMETERS } from "./parameters.js";
import { asking } from "./server.js";
import { complain } from "./toast.js";

const DELAY = 250; // Milliseconds.
const GOALS = ["character", "style", "object"].map((value) => ({ value, drawing: value, title: `new.goal.${value}`, about: `new.goal.${value}_about` }));
const QUALITIES = ["quick", "good", "best"].map((value) => ({ value, title: `new.quality.${value}`, about: `new.quality.${value}_about` }));

export function mount(island) {
  const ask = asking(island);
  const state = choices();
  let uploads = Promise.resolve();
  const pictures = picturesCard({ ask, upload: island.upload, state, busy: (promise) => (uploads = promise) });
  const words = wordsCard(state);
  const model = modelCard({ ask, state });
  const advice = adviceTable();
  const plan = planLine();
  const shown = fieldProblems({ pictures, base: model, ...words.fields });
  const check = later(newest(() => ask("advise", { choices: state.values }), (found) => {
    shown.show(found.problems, state.values);
    advice.show(found.advice);
    plan.show(found.plan);
  }), DELAY);
  island.element.append(
    h("header", { class: "page-head" }, h("h1", { say: "new.title" }), h("p", { class: "help", say: "new.about" })),
    demoCard(ask),
    h("div", { class: "columns" },
      h("div", { class: "stack steps-column" },
        card("new.goal.title", null, radioCards("goal", "new.goal.title", GOALS, state.values.goal, (goal) => state.set({ goal })), kinds(state)),
        pictures.element,
        words.element,
        model.element,
        card("new.quality.title", "new.quality.about", radioCards("quality", "new.quality.title", QUALITIES, state.values.quality, (quality) => state.set({ quality }))),
      ),
      startCard({ ask, state, shown, plan, uploads: () => uploads }),
      advice.element,
    ),
  );
  state.onChange(() => check());
  pictures.refresh();
  model.load();
  check();
}

function demoCard(ask) {
  const start = () => ask("demo").then((job) => leave(runAddress(job)), complain);
  return h("section", { class: "card demo-card" },
    h("div", {}, h("h2", { say: "new.demo.title" }), h("p", { class: "help", say: "new.demo.about" })),
    waiting(h("button", { id: "demo", type: "button", say: "new.demo.start" }), start),
  );
}

// What kind of file is made; asked only where there are several.
function kinds(state) {
  const options = PARAMETERS.get("kind").choices;
  if (options.length < 2) return null;
  const select = h("select", { id: "new-kind", value: state.values.kind, onchange: () => state.set({ kind: select.value }) },
    options.map(({ value, label }) => h("option", { value, selected: value === state.values.kind, say: label })));
  return h("div", { class: "field-block" }, h("label", { htmlFor: "new-kind", say: PARAMETERS.get("kind").label }), select);
}
