// The step in which folders are made: what is trained, what will come of it, and the way to training.

import { chosen, filesChanged, whenShown } from "./dataset-state.js";
import { h } from "./dom.js";
import { conceptRows } from "./folders-rows.js";
import { picturesCard } from "./folders-pictures.js";
import { previewCard } from "./folders-preview.js";
import { card } from "./new-parts.js";
import { later, newest } from "./newest.js";
import { problemPlace } from "./problems.js";
import { asking } from "./server.js";
import { complain } from "./toast.js";

const DELAY = 250; // Milliseconds.
const GOAL = "kohya-like.goal";
const GOALS = ["character", "style", "object"];

export function mount(island) {
  const ask = asking(island);
  const values = { concepts: [], kept: [], chosen: null }; // `kept`: what the server has.
  let unsaved = false; // Until the server has what was typed last; it must not be overwritten by an older state.
  const goal = h("select", { id: "folders-goal" }, GOALS.map((value) => h("option", { value, say: `new.goal.${value}` })));
  goal.value = localStorage.getItem(GOAL) ?? GOALS[0];
  const wrong = problemPlace("problems-concepts");
  const rows = conceptRows({ changed: () => changed() });
  const preview = previewCard({ ask, values, refused: (problems) => show(problems) });
  const pictures = picturesCard({ ask, values, rows, save: () => save(), moved: filesChanged });
  const show = (problems) => {
    rows.problems(problems);
    wrong.show(problems.filter(({ field }) => !field.startsWith("concepts.")));
  };
  // One after the other: each says what the one before it left. Where another page changed the rows, they are shown anew.
  let before = Promise.resolve();
  const save = () => (before = before.catch(() => {}).then(saveNow));
  const saveNow = async () => {
    const concepts = values.concepts;
    try {
      const found = await ask("preview", { chosen: values.chosen, concepts, seen: values.kept, goal: goal.value });
      values.kept = concepts;
      return found;
    } catch (refusal) {
      if (refusal.problems?.some(({ field }) => field === "concepts")) {
        unsaved = false;
        load().catch(complain);
      }
      throw refusal;
    }
  };
  const look = later(newest(save, (found) => {
    unsaved = false;
    rows.facts(found.rows);
    show(found.problems);
    preview.show(found);
  }), DELAY);
  const changed = () => {
    unsaved = true;
    values.concepts = rows.concepts();
    look();
  };
  goal.addEventListener("change", () => {
    localStorage.setItem(GOAL, goal.value);
    look();
  });
  const load = async () => {
    const now = chosen();
    const found = await ask("concepts", { chosen: now, goal: goal.value });
    const same = JSON.stringify(now) === JSON.stringify(values.chosen);
    const kept = same && (unsaved || found.project === null) ? rows.concepts() : found.concepts; // Of a plain folder, nothing is written down.
    Object.assign(values, { chosen: now, concepts: kept, kept: found.concepts });
    rows.show(kept, found.sources);
    pictures.show(found);
    preview.plain(found.project === null);
    look();
  };
  island.element.append(h("div", { class: "stack" },
    card("folders.title", "folders.about",
      h("div", { class: "row goal" }, h("label", { htmlFor: goal.id, say: "folders.goal" }), goal),
      rows.element, wrong.element, rows.buttons),
    h("div", { class: "columns" }, pictures.element, preview.element),
  ));
  whenShown("folders", island.element, load);
}
