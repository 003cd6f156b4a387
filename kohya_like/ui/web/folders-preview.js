// What building would make, the button that makes it, and the way to training.

import { choose, filesChanged } from "./dataset-state.js";
import { h } from "./dom.js";
import { readDraft, writeDraft } from "./draft.js";
import { choices } from "./new-state.js";
import { card } from "./new-parts.js";
import { waiting } from "./new-start.js";
import { leave } from "./pages.js";
import { complain, toast } from "./toast.js";
import { say } from "./words.js";

const HOWS = ["link", "copy", "move"];

// `refused(problems)` hears what stood against building. Returns { element, show(preview), plain(isFolder) }.
export function previewCard({ ask, values, refused }) {
  let ready = { train: null, reg: null };
  let isFolder = false; // Not a project: its one heap is treated as so many repeats.
  const tree = h("div", { class: "tree" });
  const sum = h("p", { class: "sum" });
  const how = h("select", { id: "folders-how" }, HOWS.map((value) => h("option", { value, say: `folders.how.${value}` })));
  const about = h("p", { class: "help" });
  const identifier = h("input", { id: "folders-identifier", type: "checkbox", checked: true });
  const makes = h("p", { class: "help", say: "folders.makes_project", hidden: true });
  const build = h("button", { id: "build", type: "button", class: "primary", say: "folders.build" });
  const train = h("button", { id: "folders-train", type: "button", say: "folders.to_train", onclick: () => toTrain() });
  const start = h("button", { id: "folders-new", type: "button", class: "quiet", say: "folders.to_new", onclick: () => toNew() });
  const next = h("div", { class: "stack next", hidden: true }, h("h3", { say: "folders.next" }), h("p", { class: "help path" }), train, start);
  const explain = () => say(about, `folders.how_about.${how.value}`);
  how.addEventListener("change", explain);
  explain();

  const make = async () => {
    try {
      const built = await ask("build", { chosen: values.chosen, concepts: values.concepts, how: how.value, add_identifier: identifier.checked });
      const count = built.linked + built.copied + built.moved + built.unchanged;
      toast([built.removed > 0 ? "folders.built_anew" : "folders.built", { ...built, count }], "good");
      if (values.chosen.project === built.project) filesChanged();
      else await choose({ project: built.project });
    } catch (refusal) {
      if (!refusal.problems) throw refusal;
      if (refusal.problems.length > 0) refused(refusal.problems);
      else complain(refusal);
      document.querySelector("#folders .problem")?.scrollIntoView({ block: "center", behavior: "smooth" });
    }
  };
  waiting(build, make);
  const toTrain = () => {
    writeDraft({ ...readDraft(), train_data_dir: ready.train, reg_data_dir: ready.reg ?? undefined });
    return leave("train");
  };
  const toNew = () => {
    const [first] = values.concepts;
    choices().set({ project: null, folder: ready.train, trigger: first?.identifier ?? "", class_word: first?.class_word ?? "" });
    return leave("./");
  };
  const show = (found) => {
    ready = found.ready;
    tree.replaceChildren(...["train", "reg"].map((set) => branch(set, found.folders.filter((folder) => folder.set === set))).filter(Boolean));
    say(sum, summary(found));
    next.hidden = ready.train === null;
    next.querySelector(".path").textContent = [ready.train, ready.reg].filter(Boolean).join(" · ");
    start.hidden = ready.reg !== null;
    const [only, ...others] = found.folders;
    say(build, isFolder && only && others.length === 0 ? ["folders.treat", { repeats: only.repeats, words: only.name.slice(only.name.indexOf("_") + 1) }] : "folders.build");
  };
  return {
    element: h("aside", {}, card("folders.preview", null, tree, sum,
      h("div", { class: "field-block" }, h("label", { htmlFor: how.id, say: "folders.how" }), how, about),
      h("label", { class: "row check" }, identifier, h("span", { say: "folders.add_identifier" })),
      makes, build, next)),
    show,
    plain(now) {
      isFolder = now;
      makes.hidden = !now;
    },
  };
}

function branch(set, folders) {
  if (folders.length === 0) return null;
  const row = (folder) => h("li", {},
    h("code", {}, folder.name),
    h("span", { class: "help", say: ["folders.product", folder] }),
    folder.stands && h("span", { class: "chip", say: "folders.stands" }));
  return h("div", {}, h("code", { class: "set" }, `${set}/`), h("ul", {}, folders.map(row)));
}

function summary({ trained, taken, factor }) {
  if (trained === 0) return "folders.nothing";
  if (taken === 0) return ["folders.per_epoch", { trained }];
  return ["folders.per_epoch_reg", { trained, taken, factor: factor.toFixed(1).replace(/\.0$/, "") }];
}
