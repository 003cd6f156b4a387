// Which parameters act, given the values of others, and in words why one does not.

import { WORDS } from "./words-list.js";

// `valueOf(name)` is the value in force of a parameter.
export function acts(parameter, valueOf) {
  return Object.entries(parameter.only).every(([name, allowed]) => allowed.includes(valueOf(name)));
}

// Under which settings a parameter acts, as labels and not as names: `Network type = LoCon`. A text in both languages.
export function conditions(parameter, parameters) {
  return inBoth((language) => Object.entries(parameter.only)
    .map(([name, allowed]) => condition(parameters.get(name), allowed, language))
    .join(WORDS["train.and"][language]));
}

function condition(other, allowed, language) {
  return `${other.label[language]} = ${allowed.map((value) => labelOf(other, value)[language]).join(WORDS["train.or"][language])}`;
}

function labelOf(parameter, value) {
  if (parameter.kind === "switch") return WORDS[value ? "train.on" : "train.off"];
  return parameter.choices.find((choice) => choice.value === value)?.label ?? inBoth(() => String(value));
}

function inBoth(write) {
  return { en: write("en"), zh: write("zh") };
}
