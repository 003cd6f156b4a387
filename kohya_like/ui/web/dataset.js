// The frame of the Dataset page: what is worked on, undo and redo, and the steps.

import { pickPath } from "./browse.js";
import { choose, chosen, connectDataset, currentStep, filesChanged, mayLeave, onChosen, onFiles, onStep, steps } from "./dataset-state.js";
import { dialog } from "./dialog.js";
import { h } from "./dom.js";
import { moment } from "./format.js";
import { newest } from "./newest.js";
import { asking } from "./server.js";
import { complain, toast } from "./toast.js";
import { onLanguage, say, tr } from "./words.js";

const NEW = "+new";
const FOLDER = "+folder";

export function mount(island) {
  const ask = asking(island);
  connectDataset(ask);
  const select = h("select", { id: "dataset-chosen", sayLabel: "dataset.project" });
  const counts = h("span", { class: "chip", hidden: true });
  const undo = h("button", { id: "dataset-undo", type: "button", say: "dataset.undo", disabled: true });
  const redo = h("button", { id: "dataset-redo", type: "button", say: "dataset.redo", disabled: true });
  const history = h("button", { id: "dataset-history", type: "button", class: "quiet", say: "dataset.history", disabled: true });
  const path = h("p", { class: "help path", hidden: true });
  const empty = h("p", { class: "notice choose-first", say: "dataset.choose_first" });
  const tabs = stepTabs();
  island.element.append(
    h("header", { class: "page-head" }, h("h1", { say: "dataset.title" }), h("p", { class: "help", say: "dataset.about" })),
    h("section", { class: "card stack dataset-bar" },
      h("div", { class: "row spread" }, h("div", { class: "row chooser" }, select, counts), h("div", { class: "row" }, undo, redo, history)),
      path,
    ),
    tabs,
    empty,
  );
  const look = newest((value) => (value === null ? Promise.resolve(null) : ask("overview", { chosen: value })), (found) => {
    empty.hidden = found !== null;
    counts.hidden = found === null;
    path.hidden = history.disabled = found === null;
    path.textContent = found?.folder ?? "";
    if (found) say(counts, ["dataset.counts", found]);
    act(undo, found?.undo, "dataset.undo_one");
    act(redo, found?.redo, "dataset.redo_one");
  });
  const refresh = () => look(chosen());
  const pass = (name, said) => async () => {
    if (!(await mayLeave())) return;
    const title = await ask(name, { chosen: chosen() });
    toast([said, { title }], "good");
    filesChanged();
  };
  undo.addEventListener("click", () => pass("undo", "dataset.undone")().catch(complain));
  redo.addEventListener("click", () => pass("redo", "dataset.redone")().catch(complain));
  history.addEventListener("click", () => showHistory(ask).catch(complain));
  chooser(ask, select);
  onChosen(refresh);
  onFiles(refresh);
  refresh();
  empty.hidden = chosen() !== null;
}

function act(button, title, text) {
  button.disabled = !title;
  say(button, title ? [text, { title }] : { en: "", zh: "" }, "title");
}

// The steps as links, so that each has an address (a bare `#crop` would start from the base of the document). The others are hidden by the style sheet.
function stepTabs() {
  const links = steps().map((name, place) => h("a", { href: `${location.pathname}#${name}`, data: { step: name } }, h("span", { class: "number" }, String(place + 1)), h("span", { say: `dataset.step.${name}` })));
  const mark = (now) => {
    document.documentElement.dataset.step = now;
    for (const link of links) link.removeAttribute("aria-current");
    const here = links[steps().indexOf(now)];
    here.setAttribute("aria-current", "step");
    bar.scrollTo({ left: here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2 });
  };
  const bar = h("nav", { class: "dataset-steps", sayLabel: "dataset.steps" }, links);
  onStep(mark);
  mark(currentStep());
  new ResizeObserver(() => mark(currentStep())).observe(bar); // Where it stands is known only then.
  return bar;
}

function chooser(ask, select) {
  let names = [];
  const paint = () => {
    const value = chosen();
    const option = (key, label) => h("option", { value: key }, tr(label));
    const known = value?.project && !names.includes(value.project) ? [value.project] : [];
    select.replaceChildren(
      ...(value === null ? [option("", "dataset.no_project")] : []),
      ...(value?.folder ? [option("=", ["dataset.a_folder", { folder: value.folder }])] : []),
      ...[...known, ...names].map((name) => option(`:${name}`, { en: name, zh: name })),
      option(NEW, "dataset.new_project"),
      option(FOLDER, "dataset.open_folder"),
    );
    select.value = value === null ? "" : value.folder ? "=" : `:${value.project}`;
  };
  const load = () => ask("projects").then((found) => {
    names = found;
    paint();
  }, complain);
  select.addEventListener("change", async () => {
    const wanted = select.value;
    paint(); // Back to what stands, until the reader has decided.
    if (wanted === NEW) await createProject(ask).then(load).catch(complain);
    else if (wanted === FOLDER) await openFolder();
    else if (wanted.startsWith(":")) await choose({ project: wanted.slice(1) });
  });
  onChosen(paint);
  onLanguage(paint);
  paint();
  load();
}

async function createProject(ask) {
  const name = h("input", { id: "dataset-name", type: "text", autocomplete: "off" });
  const form = (close) => h("form", { class: "stack", onsubmit: (event) => (event.preventDefault(), close(true)) },
    h("label", { htmlFor: "dataset-name", say: "dataset.project_name" }), name, h("button", { class: "primary", say: "dataset.create" }));
  if ((await dialog("dataset.new_project", form)) !== true) return;
  await choose({ project: await ask("create", { name: name.value }) });
}

async function openFolder() {
  const folder = await pickPath({ kind: "folder", title: "dataset.open_folder", start: chosen()?.folder ?? "" });
  if (folder !== null) await choose({ folder });
}

async function showHistory(ask) {
  const entries = await ask("history", { chosen: chosen() });
  const row = ({ title, time, state, files }) => h("li", { class: `entry ${state}` },
    h("strong", { say: title }), h("span", { class: "help", say: ["dataset.history_files", { files }] }),
    h("span", { class: "help", say: moment(time) }), h("span", { class: "chip", say: `dataset.state.${state}` }));
  const list = entries.length > 0 ? h("ol", { class: "dataset-history" }, entries.map(row)) : h("p", { say: "dataset.history_empty" });
  await dialog("dataset.history", list);
}
