// Language and appearance: the same choices as in the sidebar, kept by the browser.

import { h } from "./dom.js";
import { chooseTheme, onTheme, themeChoice } from "./theme.js";
import { language, onLanguage, setLanguage } from "./words.js";

const LANGUAGES = [["en", { en: "English" }], ["zh", { en: "简体中文" }]];
const THEMES = [["system", "shell.theme.system"], ["light", "shell.theme.light"], ["dark", "shell.theme.dark"]];

export function appearanceCard() {
  const words = segments("settings.language", LANGUAGES, setLanguage);
  const looks = segments("settings.theme", THEMES, chooseTheme);
  onLanguage(() => words.press(language()));
  onTheme(() => looks.press(themeChoice()));
  words.press(language());
  looks.press(themeChoice());
  return h("section", { class: "card stack", id: "settings-appearance" },
    h("div", { class: "stack head" }, h("h2", { say: "settings.appearance" }), h("p", { class: "help", say: "settings.appearance_help" })),
    h("div", { class: "setting pair" }, words.element, looks.element),
  );
}

function segments(label, choices, choose) {
  const buttons = choices.map(([value, text]) => h("button", { type: "button", say: text, data: { choice: value }, onclick: () => choose(value) }));
  const press = (chosen) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.choice === chosen));
  };
  return { element: h("div", { class: "stack head" }, h("h3", { say: label }), h("div", { class: "segments", role: "group", sayLabel: label }, buttons)), press };
}
