// The Settings page: cards of controls over one object of values, checked while they change and saved together.

import { h } from "./dom.js";
import { same } from "./field.js";
import { asking } from "./server.js";
import { appearanceCard } from "./settings-appearance.js";
import { allowedFolders, folderList, folderSetting, textSetting } from "./settings-controls.js";
import { launchControl } from "./settings-launch.js";
import { machineCard } from "./settings-machine.js";
import { complain, toast } from "./toast.js";

const PAUSE = 300; // Milliseconds without a change before the server is asked whether the values are right.

export async function mount(island) {
  const ask = asking(island);
  try {
    draw(island.element, ask, await ask("settings"));
  } catch (refusal) {
    complain(refusal);
  }
}

function draw(element, ask, stored) {
  const onChange = (name, value) => state.change(name, value);
  const controls = controlsOf(stored, onChange);
  const bar = saveBar({ save: () => state.save(), discard: () => state.discard() });
  const damage = h("p", { class: "notice bad", hidden: !stored.damage, say: stored.damage });
  const state = values({ ask, stored, controls, changed: bar.show, saved: () => (damage.hidden = true) });
  const cards = [
    card("settings.launch", "settings.launch_help", controls.launch.element),
    machineCard(ask),
    card("settings.folders", null, workspace(stored.workspace), controls.allowed_folders.element, controls.models_dirs.element),
    card("settings.programs", "settings.programs_help", controls.webui_dir.element, controls.comfyui_dir.element),
    card("settings.downloads", null, controls.hf_endpoint.element, h("p", { class: "help", say: "settings.packages_help" })),
    appearanceCard(),
  ];
  element.append(h("div", { class: "stack settings" },
    h("header", { class: "page-head" }, h("h1", { say: "settings.title" }), h("p", { class: "help", say: ["settings.lead", { file: stored.file }] }), index(cards)),
    damage,
    cards,
    bar.element,
  ));
  state.start(stored.problems);
}

function controlsOf({ parameters, folders, exposed }, onChange) {
  const common = (name) => ({ name, onInput: (value) => onChange(name, value) });
  return {
    launch: launchControl({ parameters, ...common("launch") }),
    allowed_folders: allowedFolders({ folders, exposed, ...common("allowed_folders") }),
    models_dirs: folderList({ ...common("models_dirs"), label: "settings.models", help: "settings.models_help", rowLabel: "settings.models_folder" }),
    webui_dir: folderSetting({ ...common("webui_dir"), label: "settings.webui" }),
    comfyui_dir: folderSetting({ ...common("comfyui_dir"), label: "settings.comfyui" }),
    hf_endpoint: textSetting({ ...common("hf_endpoint"), label: "settings.endpoint", help: "settings.endpoint_help", example: "https://hf-mirror.com" }),
  };
}

// The values on the page and those on the disk. A control is { element, show(value), problems(list), focus() }.
function values({ ask, stored, controls, changed, saved }) {
  let disk = stored.values;
  let now = structuredClone(disk);
  let asked = 0;
  let waiting = 0;

  const changes = () => Object.fromEntries(Object.entries(now).filter(([name, value]) => !same(value, disk[name])).map(([name, value]) => [name, name === "launch" ? differences(value, disk.launch) : value]));
  const complainAt = (problems) => {
    for (const [name, control] of Object.entries(controls)) control.problems(problems.filter(({ field }) => belongs(field, name)));
  };
  const show = (answer) => {
    disk = answer;
    now = structuredClone(disk);
    for (const [name, control] of Object.entries(controls)) control.show(now[name]);
    changed(false);
  };
  const check = async () => {
    const mine = ++asked;
    try {
      const problems = await ask("check", { changes: changes() });
      if (mine === asked) complainAt(problems);
    } catch (refusal) {
      complain(refusal);
    }
  };
  const change = (name, value) => {
    now[name] = value;
    changed(Object.keys(changes()).length > 0);
    clearTimeout(waiting);
    waiting = setTimeout(check, PAUSE);
  };
  const save = async () => {
    clearTimeout(waiting);
    asked += 1; // What is still on its way is out of date.
    try {
      const answer = await ask("save", { changes: changes() });
      show(answer.values);
      complainAt(answer.problems);
      saved();
      toast("settings.saved", "good");
    } catch (refusal) {
      if (!refusal.problems?.length) return complain(refusal);
      complainAt(refusal.problems);
      Object.entries(controls).find(([name]) => belongs(refusal.problems[0].field, name))?.[1].focus();
    }
  };
  const discard = () => {
    clearTimeout(waiting);
    asked += 1;
    show(disk);
    complainAt([]);
  };
  const start = (problems) => {
    show(disk);
    complainAt(problems);
    addEventListener("beforeunload", (event) => Object.keys(changes()).length > 0 && event.preventDefault());
  };
  return { start, change, save, discard };
}

// A problem's field is that of a control, or of a part of it ("models_dirs.1", "launch.gpu_ids").
function belongs(field, name) {
  const section = name === "launch" ? ["launch", "train"] : [name];
  return section.includes(field.split(".")[0]);
}

// What differs, with null for "back to the default".
function differences(values, others) {
  const names = new Set([...Object.keys(values), ...Object.keys(others)]);
  return Object.fromEntries([...names].filter((name) => !same(values[name], others[name])).map((name) => [name, values[name] ?? null]));
}

function index(cards) {
  const titles = ["settings.launch", "settings.machine", "settings.folders", "settings.programs", "settings.downloads", "settings.appearance"];
  return h("nav", { class: "row index", sayLabel: "settings.sections" }, titles.map((title, at) => h("button", { type: "button", say: title, onclick: () => cards[at].scrollIntoView() })));
}

function card(title, help, ...content) {
  return h("section", { class: "card stack", id: title.replace(".", "-") }, h("div", { class: "stack head" }, h("h2", { say: title }), help && h("p", { class: "help", say: help })), content);
}

function workspace(path) {
  return h("div", { class: "setting" }, h("h3", { say: "settings.workspace" }), h("p", { class: "help", say: "settings.workspace_help" }), h("code", { class: "place" }, path));
}

function saveBar({ save, discard }) {
  const element = h("div", { class: "save-bar", hidden: true, role: "region", sayLabel: "settings.unsaved" },
    h("p", { say: "settings.unsaved" }),
    h("div", { class: "row" }, h("button", { type: "button", say: "settings.discard", onclick: discard }), h("button", { type: "button", class: "primary", say: "settings.save", onclick: save })),
  );
  return { element, show: (shown) => (element.hidden = !shown) };
}
