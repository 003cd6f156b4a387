// Which captioner is used, and where its model is: chosen among those found, named by its folder, or downloaded when asked.

import { pathField, pickPath } from "./browse.js";
import { h } from "./dom.js";
import { jobStrip } from "./job-strip.js";
import { complain, toast } from "./toast.js";
import { tr } from "./words.js";

const OTHER = "+folder";

// { element, load(), current(), model(), any() }: the captioner chosen, the folder of its model (null: it has none), and
// whether any captioner has one. `onChange()` is called after each change.
export function modelChoice({ ask, state, onChange }) {
  const cards = h("div", { class: "captioners", role: "radiogroup", sayLabel: "captioning.captioner" });
  const place = h("div", { class: "stack" });
  const strip = jobStrip({ remember: "captioning-download", resumed: () => load().catch(complain) });
  let captioners = [];

  const current = () => captioners.find((each) => each.name === state.captioner);
  const modelOf = (captioner) => state.models[captioner.name] ?? captioner.models[0]?.folder ?? null;
  const changed = () => {
    state.keep();
    paint();
    onChange();
  };
  const use = (folder) => {
    state.models[state.captioner] = folder;
    changed();
  };
  const download = async (name) => {
    const end = await strip.follow(await ask("download", { captioner: state.captioner, model: name }));
    if (end.code === 0) toast(["captioning.downloaded", { name }], "good");
    await load();
  };
  const paint = () => {
    cards.replaceChildren(...captioners.map((each) => card(each, { chosen: each === current(), ready: modelOf(each) !== null, choose })));
    const now = current();
    place.replaceChildren(modelOf(now) !== null ? modelRow(now, modelOf(now), use) : missing(now, { use, again: load, download }));
  };
  const choose = (name) => {
    state.captioner = name;
    changed();
    cards.querySelector(":checked").focus();
  };
  const load = async () => {
    const found = await ask("captioners");
    if (JSON.stringify(found) === JSON.stringify(captioners)) return onChange(); // What is being typed or clicked stays.
    captioners = found;
    if (!current()) state.captioner = (captioners.find((each) => modelOf(each) !== null) ?? captioners[0]).name;
    changed();
  };
  return {
    element: h("div", { class: "stack" }, cards, place, strip.element),
    load,
    current,
    model: () => modelOf(current()),
    any: () => captioners.some((each) => modelOf(each) !== null),
  };
}

function card(captioner, { chosen, ready, choose }) {
  const { name, label } = captioner;
  return h("label", { class: "captioner" },
    h("input", { type: "radio", name: "captioner", value: name, checked: chosen, onchange: () => choose(name) }),
    h("strong", { say: label }),
    h("span", { class: `chip ${ready ? "finished" : ""}`, say: ready ? "captioning.ready" : "captioning.absent" }),
  );
}

function modelRow(captioner, folder, use) {
  const known = captioner.models.some((model) => model.folder === folder);
  const models = [...captioner.models, ...(known ? [] : [{ name: folder, folder }])];
  const select = h("select", { id: "captioning-model", title: folder },
    models.map((model) => h("option", { value: model.folder }, model.name)), h("option", { value: OTHER }, tr("captioning.other_folder")));
  select.value = folder;
  select.addEventListener("change", async () => {
    const wanted = select.value === OTHER ? await pickPath({ kind: "folder", title: "captioning.model", start: folder }) : select.value;
    use(wanted ?? folder);
  });
  return h("div", { class: "model-row" }, h("label", { htmlFor: "captioning-model", say: "captioning.model" }), select);
}

// What a captioner without a model needs, and the ways to it.
function missing(captioner, { use, again, download }) {
  const path = pathField({ id: "captioning-folder", kind: "folder", label: "captioning.model", placeholder: "captioning.other_folder" });
  path.input.addEventListener("change", () => path.input.value.trim() && use(path.input.value.trim()));
  path.input.addEventListener("input", (event) => !event.inputType && path.input.value && use(path.input.value)); // Picked in the dialog.
  const button = ({ name, gigabytes }) => h("button", { type: "button", say: ["captioning.download", { name, size: gigabytes }], onclick: () => download(name).catch(complain) });
  return h("div", { class: "missing stack" },
    h("p", { say: ["captioning.needs", { folder: captioner.folder }] }),
    h("ul", {}, captioner.files.map((file) => h("li", {}, h("code", {}, file)))),
    h("div", { class: "row" }, path.element, h("button", { type: "button", say: "captioning.look_again", onclick: () => again().catch(complain) })),
    captioner.published.length > 0 && h("div", { class: "stack downloads" },
      h("p", { class: "help", say: "captioning.download_about" }), h("div", { class: "row" }, captioner.published.map(button))),
  );
}
