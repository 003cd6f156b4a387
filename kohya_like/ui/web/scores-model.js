// Which CLIP model compares: one of those found on this machine, or that of a folder.

import { pathField, pickPath } from "./browse.js";
import { h } from "./dom.js";
import { complain } from "./toast.js";
import { onLanguage, say, tr } from "./words.js";

const OTHER = "+folder";
const KEY = "kohya-like.clip"; // The folder that was named last.

// { element, needed, load(), folder() }: `needed` says what to do where there is no model, for which `folder` is null.
// `onChange()` hears each change.
export function clipChoice(ask, onChange) {
  const select = h("select", { id: "scores-model" });
  const needed = h("p", { class: "notice", hidden: true });
  const path = pathField({ id: "scores-folder", kind: "folder", label: "scores.model", placeholder: "scores.other", onInput: (value) => use(value) });
  const row = h("div", { class: "model-row" }, h("label", { htmlFor: "scores-model", say: "scores.model" }), select);
  const again = h("button", { type: "button", say: "scores.again", onclick: () => load().catch(complain) });
  const missing = h("div", { class: "row", hidden: true }, path.element, again);
  let found = [];
  let folder = localStorage.getItem(KEY);

  const use = (value) => {
    folder = value.trim() || null;
    if (folder === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, folder);
    onChange();
  };
  const paint = () => {
    const known = found.some((model) => model.folder === folder);
    const models = [...found, ...(known || folder === null ? [] : [{ name: folder, folder }])];
    select.replaceChildren(...models.map((model) => h("option", { value: model.folder }, model.name)), h("option", { value: OTHER }, tr("scores.other")));
    select.value = select.title = folder ?? "";
  };
  select.addEventListener("change", async () => {
    const wanted = select.value === OTHER ? await pickPath({ kind: "folder", title: "scores.model", start: folder ?? "" }) : select.value;
    use(wanted ?? folder ?? "");
    paint();
  });
  const load = async () => {
    const models = await ask("models");
    found = models.found;
    row.hidden = found.length === 0;
    missing.hidden = needed.hidden = !row.hidden;
    if (models.needed) say(needed, models.needed);
    if (folder === null && found.length > 0) folder = found[0].folder;
    path.input.value = folder ?? "";
    paint();
    onChange();
  };
  onLanguage(paint);
  return { element: h("div", {}, row, missing), needed, load, folder: () => folder };
}
