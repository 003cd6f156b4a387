// The page of one run: asks the server what is new as long as somebody looks, and hands it to its parts.

import { h } from "./dom.js";
import { notificationsPossible, notificationsWanted, wantNotifications } from "./notify.js";
import { actionRow } from "./run-actions.js";
import { lossCard, ratesCard } from "./run-curves.js";
import { sentences } from "./run-end.js";
import { filesCard } from "./run-files.js";
import { moment } from "./format.js";
import { logCard } from "./run-log.js";
import { previewsCard } from "./run-previews.js";
import { progressCard } from "./run-progress.js";
import { settingsCard } from "./run-settings.js";
import { runState, take } from "./run-state.js";
import { say } from "./words.js";

const POLL = 1000; // Milliseconds.
const SLOW_POLL = 5000; // Of a run that has ended: another window may resume it.
const PENDING = new Set(["queued", "starting", "running", "stopping"]);

export function mountRun(root, ask, id) {
  const state = runState();
  const head = header();
  const parts = { actions: actionRow(ask, id, () => lookAnew()), sentences: sentences(), progress: progressCard(), loss: lossCard(), previews: previewsCard(), files: filesCard(), rates: ratesCard(), settings: settingsCard(ask, id), log: logCard(ask, id) };
  const bell = notifyButton();
  const page = h("div", { class: "stack run", hidden: true },
    head.element, parts.actions.element, parts.sentences.element, parts.progress.element, parts.loss.element, parts.previews.element,
    h("div", { class: "columns" }, parts.files.element, parts.rates.element), parts.settings.element, parts.log.element);
  parts.actions.element.append(bell);
  const trouble = h("p", { class: "notice bad", role: "alert", hidden: true });
  root.append(h("a", { class: "back", href: "runs", say: "runs.back" }), trouble, page);

  let looking = null;
  const look = () => (looking ??= fetchNew().finally(() => (looking = null)));
  const lookAnew = async () => {
    await looking?.catch(() => null); // What was asked before the action does not show it.
    await look();
  };
  const fetchNew = async () => {
    const answer = await ask("follow", { job: id, key: state.key, seen: state.seen });
    take(state, answer);
    show();
    await parts.log.poll();
  };
  const show = () => {
    trouble.hidden = true;
    page.hidden = false;
    head.show(state.now);
    parts.actions.show(state.now);
    bell.hidden = !PENDING.has(state.now.status) || !notificationsPossible() || notificationsWanted();
    for (const part of [parts.sentences, parts.progress, parts.loss, parts.previews, parts.files, parts.rates, parts.settings]) part.show(state);
  };
  keepLooking(root, state, look, (refusal) => {
    say(trouble, refusal.text);
    trouble.hidden = false;
    page.hidden = !state.now;
  });
}

// Looks again and again, not while nobody sees the page; a server that is gone for a while is waited for.
function keepLooking(root, state, look, explain) {
  let timer = null;
  const again = async () => {
    clearTimeout(timer);
    if (!root.isConnected) return;
    try {
      if (!document.hidden) await look();
    } catch (refusal) {
      if (!refusal.text) throw refusal;
      if (refusal.text !== "common.lost" || !state.now) explain(refusal); // The frame says that the server is gone.
    } finally {
      timer = setTimeout(again, PENDING.has(state.now?.status) ? POLL : SLOW_POLL);
    }
  };
  document.addEventListener("visibilitychange", () => !document.hidden && again());
  again();
}

function header() {
  const title = h("h1");
  const chip = h("span", { id: "status" });
  const facts = h("p", { class: "help" });
  return {
    element: h("header", {}, h("div", { class: "row" }, title, chip), facts),
    show({ title: name, status, created, id }) {
      title.textContent = name;
      chip.className = `chip ${status}`;
      say(chip, `status.${status}`);
      say(facts, ["runs.facts", { id, when: moment(created) }]);
    },
  };
}

function notifyButton() {
  const button = h("button", { say: "runs.notify", hidden: true, onclick: async () => (button.hidden = await wantNotifications()) });
  return button;
}
