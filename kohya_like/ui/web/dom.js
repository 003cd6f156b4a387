// Making elements. Text from outside always goes through `textContent`, never through markup.

import { say } from "./words.js";

// h("button", { class: "primary", say: "run.stop", onclick }, child, ...): attributes, listeners (on...), properties that
// an element has, and `say`, `sayTitle`, `sayLabel`, `sayPlaceholder` for texts in the reader's language.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) put(element, name, value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

const SAID = { say: "textContent", sayTitle: "title", sayLabel: "aria-label", sayPlaceholder: "placeholder" };

function put(element, name, value) {
  if (name in SAID) say(element, value, SAID[name]);
  else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "class") element.className = value;
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name in element && name !== "list" && name !== "style") element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}
