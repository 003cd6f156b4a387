// Which pictures are captioned: those without a caption, all, or those that were selected.

import { h } from "./dom.js";
import { pictureGrid } from "./picture-grid.js";
import { segments } from "./segments.js";
import { say } from "./words.js";

const SCOPES = ["without", "all", "selected"];
const MOST_TRIED = 4; // Pictures of one trial.

// { element, show(found), pictures(), some(), count(), paint() }: `pictures` names those of a run (none: all of them),
// `some` those of a trial, `count` how many a run will caption.
export function scopeBar(state, onChange) {
  let found = { names: [], without: [] };
  const grid = pictureGrid({ side: 160, page: 24, onSelect: () => onChange() });
  const bar = segments("captioning.which", SCOPES.map((value) => ({ value, say: [`captioning.scope.${value}`, { count: 0 }] })), (scope) => {
    state.scope = scope;
    state.keep();
    onChange();
  });
  const counts = () => ({ without: found.without.length, all: found.names.length, selected: grid.selected().length });
  return {
    element: h("div", { class: "stack" }, bar.element, h("p", { class: "help", say: ["captioning.pick", { most: MOST_TRIED }] }), grid.element),
    show(now) {
      found = now;
      return grid.show(found.names);
    },
    pictures: () => (state.scope === "selected" ? grid.selected() : []),
    some: () => (grid.selected().length > 0 ? grid.selected() : found.names).slice(0, grid.selected().length > 0 ? MOST_TRIED : 1),
    count: () => counts()[state.scope],
    paint() {
      bar.press(state.scope);
      for (const button of bar.element.children) say(button, [`captioning.scope.${button.dataset.choice}`, { count: counts()[button.dataset.choice] }]);
    },
  };
}
