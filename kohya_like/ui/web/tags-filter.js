// Which pictures are shown: tags they must have, tags they must not have, and an expression.

import { onChosen } from "./dataset-state.js";
import { h } from "./dom.js";
import { later } from "./newest.js";
import { problemPlace, sentenceOf } from "./problems.js";
import { say } from "./words.js";

const TYPING = 300; // Milliseconds until what is typed counts.
const BARE = "!*";
const EXAMPLE = '1girl & !smile & (hat | "long hair")';

// { element, wanted(), toggle(tag, kind), kind(tag), show(found), refused(refusal) }: `kind` is "include" or "exclude",
// null for a tag that is not in the filter. `refused` takes what is wrong with the expression, and throws on the rest.
export function tagFilter(changed) {
  const wanted = new Map(); // tag -> kind
  const input = h("input", { id: "tags-where", type: "search", autocomplete: "off", spellcheck: false, placeholder: EXAMPLE });
  const wrong = problemPlace("problems-tags-where", input);
  const chips = h("div", { class: "row tags-wanted", hidden: true });
  const counts = h("p", { class: "help", role: "status" });
  const unread = h("details", { class: "tags-unread", hidden: true }, h("summary", {}), h("div", { class: "sentences" }));

  const paint = () => {
    wrong.show([]);
    chips.hidden = wanted.size === 0;
    chips.replaceChildren(...[...wanted].map(([tag, kind]) => wantedChip(tag, kind, () => toggle(tag, kind))));
  };
  const toggle = (tag, kind) => {
    if (wanted.get(tag) === kind) wanted.delete(tag);
    else wanted.set(tag, kind);
    paint();
    changed();
  };
  const write = (text) => {
    input.value = text;
    changed();
  };
  const clear = () => {
    wanted.clear();
    input.value = "";
    paint();
  };
  onChosen(clear); // The step looks again by itself.
  input.addEventListener("input", later(() => changed(), TYPING));

  const tags = (kind) => [...wanted].filter(([, each]) => each === kind).map(([tag]) => tag);
  const show = (found) => {
    wrong.show([]);
    say(counts, ["tags.shown", { shown: found.shown.length, total: found.total, bare: found.bare }]);
    unread.hidden = found.problems.length === 0;
    say(unread.firstElementChild, ["tags.unread", { count: found.problems.length }]);
    unread.lastElementChild.replaceChildren(...found.problems.map((problem) => h("p", { class: "problem", say: sentenceOf(problem) })));
  };
  const refused = (refusal) => {
    if (!refusal.problems?.some(({ field }) => field === "where")) throw refusal;
    wrong.show(refusal.problems);
    return null;
  };
  const element = h("section", { class: "card stack tags-filter", sayLabel: "tags.filter" },
    h("div", { class: "row spread" },
      h("label", { htmlFor: "tags-where", say: "tags.filter" }),
      h("div", { class: "row" },
        h("button", { type: "button", class: "quiet", say: "tags.bare", onclick: () => write(BARE) }),
        h("button", { type: "button", class: "quiet", say: "tags.clear", onclick: () => (clear(), changed()) }),
      ),
    ),
    h("div", { class: "tight" }, input, wrong.element, h("p", { class: "help", say: "tags.filter_about" })), chips, counts, unread,
  );
  return { element, wanted: () => ({ include: tags("include"), exclude: tags("exclude"), where: input.value }), toggle, kind: (tag) => wanted.get(tag) ?? null, show, refused };
}

function wantedChip(tag, kind, drop) {
  return h("button", { type: "button", class: `chip wanted ${kind}`, sayLabel: ["tags.take_off", { tag }], onclick: drop },
    h("span", { say: kind === "include" ? "tags.included" : "tags.excluded" }), h("strong", {}, tag), "×");
}
