// The card of the words by which prompts will call what is trained.

import { h } from "./dom.js";
import { card } from "./new-parts.js";
import { problemPlace } from "./problems.js";

// Returns { element, fields }: the fields by name, each with `show(problems)`.
export function wordsCard(state) {
  const trigger = textField(state, "trigger", "new.words.trigger", "new.words.trigger_about", "new.words.trigger_example");
  const classWord = textField(state, "class_word", "new.words.class", "new.words.class_about", "new.words.class_example");
  const element = card("new.words.title", "new.words.about", h("div", { class: "two" }, trigger.element, classWord.element));
  return { element, fields: { trigger, class_word: classWord } };
}

function textField(state, name, label, about, example) {
  const input = h("input", { type: "text", id: `new-${name}`, value: state.values[name], autocomplete: "off", autocapitalize: "off", spellcheck: false, sayPlaceholder: example, oninput: () => state.set({ [name]: input.value }) });
  const problems = problemPlace(`problems-${name}`, input);
  input.setAttribute("aria-describedby", problems.element.id);
  state.onChange((values, changes) => name in changes && input.value !== values[name] && (input.value = values[name]));
  return {
    element: h("div", { class: "field-block" }, h("label", { htmlFor: input.id, say: label }), input, problems.element, h("p", { class: "help", say: about })),
    show: problems.show,
  };
}
