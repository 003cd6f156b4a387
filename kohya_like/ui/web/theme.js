// Light or dark: the reader's choice, applied by early.js.

const CHOICE = "kohya-like.theme";

export const THEMES = ["system", "light", "dark"];

export function themeChoice() {
  return localStorage.getItem(CHOICE) ?? "system";
}

export function chooseTheme(choice) {
  if (choice === "system") localStorage.removeItem(CHOICE);
  else localStorage.setItem(CHOICE, choice);
  dispatchEvent(new Event("kohya-like-theme"));
}

// Calls `paint` whenever the choice changes, here or in another tab.
export function onTheme(paint) {
  addEventListener("kohya-like-theme", paint);
  addEventListener("storage", (event) => event.key === CHOICE && paint());
}
