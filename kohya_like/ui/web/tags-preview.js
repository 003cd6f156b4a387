// What an operation would do to captions: what goes struck through, what comes marked; done only when it is wanted.

import { dialog } from "./dialog.js";
import { h } from "./dom.js";
import { sentenceOf } from "./problems.js";
import { drawThumbnails } from "./tags-thumbnails.js";
import { toast } from "./toast.js";

const ELEMENTS = { same: "span", removed: "del", added: "ins" };

// Resolves to how many captions were changed; null where nothing was done. `doing` is what `preview` is asked with.
export async function previewed(ask, title, { names, ...doing }) {
  const found = await ask("preview", { ...doing, names });
  if (found.count === 0) {
    toast("tags.nothing");
    return null;
  }
  return dialog(["tags.would_change", { title, count: found.count }], (close) => {
    const refused = h("div", { class: "sentences", role: "alert" });
    const apply = h("button", { class: "primary", autofocus: true, say: ["tags.apply", { count: found.count }], onclick: () => act() });
    const act = async () => {
      apply.disabled = true;
      try {
        close(await ask("apply", { ...doing, seen: found.seen }));
      } catch (refusal) {
        if (!refusal.text) throw refusal;
        const sentences = refusal.problems.length > 0 ? refusal.problems.map(sentenceOf) : [refusal.text];
        refused.replaceChildren(...sentences.map((text) => h("p", { class: "problem", say: text })));
      }
    };
    return h("div", { class: "stack tags-preview" }, notes(found), changes(found), refused,
      h("div", { class: "row" }, apply, h("button", { say: "common.cancel", onclick: () => close(null) })));
  });
}

function notes({ count, changes, emptied, created }) {
  return [
    emptied > 0 && h("p", { class: "notice", say: ["tags.emptied", { count: emptied }] }),
    created > 0 && h("p", { class: "help", say: ["tags.created", { count: created }] }),
    changes.length < count && h("p", { class: "help", say: ["tags.first_of", { shown: changes.length, count }] }),
  ].filter(Boolean);
}

function changes(found) {
  const list = h("ol", { class: "tags-changes" }, found.changes.map(({ name, parts }) =>
    h("li", { data: { name } },
      h("img", { alt: "", data: { picture: name } }),
      h("div", {}, h("p", { class: "help" }, name), h("p", { class: "tags-parts" }, parts.map(([what, tag]) => h(ELEMENTS[what], { class: what }, tag)))),
    )));
  drawThumbnails(list.querySelectorAll("img"));
  return list;
}
