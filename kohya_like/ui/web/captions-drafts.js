// What was typed and is not on the disk yet. It lives in the browser until it is, so that neither paging, nor a reload,
// nor somebody else's change loses it.

import { chosen, filesChanged } from "./dataset-state.js";
import { h } from "./dom.js";
import { later } from "./newest.js";
import { complain, toast } from "./toast.js";
import { say } from "./words.js";

const KEY = "kohya-like.captions";
const PAUSE = 1500; // Milliseconds without typing after which it is saved.
const BURST = 30_000; // Without typing for so long, or in another caption, what is typed is another step of the history.

// Returns { mark, all(), of(name), put(name, draft), drop(name), adopt(), save(), isSaving(), onSaved(listener) }. A draft
// is { text, seen, stuck }: `seen` tells which caption it was made from, and a stuck one waits for its reader's decision.
// `adopt` takes over what an earlier visit left; other drafts belong to another window, which saves them itself.
export function captionDrafts(ask) {
  const mark = h("button", { type: "button", class: "chip", id: "captions-state", "aria-live": "polite" });
  const listeners = [];
  const own = new Set();
  let running = null;
  let telling = false;
  let burst = { name: null, group: "", typed: 0 };

  const all = () => read()[place()] ?? {};
  const open = () => Object.entries(all()).filter(([name, draft]) => own.has(name) && !draft.stuck);
  const change = (act) => {
    const stored = read();
    const mine = (stored[place()] ??= {});
    act(mine);
    if (Object.keys(mine).length === 0) delete stored[place()];
    localStorage.setItem(KEY, JSON.stringify(stored));
    paint();
  };
  const paint = () => {
    const count = Object.keys(all()).length;
    mark.className = `chip ${count === 0 ? "finished" : ""}`;
    mark.disabled = count === 0;
    say(mark, running ? "captions.saving" : count ? ["captions.unsaved", { count }] : "captions.saved");
  };
  const soon = later(() => save().catch(complain), PAUSE);

  const put = (name, draft) => {
    const now = Date.now();
    if (burst.name !== name || now - burst.typed > BURST) burst.group = `${now}`;
    burst = { ...burst, name, typed: now };
    own.add(name);
    change((mine) => (mine[name] = draft));
    if (!draft.stuck) soon();
  };
  const adopt = () => {
    Object.keys(all()).forEach((name) => own.add(name));
    if (open().length > 0) soon();
    paint();
  };
  const drop = (name) => change((mine) => delete mine[name]);

  const write = async () => {
    const sent = open();
    if (sent.length === 0) return;
    const changes = Object.fromEntries(sent.map(([name, { text, seen }]) => [name, { text, seen }]));
    const one = sent.length === 1 && sent[0][0] === burst.name;
    const { saved, conflicts, refused } = await ask("write", { chosen: chosen(), changes, group: one ? burst.group : null });
    change((mine) => settle(mine, sent, saved, { ...conflicts, ...refused }));
    Object.values(refused).forEach((reason) => toast(reason, "bad"));
    listeners.forEach((listener) => listener(saved, conflicts));
    telling = true;
    filesChanged();
    telling = false;
  };
  // One after the other: what is typed while one is written goes with the next.
  const save = async () => {
    while (running) await running.catch(() => {});
    running = write();
    paint();
    try {
      await running;
    } finally {
      running = null;
      paint();
    }
  };
  addEventListener("beforeunload", (event) => {
    if (running || open().length > 0) event.preventDefault();
  });
  paint();
  return { mark, all, of: (name) => all()[name], put, drop, adopt, save, isSaving: () => telling, onSaved: (listener) => listeners.push(listener) };
}

function settle(mine, sent, saved, left) {
  for (const [name, { text }] of sent) {
    if (name in left && mine[name]) mine[name].stuck = true;
    if (!(name in saved) || !mine[name]) continue;
    if (mine[name].text === text) delete mine[name];
    else mine[name].seen = saved[name];
  }
}

const place = () => JSON.stringify(chosen());

function read() {
  try {
    return { ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return {}; // Written by somebody else.
  }
}
