// Class pictures of one's own: files that are dropped or picked, or a folder of the machine.

import { pickPath } from "./browse.js";
import { chosen, filesChanged } from "./dataset-state.js";
import { h } from "./dom.js";
import { card } from "./new-parts.js";
import { waiting } from "./new-start.js";
import { complain, toast } from "./toast.js";
import { acceptDrops, droppedFiles, pickedFiles, uploaded } from "./upload.js";

// Returns { element, show(found) } of what `look` of the panel gives.
export function addCard({ ask, upload }) {
  const word = h("select", { id: "regularise-add-class" });
  const files = h("input", { type: "file", id: "regularise-files", hidden: true, multiple: true, accept: "image/*,.txt,.caption", tabIndex: -1 });
  const bar = h("div", { class: "bar", hidden: true }, h("i"));
  const send = async (found) => {
    const given = { chosen: chosen(), class_word: word.value }; // As it was when they were given: sending takes a while.
    bar.hidden = false;
    const { sent, failed } = await uploaded(upload, found, (done, total) => (bar.firstElementChild.style.width = `${(100 * done) / total}%`));
    for (const name of failed) toast(["regularise.failed", { name }], "bad");
    const answer = await ask("add", { ...given, uploads: sent });
    for (const text of answer.refused) toast(text, "bad");
    if (answer.added > 0) toast(["regularise.added", { count: answer.added }], "good");
    filesChanged();
  };
  const take = (found) => Promise.resolve(found).then((all) => all.length > 0 && send(all)).catch(complain).finally(() => (bar.hidden = true));
  files.addEventListener("change", () => {
    take(pickedFiles(files.files));
    files.value = "";
  });
  const folder = async () => {
    const picked = await pickPath({ kind: "folder", title: "regularise.folder_title" });
    if (picked === null) return;
    try {
      await ask("add_folder", { chosen: chosen(), folder: picked, class_word: word.value });
      toast("regularise.folder_added", "good");
      filesChanged();
    } catch (refusal) {
      complain(refusal);
    }
  };
  const element = card("regularise.add", "regularise.add_about",
    h("div", { class: "field-block" }, h("label", { htmlFor: word.id, say: "regularise.class" }), word),
    h("div", { class: "row" },
      h("button", { type: "button", say: "regularise.files", onclick: () => files.click() }),
      waiting(h("button", { id: "regularise-folder", type: "button", say: "regularise.folder" }), folder)),
    files, bar);
  acceptDrops(element, (transfer) => take(droppedFiles(transfer)));
  return {
    element,
    show({ classes }) {
      const before = word.value;
      word.replaceChildren(...classes.map((need) => h("option", { value: need.class_word }, need.class_word)));
      if (classes.some((need) => need.class_word === before)) word.value = before;
    },
  };
}
