// Language and appearance: the same choices as in the sidebar, kept by the browser.

import { h } from "./dom.js";
import { segments } from "./segments.js";
import { chooseTheme, onTheme, themeChoice, THEMES } from "./theme.js";
import { language, NAMES, onLanguage, setLanguage } from "./words.js";

const LANGUAGES = Object.entries(NAMES).map(([value, name]) => ({ value, say: { en: name }, lang: value }));
const LOOKS = THEMES.map((value) => ({ value, say: `shell.theme.${value}` }));

export function appearanceCard() {
  const words = segments("settings.language", LANGUAGES, setLanguage);
  const looks = segments("settings.theme", LOOKS, chooseTheme);
  onLanguage(() => words.press(language()));
  onTheme(() => looks.press(themeChoice()));
  words.press(language());
  looks.press(themeChoice());
  return h("section", { class: "card stack", id: "settings-appearance" },
    h("div", { class: "stack head" }, h("h2", { say: "settings.appearance" }), h("p", { class: "help", say: "settings.appearance_help" })),
    h("div", { class: "setting pair" }, titled("settings.language", words), titled("settings.theme", looks)),
  );
}

function titled(title, choice) {
  return h("div", { class: "stack head" }, h("h3", { say: title }), choice.element);
}
