// What the Dataset page works on, shared by all of its steps. It lives in the browser, so that a reload loses nothing.

import { complain, toast } from "./toast.js";

const KEY = "kohya-like.dataset";
const STEPS = ["pictures", "crop", "captioning", "tags", "regularise", "folders"];
const chosenListeners = [];
const fileListeners = [];
const stepListeners = [];
const leaving = [];
let undoOffer = null;

// The frame's way to ask, which other steps use too: pictures drawn small, jobs.
let connect;
const connection = new Promise((resolve) => (connect = resolve));
export const connectDataset = (ask) => connect(ask);
export const askDataset = async (name, values) => (await connection)(name, values);

// { project } or { folder }; null where nothing is chosen. Each window keeps its own, also over a reload: what is done in
// one must not change what another is looking at. One that is opened anew begins with what was chosen last.
let current = kept(sessionStorage) ?? kept(localStorage);
keep(current);

export const chosen = () => current;

export async function choose(value) {
  if (!(await mayLeave())) return;
  endUndoOffer();
  current = value;
  keep(value);
  localStorage.setItem(KEY, JSON.stringify(value));
  chosenListeners.forEach((listener) => listener(value));
}

function keep(value) {
  sessionStorage.setItem(KEY, JSON.stringify(value));
}

function kept(storage) {
  try {
    return JSON.parse(storage.getItem(KEY));
  } catch {
    return null; // Written by somebody else.
  }
}

export const onChosen = (listener) => chosenListeners.push(listener);

// Whoever changed files says so; everybody who shows them looks again.
export function filesChanged() {
  endUndoOffer();
  fileListeners.forEach((listener) => listener());
}
export const onFiles = (listener) => fileListeners.push(listener);

// Says what was done, after `filesChanged`, with a way to take it back until something else is done.
export const toastUndo = (text) => (undoOffer = toast(text, "good", { say: "dataset.undo", onclick: () => undo().catch(complain) }));

// It would take back the newest change of what is worked on, not the one that it speaks of.
function endUndoOffer() {
  undoOffer?.querySelector(".act").remove();
  undoOffer = null;
}

async function undo() {
  if (!(await mayLeave())) return;
  const title = await askDataset("undo", { chosen: chosen() });
  toast(["dataset.undone", { title }], "good");
  filesChanged();
}

// A step with unsaved work gives a function that saves it and resolves to whether the reader may go on.
export const beforeLeaving = (save) => leaving.push(save);
export const mayLeave = async () => {
  for (const save of leaving) if ((await save()) === false) return false;
  return true;
};

export const steps = () => STEPS;
export const currentStep = () => (STEPS.includes(location.hash.slice(1)) ? location.hash.slice(1) : STEPS[0]);
export const onStep = (listener) => stepListeners.push(listener);
addEventListener("hashchange", () => stepListeners.forEach((listener) => listener(currentStep())));

// Calls `refresh(chosen)` whenever the step is looked at and what it shows may have changed since: it was not looked at
// before, something else was chosen, or files were changed. The step's element is hidden while nothing is chosen.
export function whenShown(step, element, refresh) {
  let stale = true;
  const look = () => {
    element.hidden = chosen() === null;
    if (!stale || currentStep() !== step || chosen() === null) return;
    stale = false;
    Promise.resolve(refresh(chosen())).catch(complain);
  };
  const mark = () => {
    stale = true;
    look();
  };
  onChosen(mark);
  onFiles(mark);
  onStep(look);
  look();
}
