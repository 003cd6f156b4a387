// The bar of presets: one is chosen, looked at against the draft, applied as far as ticked; and the reader's own are kept.

import { h } from "./dom.js";
import { readDraft, writeDraft } from "./draft.js";
import { deleted, exported, imported, renamed, saved } from "./presets-keeping.js";
import { previewed } from "./presets-preview.js";
import { asking } from "./server.js";
import { complain, toast } from "./toast.js";
import { onLanguage, say, tr } from "./words.js";

const ME = "presets";
const GOALS = { character: "presets.goal_character", style: "presets.goal_style", object: "presets.goal_object" };

// Where the bar stands: another module of the page puts this among its own elements, at any time.
export const presetPlace = h("div", { class: "preset-place" });

export async function mount(island) {
  const ask = asking(island);
  const bar = drawn(ask);
  presetPlace.append(bar.element);
  if (!presetPlace.isConnected) island.element.append(presetPlace);
  await bar.refresh().catch(complain);
}

function drawn(ask) {
  const choice = chooser((preset) => describe(preset));
  const about = description();
  const undo = undoing();
  const act = (action) => () => action().catch(complain);
  const load = async () => {
    const preset = choice.chosen();
    const applied = await previewed(ask, preset);
    if (applied === null) return;
    undo.remember(readDraft(), applied.names);
    writeDraft(applied.values, ME);
    toast(["presets.applied", { title: preset.title, count: applied.names.length }], "good");
  };
  const refreshed = async (id) => id && refresh(id);
  const takeIn = async (file) => {
    const id = await imported(ask, file, choice.all());
    await refreshed(id);
    if (id) await load();
  };
  const buttons = {
    load: h("button", { class: "load", say: "presets.load", onclick: act(load) }),
    save: h("button", { say: "presets.save", onclick: act(async () => refreshed(await saved(ask, readDraft(), choice.chosen(), choice.all()))) }),
    rename: h("button", { class: "quiet", say: "presets.rename", onclick: act(async () => refreshed(await renamed(ask, choice.chosen()))) }),
    delete: h("button", { class: "quiet danger", say: "presets.delete", onclick: act(async () => (await deleted(ask, choice.chosen())) && refresh()) }),
    export: h("button", { class: "quiet", say: "presets.export", onclick: act(() => exported(ask, choice.chosen())) }),
  };
  const describe = (preset) => {
    about.show(preset);
    buttons.load.disabled = buttons.export.disabled = Boolean(preset?.damaged);
    buttons.rename.hidden = buttons.delete.hidden = !preset?.own;
  };
  const refresh = async (id) => choice.fill(await ask("presets"), id);
  const picker = filePicker((file) => takeIn(file).catch(complain));
  const element = h("section", { class: "card preset-bar", sayLabel: "presets.title" },
    h("div", { class: "row" }, choice.element, buttons.load, undo.element, buttons.save),
    about.element,
    h("div", { class: "row spread" }, about.facts, h("div", { class: "row more" }, picker.element, buttons.export, buttons.rename, buttons.delete)),
  );
  takeDrops(element, (file) => takeIn(file).catch(complain));
  return { element, refresh };
}

// A list of all presets in two groups; `changed` hears of each one chosen.
function chooser(changed) {
  const select = h("select", { id: "preset", onchange: () => changed(chosen()) });
  let presets = [];
  const chosen = () => presets.find((preset) => preset.id === select.value);
  const group = (key, own) => {
    const some = presets.filter((preset) => preset.own === own);
    return some.length > 0 && h("optgroup", { label: tr(key) }, some.map((preset) => h("option", { value: preset.id }, tr(preset.title))));
  };
  const paint = (id) => {
    select.replaceChildren(...[group("presets.shipped", false), group("presets.own", true)].filter(Boolean));
    if (presets.some((preset) => preset.id === id)) select.value = id;
    changed(chosen());
  };
  onLanguage(() => paint(select.value));
  const element = h("div", { class: "chooser" }, h("label", { htmlFor: "preset", say: "presets.title" }), select);
  const fill = (list, id = select.value) => {
    presets = list;
    paint(id);
  };
  return { element, chosen, all: () => presets, fill };
}

function description() {
  const when = h("p", { class: "help" });
  const chips = h("div", { class: "row chips" });
  const show = (preset) => {
    when.className = preset?.damaged ? "problem" : "help";
    say(when, preset?.damaged ?? preset?.when ?? "presets.no_when");
    const facts = [GOALS[preset?.goal], preset?.family, preset?.memory && ["presets.memory", { memory: preset.memory }]];
    chips.replaceChildren(...facts.filter(Boolean).map((fact) => h("span", { class: "chip", say: fact })));
  };
  return { element: h("div", { "aria-live": "polite" }, when), facts: chips, show };
}

// Takes back the last application: only the settings that it changed.
function undoing() {
  let before = null;
  const element = h("button", { say: "presets.undo", hidden: true });
  const remember = (draft, names) => {
    before = new Map(names.map((name) => [name, draft[name]]));
    element.hidden = false;
  };
  element.addEventListener("click", () => {
    const draft = { ...readDraft() };
    for (const [name, value] of before) value === undefined ? delete draft[name] : (draft[name] = value);
    element.hidden = true;
    writeDraft(draft, ME);
    toast("presets.undone");
  });
  return { element, remember };
}

function filePicker(chosen) {
  const input = h("input", { type: "file", accept: ".json,application/json", hidden: true, sayLabel: "presets.import" });
  input.addEventListener("change", () => {
    if (input.files.length > 0) chosen(input.files[0]);
    input.value = "";
  });
  return { element: h("span", {}, input, h("button", { class: "quiet", say: "presets.import", sayTitle: "presets.import_hint", onclick: () => input.click() })) };
}

function takeDrops(element, dropped) {
  const mark = (over) => element.classList.toggle("dropping", over);
  element.addEventListener("dragover", (event) => (event.preventDefault(), mark(true)));
  element.addEventListener("dragleave", () => mark(false));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files.length > 0) dropped(event.dataTransfer.files[0]);
  });
}
