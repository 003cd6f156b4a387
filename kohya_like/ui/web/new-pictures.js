// The card of the pictures: dropped or picked files, or a folder of the machine, and what is in it.

import { pickPath } from "./browse.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { card, sentences } from "./new-parts.js";
import { complain } from "./toast.js";
import { droppedFiles, pickedFiles, uploaded } from "./upload.js";
import { say } from "./words.js";

const PAGE = 48;
const ACCEPTED = ".png,.jpg,.jpeg,.webp,.bmp,.tif,.tiff,.avif,.txt,.caption";
const PICTURE = /\.(png|jpe?g|webp|bmp|tiff?|avif|txt|caption)$/i;

// `busy(promise)` hears of uploads that go on; the promise ends with the last of them. Returns { element, show(problems), refresh() }.
export function picturesCard({ ask, upload, state, busy }) {
  const files = h("input", { type: "file", id: "new-files", class: "hidden-input", multiple: true, accept: ACCEPTED, tabIndex: -1, "aria-hidden": "true" });
  const problems = sentences("pictures");
  const refused = h("div", { class: "sentences refused", role: "status" });
  const progress = h("div", { class: "stack uploading", hidden: true }, h("p", { class: "help" }), h("div", { class: "bar" }, h("i")));
  const gallery = h("div", { class: "gallery-box", hidden: true });
  const zone = dropZone(() => files.click(), () => chooseFolder(state));
  const element = card("new.pictures.title", "new.pictures.about", zone, files, progress, problems.element, refused, gallery);

  const add = async (found) => {
    const known = found.filter(({ name }) => PICTURE.test(name));
    const others = found.filter(({ name }) => !PICTURE.test(name)).map(({ name }) => ["new.pictures.refused", { name }]);
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

  const refresh = () => showPictures({ ask, state, gallery, zone });
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

// Drops are taken anywhere on the page while this card is on it: a drop beside it would leave the page.
function acceptDrops(element, take) {
  const mark = (on) => element.classList.toggle("dragging", on);
  const isFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && mark(false));
  addEventListener("drop", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    mark(false);
    take(event.dataTransfer);
  });
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

async function showPictures({ ask, state, gallery, zone }) {
  const { project, folder } = state.values;
  zone.classList.toggle("small", Boolean(project || folder));
  gallery.hidden = !(project || folder);
  if (gallery.hidden) return;
  try {
    const found = await ask("pictures", { choices: state.values });
    if (found.words.length > 0 && !state.values.trigger) state.set({ trigger: found.words[0], class_word: found.words[1] ?? state.values.class_word });
    gallery.replaceChildren(facts(found, state), ...thumbnails({ ask, state, found }));
  } catch {
    gallery.replaceChildren(facts({ folder: folder ?? project, count: 0, laid_out: [] }, state)); // The sentence stands above.
  }
}

function facts(found, state) {
  const clear = () => state.set({ project: null, folder: null });
  const size = ([width, height]) => `${width}×${height}`;
  return h("div", { class: "row spread facts" },
    h("div", { class: "row" },
      h("strong", { say: ["new.pictures.count", { count: found.count }] }),
      found.count > 0 && h("span", { class: "chip", say: ["new.pictures.captions", { count: found.captions, total: found.count }] }),
      found.count > 0 && h("span", { class: "chip" }, size(found.smallest) === size(found.largest) ? size(found.smallest) : `${size(found.smallest)} – ${size(found.largest)}`),
      ...found.laid_out.map((name) => h("span", { class: "chip" }, name)),
    ),
    h("button", { type: "button", class: "quiet", say: "new.pictures.clear", onclick: clear }),
    h("p", { class: "help path" }, found.folder),
    found.count > 0 && found.captions === 0 && h("p", { class: "help", say: "new.pictures.no_captions" }),
    found.laid_out.length > 0 && h("p", { class: "help", say: "new.pictures.as_it_is" }),
  );
}

// The pictures drawn so far, and a button for more.
function thumbnails({ ask, state, found }) {
  const grid = h("ul", { class: "gallery" });
  const more = h("button", { type: "button", say: "new.pictures.more" });
  const draw = async () => {
    const start = grid.children.length;
    const next = found.names.slice(start, start + PAGE);
    grid.append(...next.map((name) => tile(name, () => remove({ ask, state, name }), found.own)));
    more.hidden = grid.children.length >= found.names.length;
    const drawn = await ask("thumbnails", { choices: state.values, start }).catch(() => []);
    drawn.forEach((address, place) => address && grid.children[start + place]?.querySelector("img").setAttribute("src", address));
  };
  more.addEventListener("click", draw);
  draw();
  return [grid, more];
}

function tile(name, onRemove, own) {
  return h("li", {},
    h("img", { alt: name, title: name, width: 96, height: 96 }),
    own && h("button", { type: "button", class: "remove", sayLabel: ["new.pictures.remove", { name }], onclick: onRemove }, icon("close", 14)),
  );
}

async function remove({ ask, state, name }) {
  const { project } = state.values;
  await ask("remove", { project, names: [name] }).then(() => state.set({ project })).catch(complain);
}
