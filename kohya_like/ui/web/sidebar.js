// The bar at the left. On wide screens it shrinks to its icons; on narrow ones it is put away and comes over the page.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { chooseTheme, onTheme, themeChoice, THEMES } from "./theme.js";
import { language, onLanguage, say, setLanguage } from "./words.js";

const REMEMBERED = "kohya-like.sidebar";
const LANGUAGES = { en: "English", zh: "简体中文" };

// The elements of the frame: skip link, top bar (narrow screens), backdrop and bar. `jobs` is of pending.js.
export function sidebar(pages, here, jobs) {
  const root = document.documentElement;
  const opener = h(
    "button",
    { class: "quiet icon", sayLabel: "shell.menu", "aria-expanded": "false", "aria-controls": "sidebar" },
    icon("menu"),
  );
  const closer = h("button", { class: "quiet icon drawer-close", sayLabel: "common.close" }, icon("close"));
  const bar = h("aside", { id: "sidebar" },
    h("div", { class: "sidebar-head" }, brand(), collapser(root), closer),
    navigation(pages, here),
    jobs.element,
    h("footer", {}, themeSwitch(), languageSwitch()),
  );
  const backdrop = h("div", { class: "backdrop" });
  const open = (opened) => {
    root.classList.toggle("drawer-open", opened);
    opener.setAttribute("aria-expanded", String(opened));
    (opened ? closer : opener).focus();
  };
  opener.addEventListener("click", () => open(true));
  closer.addEventListener("click", () => open(false));
  backdrop.addEventListener("click", () => open(false));
  const isOpen = () => root.classList.contains("drawer-open");
  bar.addEventListener("keydown", (event) => event.key === "Escape" && isOpen() && open(false));
  bar.addEventListener("focusout", ({ relatedTarget: to }) => isOpen() && to && !bar.contains(to) && closer.focus());
  return [skipLink(), h("header", { class: "topbar" }, opener, brand(), jobs.brief), backdrop, bar];
}

function brand() {
  const picture = h("img", { src: new URL("icon.svg", import.meta.url).href, alt: "", width: 28, height: 28 });
  return h("a", { class: "brand", href: "./" }, picture, h("span", {}, "kohya-like"));
}

function collapser(root) {
  const button = h("button", { class: "quiet icon collapser", onclick: () => collapse(root.dataset.sidebar === "open") }, icon("sidebar"));
  const collapse = (closed) => {
    root.dataset.sidebar = closed ? "closed" : "open";
    localStorage.setItem(REMEMBERED, root.dataset.sidebar);
    label();
  };
  const label = () => {
    for (const target of ["aria-label", "title"]) say(button, root.dataset.sidebar === "open" ? "shell.collapse" : "shell.expand", target);
  };
  label();
  return button;
}

function navigation(pages, here) {
  const link = ({ name, path }) => {
    const text = `shell.page.${name}`;
    const current = name === here && "page";
    return h("a", { href: `.${path}`, "aria-current": current, sayTitle: text }, icon(name), h("span", { say: text }));
  };
  return h("nav", { sayLabel: "shell.navigation" }, h("ul", {}, pages.map((page) => h("li", {}, link(page)))));
}

function themeSwitch() {
  const button = (name) => {
    const text = `shell.theme.${name}`;
    const onclick = () => chooseTheme(name);
    return h("button", { sayLabel: text, sayTitle: text, data: { choice: name }, onclick }, icon(name, 16));
  };
  const buttons = THEMES.map(button);
  const paint = () => press(buttons, themeChoice());
  onTheme(paint);
  paint();
  return h("div", { class: "segments", role: "group", sayLabel: "shell.theme" }, buttons);
}

function languageSwitch() {
  const button = ([code, name]) => h("button", { lang: code, data: { choice: code }, onclick: () => setLanguage(code) }, name);
  const buttons = Object.entries(LANGUAGES).map(button);
  const paint = () => press(buttons, language());
  onLanguage(paint);
  paint();
  return h("div", { class: "segments", role: "group", sayLabel: "shell.language" }, buttons);
}

function press(buttons, choice) {
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.choice === choice));
}

// For readers with a keyboard: past the navigation in one step.
function skipLink() {
  const skip = (event) => {
    event.preventDefault();
    const content = document.querySelector(".contain .island:not(.shell)");
    content.tabIndex = -1;
    content.focus();
  };
  return h("a", { class: "skip", href: "#", say: "shell.skip", onclick: skip });
}
