// The bar at the left. On wide screens it shrinks to its icons; on narrow ones it is put away and comes over the page.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { segments } from "./segments.js";
import { chooseTheme, onTheme, themeChoice, THEMES } from "./theme.js";
import { language, NAMES, onLanguage, say, setLanguage } from "./words.js";

const REMEMBERED = "kohya-like.sidebar";

// The elements of the frame: skip link, top bar (narrow screens), backdrop and bar. `jobs` is of pending.js; `isProtected`
// says whether the reader signed in.
export function sidebar({ pages, here, protected: isProtected }, jobs) {
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
    h("footer", {}, themeSwitch(), languageSwitch(), isProtected && signOut()),
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
  const label = (name) => `shell.theme.${name}`;
  const choice = segments("shell.theme", THEMES.map((name) => ({ value: name, label: label(name), content: icon(name, 16) })), chooseTheme);
  const paint = () => choice.press(themeChoice());
  onTheme(paint);
  paint();
  return choice.element;
}

function languageSwitch() {
  const choice = segments("shell.language", Object.entries(NAMES).map(([code, name]) => ({ value: code, lang: code, content: name })), setLanguage);
  const paint = () => choice.press(language());
  onLanguage(paint);
  paint();
  return choice.element;
}

function signOut() {
  const leave = async () => {
    await fetch("logout", { method: "POST" }).catch(() => {}); // Without a server nobody is signed in.
    location.reload();
  };
  return h("button", { class: "quiet sign-out", onclick: leave, sayTitle: "shell.sign_out" }, icon("leave"), h("span", { say: "shell.sign_out" }));
}

// For readers with a keyboard: past the navigation in one step.
function skipLink() {
  const skip = (event) => {
    event.preventDefault();
    const content = document.querySelector(".contain .island:not(.shell)");
    if (!content) return; // Not drawn yet.
    content.tabIndex = -1;
    content.focus();
  };
  return h("a", { class: "skip", href: "#", say: "shell.skip", onclick: skip });
}
