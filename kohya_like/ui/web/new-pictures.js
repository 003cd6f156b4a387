// The card of the pictures: dropped or picked files, or a folder of the machine, and what is in it.

import { pickPath } from "./browse.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { pictureShow } from "./new-gallery.js";
import { card } from "./new-parts.js";
import { problemPlace } from "./problems.js";
import { SUFFIXES } from "./suffixes-list.js";
import { complain } from "./toast.js";
import { acceptDrops, droppedFiles, pickedFiles, uploaded } from "./upload.js";
import { say } from "./words.js";

const accepted = (name) => SUFFIXES.some((suffix) => name.toLowerCase().endsWith(suffix));

// `busy(promise)` hears of uploads that go on; the promise ends with the last of them. Returns { element, show(problems), refresh() }.
export function picturesCard({ ask, upload, state, busy }) {
  const files = h("input", { type: "file", id: "new-files", class: "hidden-input", multiple: true, accept: SUFFIXES.join(","), tabIndex: -1, "aria-hidden": "true" });
  const problems = problemPlace("problems-pictures");
  const refused = h("div", { class: "sentences refused", role: "status" });
  const progress = h("div", { class: "stack uploading", hidden: true }, h("p", { class: "help" }), h("div", { class: "bar" }, h("i")));
  const gallery = h("div", { class: "gallery-box", hidden: true });
  const zone = dropZone(() => files.click(), () => chooseFolder(state));
  const element = card("new.pictures.title", "new.pictures.about", zone, files, progress, problems.element, refused, gallery);

  const add = async (found) => {
    const known = found.filter(({ name }) => accepted(name));
    const others = found.filter(({ name }) => !accepted(name)).map(({ name }) => ["new.pictures.refused", { name }]);
    refused.replaceChildren(...others.map(sentence));
    if (mixed(known)) return refused.append(sentence("new.pictures.mixed"));
    if (known.length === 0) return undefined;
    progress.hidden = false;
    const { sent, failed } = await uploaded(upload, known, (done, total) => showProgress(progress, done, total));
    refused.append(...failed.map((name) => sentence(["new.pictures.failed", { name }])));
    const answer = await ask("add", { uploads: sent, name: state.values.trigger || folderOf(known), project: state.values.project });
    refused.append(...answer.refused.map(sentence));
    const named = state.values.trigger ? {} : wordsOf(known);
    state.set({ project: answer.project, folder: null, ...named });
  };
  let queue = Promise.resolve(); // One after the other: the first makes the project that the next ones go to.
  const take = (found) => {
    queue = queue.then(() => found).then(add).catch(complain).finally(() => (progress.hidden = true));
    busy(queue);
  };
  files.addEventListener("change", () => {
    take(Promise.resolve(pickedFiles(files.files)));
    files.value = "";
  });
  acceptDrops(element, (transfer) => take(droppedFiles(transfer)));

  const refresh = pictureShow({ ask, state, gallery, zone });
  state.onChange((values, changes) => ("project" in changes || "folder" in changes) && refresh());
  return { element, show: problems.show, refresh };
}

function dropZone(pickFiles, pickFolder) {
  return h("div", { class: "drop-zone" },
    h("span", { class: "drawing" }, icon("pictures", 32)),
    h("p", { class: "drop-text", say: "new.pictures.drop" }),
    h("div", { class: "row" },
      h("button", { type: "button", class: "primary soft", say: "new.pictures.choose", onclick: pickFiles }),
      h("button", { type: "button", say: "new.pictures.folder", onclick: pickFolder }),
    ),
  );
}

async function chooseFolder(state) {
  const folder = await pickPath({ kind: "folder", title: "new.pictures.folder_title", start: state.values.folder ?? "" });
  if (folder !== null) state.set({ folder, project: null });
}

function sentence(text) {
  return h("p", { class: "problem warning", say: text });
}

function showProgress(progress, done, total) {
  say(progress.firstElementChild, ["new.pictures.uploading", { done, total }]);
  progress.querySelector("i").style.width = `${(done / total) * 100}%`;
}

// The folders named "10_sls 1girl" among those that files lie in.
function subsets(files) {
  return [...new Set(files.flatMap(({ name }) => name.split("/").slice(0, -1)).filter((folder) => /^\d+_./.test(folder)))];
}

function mixed(files) {
  return subsets(files).length > 1;
}

function wordsOf(files) {
  const [name] = subsets(files);
  if (name === undefined) return {};
  const [trigger, ...rest] = name.replace(/^\d+_/, "").split(" ");
  return { trigger, class_word: rest.join(" ") };
}

function folderOf(files) {
  const [first, ...below] = files[0].name.split("/");
  return below.length > 0 ? first : "";
}
