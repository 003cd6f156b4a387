// The buttons of a run. All are made once and shown as the server says; one that is not possible tells why when it is pressed.

import { confirmed } from "./dialog.js";
import { h } from "./dom.js";
import { leave } from "./pages.js";
import { useAgain } from "./run-settings.js";
import { complain, toast } from "./toast.js";
import { say } from "./words.js";

// `changed()` is called after each action, so that its result is seen at once. An action that was not confirmed answers
// false: nothing changed, and the button can be pressed again.
export function actionRow(ask, id, changed) {
  let now = null;
  const job = { job: id };
  const acts = {
    resume: () => ask("resume", job),
    start: () => ask("resume", job),
    start_again: () => ask("resume", job),
    stop: () => ask("stop", job),
    save: () => request("save"),
    sample: () => request("sample"),
    up: () => ask("move", { job: id, position: now.queue.position - 1 }),
    down: () => ask("move", { job: id, position: now.queue.position + 1 }),
    cancel: () => ask("stop", job),
    kill: async () => (await confirmed("runs.kill", "runs.kill_question", "runs.kill", "danger")) && ask("kill", job),
    delete: () => remove(ask, id, now),
    again: () => useAgain(ask, id),
  };
  const request = async (name) => {
    await ask("request", { job: id, name });
    toast(name === "save" ? "runs.save_asked" : "runs.sample_asked", "good");
  };
  const buttons = BUTTONS.map(([name, label, kind]) => [name, button(label, kind, acts[name], changed)]);
  return {
    element: h("div", { class: "row actions" }, buttons.map(([, element]) => element)),
    show(answer) {
      now = answer;
      const actions = allowed(answer);
      for (const [name, element] of buttons) {
        element.hidden = !(name in actions);
        if (name in actions) allow(element, actions[name]);
      }
    },
  };
}

const BUTTONS = [
  ["resume", "runs.resume", "primary"],
  ["start", "runs.start", "primary"],
  ["start_again", "runs.start_again", "primary"],
  ["stop", "runs.stop", "primary"],
  ["save", "runs.save_now", ""],
  ["sample", "runs.sample_now", ""],
  ["up", "runs.up", ""],
  ["down", "runs.down", ""],
  ["cancel", "runs.cancel", ""],
  ["again", "runs.again", ""],
  ["kill", "runs.kill", "danger"],
  ["delete", "runs.delete", "danger"],
];

// What the server allows, what depends on the place in the queue, and what is done in the browser alone.
function allowed({ actions, queue, training }) {
  const all = { ...actions };
  if (training) all.again = { en: "", zh: "" };
  if (!queue || queue.position === 1) delete all.up;
  if (!queue || queue.position === queue.count) delete all.down;
  return all;
}

// A button that is disabled could neither be reached with the keyboard nor say its reason.
function allow(element, reason) {
  element.reason = reason.en ? reason : null;
  element.setAttribute("aria-disabled", String(Boolean(reason.en)));
  say(element, reason.en ? reason : { en: "", zh: "" }, "title");
}

function button(label, kind, act, changed) {
  let busy = false;
  const press = async () => {
    if (element.reason) toast(element.reason);
    if (busy || element.reason) return;
    busy = true;
    try {
      if ((await act()) !== false) await changed();
    } catch (refusal) {
      complain(refusal);
    } finally {
      busy = false;
    }
  };
  const element = h("button", { class: kind, say: label, hidden: true, onclick: press });
  return element;
}

async function remove(ask, id, now) {
  if (!(await confirmed("runs.delete", ["runs.delete_question", { folder: now.folder }], "runs.delete", "danger"))) return false;
  await ask("delete", { job: id });
  await leave("runs");
}
