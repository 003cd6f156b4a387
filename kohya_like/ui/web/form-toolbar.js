// Above the form: search, filter, expert switch, count, and the index of sections.

import { h } from "./dom.js";
import { segments } from "./segments.js";
import { onLanguage, say, tr } from "./words.js";

const KEY = "kohya-like.form";
const FILTERS = ["all", "changed", "relevant"];

// What of the form is shown: { query, filter, expert }. The filter and the switch are remembered in this browser.
export function shownParts(onChange) {
  const parts = { query: "", filter: "all", expert: false, ...remembered() };
  const set = (more) => {
    Object.assign(parts, more);
    localStorage.setItem(KEY, JSON.stringify({ filter: parts.filter, expert: parts.expert }));
    onChange();
  };
  return { parts, set };
}

function remembered() {
  try {
    const { filter, expert } = JSON.parse(localStorage.getItem(KEY));
    return { filter: FILTERS.includes(filter) ? filter : "all", expert: expert === true };
  } catch {
    return {}; // Nothing there, or written by somebody else.
  }
}

// Returns { element, paint({ shown, all, changed }) }; the parts are those of `shownParts`.
export function toolbar({ parts, set }, sections, resetAll) {
  const search = h("input", { type: "search", id: "search", sayPlaceholder: "train.search_hint", sayLabel: "train.search", autocomplete: "off", "aria-keyshortcuts": "/", oninput: () => set({ query: search.value.trim() }) });
  const filter = segments("train.filter", FILTERS.map((name) => ({ value: name, say: `train.${name}` })), (name) => set({ filter: name }));
  const expert = h("input", { type: "checkbox", class: "toggle", id: "expert", onchange: () => set({ expert: expert.checked }) });
  const count = h("span", { class: "help count", role: "status" });
  const reset = h("button", { class: "quiet", say: "train.reset_all", onclick: resetAll });
  slashSearches(search);
  const element = h("div", { class: "toolbar" },
    h("div", { class: "row" }, h("div", { class: "search" }, search), filter.element),
    h("div", { class: "row spread counts" }, h("label", { class: "row expert" }, expert, h("span", { say: "train.expert" })), h("div", { class: "row" }, reset, count)),
    sections,
  );
  const paint = ({ shown, all, changed }) => {
    if (search.value.trim() !== parts.query) search.value = parts.query;
    filter.press(parts.filter);
    expert.checked = parts.expert;
    reset.hidden = changed === 0;
    say(count, ["train.count", { shown, all }]);
  };
  return { element, paint };
}

function slashSearches(search) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, dialog, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || (typing && typing.type !== "checkbox")) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || search.value === "") return;
    search.value = "";
    search.dispatchEvent(new Event("input"));
  });
}

// Links to the sections, of which the one in view is marked. Returns { element, paint(name, { hidden, changed, wrong }), watch(cards) }.
export function sectionIndex(sections) {
  const links = new Map(sections.map((section) => [section.name, link(section)]));
  const element = h("nav", { class: "index", sayLabel: "train.sections" }, [...links.values()].map((each) => each.element));
  const mark = (name) => links.forEach((each, other) => (other === name ? each.element.setAttribute("aria-current", "true") : each.element.removeAttribute("aria-current")));
  const watch = (cards) => {
    const seen = (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      mark(entry.target.dataset.section);
      links.get(entry.target.dataset.section).show(element);
    });
    const observer = new IntersectionObserver(seen, { rootMargin: "-25% 0px -70% 0px" });
    cards.forEach((card) => observer.observe(card));
  };
  return { element, watch, paint: (name, state) => links.get(name).paint(state) };
}

function link(section) {
  const badge = h("span", { class: "badge", hidden: true });
  const target = `section-${section.name}`;
  const go = (event) => {
    event.preventDefault(); // The page has a base address, to which a plain #fragment would lead away.
    document.getElementById(target).scrollIntoView({ block: "start" });
  };
  const element = h("a", { href: `#${target}`, onclick: go }, h("span", { say: section.title }), badge);
  let state = { changed: 0, wrong: 0 };
  const label = () => (badge.title = state.changed > 0 ? tr(["train.section_changed", { count: state.changed }]) : "");
  const paint = (now) => {
    state = now;
    element.hidden = now.hidden;
    badge.hidden = now.changed === 0 && now.wrong === 0;
    badge.textContent = now.wrong > 0 ? "!" : String(now.changed);
    badge.classList.toggle("wrong", now.wrong > 0);
    label();
  };
  const show = (list) => {
    if (list.scrollWidth > list.clientWidth) list.scrollTo({ left: element.offsetLeft - list.clientWidth / 2 + element.clientWidth / 2 });
  };
  onLanguage(label);
  return { element, paint, show };
}
