// Drawing the class pictures that are missing, with the base model.

import { chosen, filesChanged } from "./dataset-state.js";
import { h } from "./dom.js";
import { field } from "./field.js";
import { jobStrip } from "./job-strip.js";
import { card } from "./new-parts.js";
import { waiting } from "./new-start.js";
import { problemPlace } from "./problems.js";
import { complain, toast } from "./toast.js";
import { say } from "./words.js";

const OUTSIDE = "count"; // The one parameter that is asked first; the others are unfolded.
const LOOK = 2500; // Milliseconds between looks for new pictures while they are drawn.

// `drew()` hears that pictures may have come. Returns { element, show(found) } of what `look` of the panel gives.
export function drawCard({ ask, drew }) {
  const word = h("select", { id: "draw-class" });
  const base = h("select", { id: "draw-base" });
  const wrong = problemPlace("problems-draw");
  const first = h("div", { class: "first" });
  const options = h("div", { class: "options" });
  const start = h("button", { id: "draw", type: "button", class: "primary" });
  const strip = jobStrip({ remember: "class-pictures", resumed: () => ended() });
  const element = card("regularise.draw", "regularise.draw_about",
    h("div", { class: "two" },
      h("div", { class: "field-block" }, h("label", { htmlFor: word.id, say: "regularise.class" }), word),
      h("div", { class: "field-block" }, h("label", { htmlFor: base.id, say: "regularise.base" }), base)),
    first, h("details", {}, h("summary", { say: "regularise.options" }), options), wrong.element, start, strip.element);
  const values = {};
  let fields = {};
  let parameters = [];
  let needs = [];
  let drawing = false;

  const count = () => values.count ?? missing();
  const missing = () => needs.find((need) => need.class_word === word.value)?.missing ?? 0;
  const label = () => {
    say(start, ["regularise.start", { count: count() }]);
    start.disabled = !(count() > 0) || !base.value;
  };
  // The fields stand at what fits the class and the base model; what was changed by hand is kept.
  const draw = async () => {
    const found = word.value ? await ask("defaults", { chosen: chosen(), class_word: word.value, base: base.value }) : {};
    const bases = { ...found, count: Math.max(1, missing()) };
    fields = Object.fromEntries(parameters.map((parameter) => [parameter.name, field(parameter, { value: values[parameter.name], base: bases[parameter.name] ?? parameter.default, onInput: (value) => put(parameter.name, value) })]));
    first.replaceChildren(fields[OUTSIDE]?.element ?? "");
    options.replaceChildren(...Object.entries(fields).filter(([name]) => name !== OUTSIDE).map(([, each]) => each.element));
    label();
  };
  const put = (name, value) => {
    if (value === undefined) delete values[name];
    else values[name] = value;
    label();
  };
  const load = async () => {
    parameters = await ask("parameters");
    const models = await ask("models");
    base.replaceChildren(...models.map((model) => h("option", { value: model.path, say: model.demo ? "new.model.demo" : { en: model.name, zh: model.name } })));
  };
  let loaded = null; // Looked for when the step is shown first: finding models reads many files.
  const ended = () => {
    filesChanged();
    drew();
  };
  const watch = async (job) => {
    const timer = setInterval(drew, LOOK);
    drawing = true;
    try {
      return await strip.follow(job);
    } finally {
      clearInterval(timer);
      drawing = false;
    }
  };
  const begin = async () => {
    wrong.show([]);
    Object.values(fields).forEach((each) => each.problems([]));
    try {
      const job = await ask("generate", { chosen: chosen(), class_word: word.value, base: base.value, values: { ...values, count: count() } });
      const end = await watch(job);
      if (end.code === 0) toast(["regularise.drawn", { count: end.total, class_word: word.value }], "good");
      ended();
    } catch (refusal) {
      if (!refusal.problems) throw refusal;
      if (refusal.problems.length === 0) complain(refusal);
      for (const [name, each] of Object.entries(fields)) each.problems(refusal.problems.filter((problem) => problem.field === name));
      wrong.show(refusal.problems.filter((problem) => !(problem.field in fields)));
    }
  };
  waiting(start, () => begin().finally(label));
  for (const select of [word, base]) select.addEventListener("change", () => draw().catch(complain));
  return {
    element,
    async show(found) {
      needs = found.classes;
      const before = word.value;
      const first = needs.find((need) => need.missing > 0) ?? needs[0];
      word.replaceChildren(...needs.map((need) => h("option", { value: need.class_word }, need.class_word)));
      word.value = needs.some((need) => need.class_word === before) ? before : first?.class_word ?? "";
      if (found.project === null) return;
      loaded ??= load();
      await loaded.catch((refusal) => {
        loaded = null;
        complain(refusal);
      });
      if (!drawing && !element.contains(document.activeElement)) await draw().catch(complain); // Nothing is taken from under the reader's hands.
      label();
    },
  };
}
