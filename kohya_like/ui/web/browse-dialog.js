// The dialog that shows folders and files and lets one be picked, by mouse, keyboard, or by typing its path.

import { chosenPath, folderMaker } from "./browse-chosen.js";
import { entryList } from "./browse-list.js";
import { pictureText } from "./browse-rows.js";
import { h } from "./dom.js";
import { Refusal } from "./server.js";
import { say } from "./words.js";

const PAUSE = 150; // Milliseconds without typing before a filter is asked for.

// What stands in the dialog. `close(path)` ends it; `starts` are paths of which the first that can be opened is shown.
export function browser({ ask, close, kind, suffixes, starts }) {
  const head = heading({ go: (path) => open(path), up: () => up(), typed: () => refresh(), down: () => enterList() });
  const chosen = chosenPath(() => pick(), () => close(null));
  const list = entryList(ask, { select: (entry) => offer(entry), open: (entry) => open(entry.path), pick: () => pick(), up: () => up(), letter: head.focusFilter });
  const summary = h("p", { class: "help summary", role: "status" });
  const files = kind === "folder" ? [] : suffixes;
  let here = { path: "", up: null };
  let latest = 0;

  const offer = (entry) => {
    if (entry && !entry.folder) chosen.show(entry.path, "browse.choose");
    else if (kind === "file") chosen.show("", "browse.choose");
    else chosen.show(here.path, "browse.choose_folder");
  };
  // Shows a folder; `active` is the path of the row to be active there, such as the folder that was just left.
  const load = async (path, active, words) => {
    const mine = ++latest;
    const answer = await ask("folder", { path, suffixes: files, words });
    if (mine !== latest) return; // The reader is already somewhere else.
    const entries = [...answer.folders.map((entry) => ({ ...entry, folder: true })), ...answer.files];
    here = answer;
    head.show(answer);
    list.show(entries, words ? "browse.no_match" : "browse.empty");
    describe(summary, answer, entries.length);
    offer(null);
    list.select(entries.findIndex((entry) => entry.path === active));
  };
  const open = (path, active = path) => {
    head.clearFilter();
    return load(path, active, "").catch(chosen.complain);
  };
  const refresh = () => load(here.path, null, head.filter()).catch(chosen.complain);
  const up = () => here.up && open(here.up, here.path);
  const enterList = () => {
    list.focus();
    list.select(0);
  };
  const pick = () => ask("picked", { path: chosen.value(), kind }).then(close, chosen.complain);
  const begin = async () => {
    const places = await ask("places");
    head.offer(places);
    await first([...starts.filter(Boolean), places[0].path], (path) => load(path, path, ""));
    list.focus();
  };

  begin().catch(chosen.complain);
  const maker = kind !== "file" && folderMaker(ask, () => here.path, open);
  return h("div", { class: "stack browser" }, head.element, list.element, h("div", { class: "row spread" }, summary, maker), chosen.element);
}

// Tries paths in turn: what was typed before may be no path. The last one's refusal is the caller's.
async function first([path, ...others], load) {
  try {
    await load(path);
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || others.length === 0) throw refusal;
    await first(others, load);
  }
}

// Where the reader is and where to go from there: places, the way down to this folder, and a filter of names.
function heading({ go, up, typed, down }) {
  let waiting = 0;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(typed, PAUSE);
  };
  const toList = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    down();
  };
  const places = h("nav", { class: "places", sayLabel: "browse.places" });
  const trail = h("nav", { class: "trail", sayLabel: "browse.trail" });
  const back = h("button", { type: "button", class: "quiet up", sayLabel: "browse.up", sayTitle: "browse.up", onclick: up }, "↑");
  const filter = h("input", { type: "search", sayLabel: "browse.filter", sayPlaceholder: "browse.filter", autocomplete: "off", spellcheck: false, oninput: later, onkeydown: toList });
  const button = (name, path, extra = {}) => h("button", { type: "button", class: "quiet", say: name, title: path, onclick: () => go(path), ...extra });
  const show = (answer) => {
    back.disabled = answer.up === null;
    const steps = answer.trail.map(({ name, path }, index) => button(name, path, { "aria-current": index === answer.trail.length - 1 && "true" }));
    trail.replaceChildren(...steps);
    trail.scrollLeft = trail.scrollWidth;
    for (const place of places.children) place.setAttribute("aria-pressed", String(place.title === answer.trail[0].path));
  };
  return {
    element: h("div", { class: "stack" }, places, h("div", { class: "row where" }, back, trail, filter)),
    offer: (all) => places.replaceChildren(...all.map(({ label, path }) => button(label, path))),
    show,
    filter: () => filter.value,
    clearFilter: () => (filter.value = ""),
    focusFilter: () => filter.focus(),
  };
}

function describe(summary, { total, pictures }, shown) {
  if (shown < total) say(summary, ["browse.capped", { shown, total }]);
  else say(summary, pictures > 0 ? pictureText(pictures) : null);
}
