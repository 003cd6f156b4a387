// Captions from a model: which one, with what settings, tried on a few pictures, and run over all of them.

import { answersTable } from "./captioning-answers.js";
import { settingsForm } from "./captioning-form.js";
import { modelChoice } from "./captioning-models.js";
import { scopeBar } from "./captioning-scope.js";
import { captioningState } from "./captioning-state.js";
import { withoutModel } from "./captioning-words.js";
import { chosen, filesChanged, mayLeave, onChosen, whenShown } from "./dataset-state.js";
import { h } from "./dom.js";
import { jobStrip } from "./job-strip.js";
import { asking } from "./server.js";
import { complain, toast } from "./toast.js";
import { say } from "./words.js";

const LOOK = 1500; // Milliseconds between two looks at what a trial has brought.

export async function mount(island) {
  const ask = asking(island);
  const state = captioningState();
  const form = settingsForm(await ask("parameters"), state, () => paint());
  const scope = scopeBar(state, () => paint());
  const none = withoutModel(ask);
  const models = modelChoice({ ask, state, onChange: () => paint() });
  const trial = trials({ ask, given: () => question(), refused: (refusal) => refuse(refusal) });
  const run = runs({ ask, given: () => question(), refused: (refusal) => refuse(refusal) });

  const question = () => ({ chosen: chosen(), values: { ...form.values(), model: models.model() }, pictures: scope.pictures(), some: scope.some() });
  const refuse = (refusal) => {
    const problems = refusal.problems ?? [];
    const rest = form.problems(problems);
    if (rest.length > 0 || problems.length === 0) complain(Object.assign(refusal, { problems: rest }));
  };
  const paint = () => {
    const ready = models.current() !== undefined && models.model() !== null;
    none.element.hidden = models.any();
    parts.hidden = actions.hidden = !ready;
    form.paint();
    form.problems([]);
    scope.paint();
    trial.ready(scope.some().length > 0);
    run.ready(scope.count());
  };
  const parts = h("div", { class: "captioning-parts", hidden: true },
    h("div", { class: "stack" }, h("h3", { say: "captioning.which" }), scope.element),
    h("div", { class: "stack" }, h("h3", { say: "captioning.settings" }), form.element));
  const actions = h("div", { class: "actions stack", hidden: true }, trial.element, run.element, h("div", { class: "row spread" }, trial.buttons, run.buttons));
  island.element.append(
    h("section", { class: "card stack", sayLabel: "captioning.title" },
      h("header", {}, h("h2", { say: "captioning.title" }), h("p", { class: "help", say: "captioning.about" })),
      none.element, models.element, parts, actions, trial.answers,
    ),
  );
  onChosen(() => {
    trial.forget();
    run.forget();
  });
  whenShown("captioning", island.element, async (value) => {
    scope.show(await ask("pictures", { chosen: value }));
    await models.load();
  });
}

// Trying: what a few pictures get from the model that is chosen, or from every one.
function trials({ ask, given, refused }) {
  const answers = answersTable();
  const show = async (job) => answers.show(await ask("answers", { job }));
  const strip = jobStrip({ remember: "captioning-trial", resumed: (end) => show(end.id).catch(complain) });
  const attempt = async (every) => {
    const { some, pictures: _, ...asked } = given();
    const job = await ask("attempt", { ...asked, pictures: some, every });
    answers.show([]);
    const isHere = () => asked.chosen === chosen(); // The answers are about pictures of this dataset.
    const looking = setInterval(() => isHere() && show(job).catch(() => {}), LOOK); // The end says what is wrong.
    await strip.follow(job).finally(() => clearInterval(looking));
    if (!isHere()) return;
    await show(job);
    answers.element.scrollIntoView({ behavior: "smooth", block: "nearest" });
  };
  const button = (id, text, every) => h("button", { type: "button", id, say: text, onclick: () => attempt(every).catch(refused) });
  const one = button("captioning-try", "captioning.try", false);
  const every = button("captioning-try-all", "captioning.try_all", true);
  return {
    buttons: h("div", { class: "row" }, one, every),
    element: strip.element,
    answers: answers.element,
    ready: (can) => (one.disabled = every.disabled = !can),
    forget: () => answers.show([]),
  };
}

// The run over all pictures, and the way on after it was stopped.
function runs({ ask, given, refused }) {
  let last = null;
  let can = false;
  let going = false;
  const mark = (now) => {
    going = now;
    go.disabled = going || !can;
    if (going) goOn.hidden = true;
  };
  const ended = (end) => {
    last = end.id;
    goOn.hidden = end.code === 0;
    if (end.code === 0) toast("captioning.done", "good");
    filesChanged();
  };
  const strip = jobStrip({ remember: "captioning-run", resumed: ended });
  const run = async (queued) => {
    const before = chosen();
    mark(true);
    try {
      const end = await strip.follow(await queued());
      if (before === chosen()) ended(end);
    } finally {
      mark(false);
    }
  };
  const start = async () => {
    const { some: _, ...asked } = given();
    if (await mayLeave()) await run(() => ask("start", asked));
  };
  const resume = () => run(() => ask("resume", { job: last }).then(() => last));
  const go = h("button", { type: "button", id: "captioning-start", class: "primary", onclick: () => start().catch(refused) });
  const goOn = h("button", { type: "button", id: "captioning-go-on", say: "captioning.go_on", hidden: true, onclick: () => resume().catch(complain) });
  return {
    buttons: h("div", { class: "row" }, goOn, go),
    element: strip.element,
    forget: () => (goOn.hidden = true),
    ready(count) {
      can = count > 0;
      mark(going);
      say(go, ["captioning.start", { count }]);
    },
  };
}
