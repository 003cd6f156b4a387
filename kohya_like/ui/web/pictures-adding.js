// The card that takes files and folders into a project.

import { chosen, filesChanged, toastUndo } from "./dataset-state.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { SUFFIXES } from "./suffixes-list.js";
import { complain, toast } from "./toast.js";
import { acceptDrops, droppedFiles, pickedFiles, uploaded } from "./upload.js";
import { say } from "./words.js";

const isTaken = ({ name }) => SUFFIXES.some((suffix) => name.toLowerCase().endsWith(suffix));

// Returns { element, show({ takes, cropped }) }.
export function addingCard({ ask, upload }) {
  const refused = h("div", { class: "sentences", role: "status" });
  const count = h("p", { class: "help" });
  const fill = h("i");
  const progress = h("div", { class: "stack uploading", hidden: true }, count, h("div", { class: "bar" }, fill));
  const cropped = h("p", { class: "notice", say: "pictures.cropped" });
  const elsewhere = h("p", { class: "help", say: "pictures.elsewhere" });
  const showProgress = (done, total) => {
    say(count, ["pictures.uploading", { done, total }]);
    fill.style.width = `${(100 * done) / total}%`;
  };
  const complaint = (text) => h("p", { class: "problem warning", say: text });
  const add = async (found) => {
    const value = chosen();
    const known = found.filter(isTaken);
    refused.replaceChildren(...found.filter((file) => !isTaken(file)).map(({ name }) => complaint(["pictures.refused", { name }])));
    if (known.length === 0) return;
    progress.hidden = false;
    const { sent, failed } = await uploaded(upload, known, showProgress);
    const answer = await ask("add", { chosen: value, uploads: sent });
    refused.append(...failed.map((name) => complaint(["pictures.failed", { name }])), ...answer.refused.map(complaint));
    filesChanged();
    const said = [answer.known > 0 ? "pictures.added_known" : "pictures.added", answer];
    if (answer.added + answer.captions > 0) toastUndo(said);
    else if (answer.known > 0) toast(said);
  };
  let queue = Promise.resolve(); // One after the other, so that each is one entry of the history.
  const take = (files) => {
    queue = queue.then(() => files).then(add).catch(complain).finally(() => (progress.hidden = true));
  };
  const files = picker("pictures-files", take, {});
  const folder = picker("pictures-folder", take, { webkitdirectory: true });
  const zone = dropZone(files, folder);
  acceptDrops(zone, (transfer) => take(droppedFiles(transfer)));
  return {
    element: h("section", { class: "card stack" }, h("h2", { say: "pictures.add" }), cropped, elsewhere, zone, progress, refused),
    show(found) {
      zone.hidden = !found.takes;
      elsewhere.hidden = found.takes;
      cropped.hidden = !found.cropped;
    },
  };
}

function picker(id, take, more) {
  const input = h("input", { type: "file", id, class: "hidden-input", multiple: true, tabIndex: -1, "aria-hidden": "true", ...more });
  input.addEventListener("change", () => {
    take(Promise.resolve(pickedFiles(input.files)));
    input.value = "";
  });
  return input;
}

function dropZone(files, folder) {
  return h("div", { class: "drop-zone" },
    h("span", { class: "drawing" }, icon("pictures", 32)),
    h("p", { say: "pictures.drop" }),
    h("div", { class: "row" },
      h("button", { type: "button", class: "primary soft", say: "pictures.choose", onclick: () => files.click() }),
      h("button", { type: "button", say: "pictures.choose_folder", onclick: () => folder.click() }),
    ),
    files,
    folder,
  );
}
