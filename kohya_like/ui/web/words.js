// The reader's language, and texts in it. A text is a key of the word list, [key, values], or { en, zh } from the server.

import { WORDS } from "./words-list.js";

const CHOICE = "kohya-like.language";
export const NAMES = { en: "English", zh: "简体中文" }; // Of the languages, each in itself.

const spoken = new WeakMap(); // element -> { target: text }

export function language() {
  const chosen = localStorage.getItem(CHOICE) ?? document.querySelector("meta[name=kohya-like-language]")?.content;
  return chosen ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
}

export function setLanguage(chosen) {
  localStorage.setItem(CHOICE, chosen);
  repaint();
}

export function tr(text) {
  if (text === null || text === undefined) return "";
  if (typeof text === "string") return tr([text, {}]);
  if (!Array.isArray(text)) return text[language()] ?? text.en;
  const [key, values] = text;
  const both = WORDS[key];
  if (both === undefined) throw new Error(`no text ${key}`);
  return both[language()].replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "object" ? tr(values[name]) : values[name]));
}

// Give an element a text that follows the language; `target` is textContent or an attribute.
export function say(element, text, target = "textContent") {
  const all = spoken.get(element) ?? {};
  all[target] = text;
  spoken.set(element, all);
  element.dataset.said = "";
  speak(element, target, text);
  return element;
}

function speak(element, target, text) {
  const now = tr(text);
  if (target !== "textContent") element.setAttribute(target, now);
  else if (element.textContent !== now) element.textContent = now;
}

function repaint() {
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-said]")) {
    for (const [target, text] of Object.entries(spoken.get(element) ?? {})) speak(element, target, text);
  }
  dispatchEvent(new Event("languagechange-ours"));
}

// For what is not made of elements, such as a chart.
export function onLanguage(paint) {
  addEventListener("languagechange-ours", paint);
}

addEventListener("storage", (event) => event.key === CHOICE && repaint());
repaint();
