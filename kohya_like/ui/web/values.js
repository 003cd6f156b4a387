// The value of a parameter as the form would show it.

import { h } from "./dom.js";
import { short } from "./format.js";

// `parameter` may be undefined for what is none.
export function shownValue(parameter, value) {
  const choice = parameter?.choices.find((each) => each.value === value);
  if (choice) return h("span", { say: choice.label });
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return h("span", { class: "none", say: "common.not_set" });
  if (typeof value === "boolean") return h("span", { say: value ? "common.on" : "common.off" });
  if (Array.isArray(value)) return h("span", { class: "lines" }, value.map((line) => h("code", { class: "line" }, line)));
  return h("span", {}, typeof value === "number" ? short(value, 6) : value);
}
