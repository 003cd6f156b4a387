// What a plan says, as elements: figures, folders, buckets, estimates.

import { h } from "./dom.js";
import { bytes, estimate } from "./format.js";

const about = (count) => bytes(count, 2);

// `plan` is as plan/document.py makes it, `estimates` as plan/estimates.py does; `base` says what the base model is.
export function planBody(plan, base, estimates) {
  return [plan.total_steps > 0 && figures(plan), needs(plan, base, estimates), folders(plan), buckets(plan), details(plan)].filter(Boolean);
}

function figures(plan) {
  const pictures = plan.subsets.reduce((sum, subset) => sum + subset.pictures, 0);
  const perEpoch = plan.subsets.reduce((sum, subset) => sum + subset.per_epoch, 0);
  return h("div", { class: "figures" },
    figure("plan.pictures", pictures, ["plan.pictures_of", { per_epoch: perEpoch }]),
    figure("plan.steps", plan.total_steps, ["plan.steps_of", { epochs: plan.epochs, per_epoch: plan.steps_per_epoch }]),
    figure("plan.files", plan.files, plan.bytes_per_file === null ? null : ["plan.files_of", { size: about(plan.bytes_per_file) }]),
    figure("plan.previews", plan.previews.length, plan.previews.length > 0 ? "plan.previews_of" : "plan.previews_none"),
  );
}

function figure(label, value, more) {
  return h("div", { class: "figure" }, h("h3", { say: label }), h("strong", {}, value.toLocaleString("en")), more && h("p", { class: "help", say: more }));
}

function needs(plan, base, { memory, disk, time }) {
  return h("dl", { class: "facts" },
    fact("plan.base", base ? h("span", { say: base }) : h("span", { say: "plan.base_none" }), plan.base && h("p", { class: "help" }, fileName(plan.base.path))),
    fact("plan.memory", ...memoryOf(memory)),
    fact("plan.disk", ...diskOf(disk)),
    fact("plan.time", ...timeOf(time)),
    fact("plan.rates", h("span", { class: "row rates" }, Object.entries(plan.learning_rates).map(([part, rate]) => h("span", { say: [`plan.rate_${part}`, { rate: String(rate) }] })))),
  );
}

function memoryOf(memory) {
  if (!memory) return [h("span", { say: "plan.memory_unknown" })];
  const parts = Object.fromEntries(["base", "network", "activations"].map((name) => [name, about(memory[name])]));
  return [
    h("span", { say: [memory.cpu ? "plan.memory_cpu" : "plan.memory_gpu", { size: about(memory.total) }] }),
    h("p", { class: "help", say: ["plan.memory_parts", parts] }),
  ];
}

function diskOf({ files, state, cache, free }) {
  if (files === null || state === null) return [h("span", { say: "plan.disk_unknown" })];
  return [
    h("span", { say: ["plan.disk_about", { size: about(files + state + cache) }] }),
    h("p", { class: "help", say: ["plan.disk_parts", { files: about(files), state: about(state), cache: about(cache) }] }),
    free !== null && h("p", { class: "help", say: ["plan.disk_free", { free: about(free) }] }),
  ];
}

function timeOf(time) {
  if (!time) return [h("span", { say: "plan.time_unknown" })];
  return [
    h("span", { say: ["plan.time_about", { duration: estimate(time.seconds) }] }),
    h("p", { class: "help", say: ["plan.time_from", { seconds: time.per_step.toPrecision(2), title: time.title }] }),
  ];
}

function fact(label, ...values) {
  return h("div", {}, h("dt", { say: label }), h("dd", {}, ...values));
}

function fileName(path) {
  return path.split(/[\\/]/).pop();
}

function folders(plan) {
  if (plan.subsets.length === 0) return null;
  const heads = ["plan.folder", "plan.pictures", "plan.repeats", "plan.per_epoch", "plan.captions"];
  return h("section", {}, h("h3", { say: "plan.folders" }),
    h("div", { class: "scroll" }, h("table", {},
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col", say: head })))),
      h("tbody", {}, plan.subsets.map((subset) => h("tr", {},
        h("td", { title: subset.folder }, subset.name, subset.is_reg && " ", subset.is_reg && h("span", { class: "chip", say: "plan.reg" })),
        ...[subset.pictures, `× ${subset.repeats}`, subset.per_epoch, `${subset.captioned} / ${subset.pictures}`].map((value) => h("td", { class: "number" }, String(value))),
      ))),
    )),
    plan.held_out > 0 && h("p", { class: "help", say: ["plan.held_out", { count: plan.held_out }] }),
  );
}

function buckets(plan) {
  if (plan.buckets.length === 0) return null;
  const most = Math.max(...plan.buckets.map((bucket) => bucket.per_epoch));
  return h("section", {}, h("h3", { say: "plan.buckets" }), h("div", { class: "buckets" }, plan.buckets.flatMap((bucket) => [
    h("span", { class: "number" }, `${bucket.width} × ${bucket.height}`),
    h("div", { class: "bar" }, h("i", { style: `width: ${(100 * bucket.per_epoch) / most}%` })),
    h("span", { class: "number" }, String(bucket.per_epoch)),
  ])));
}

function details(plan) {
  const few = plan.saves.length > 12 ? [...plan.saves.slice(0, 6), "…", ...plan.saves.slice(-3)] : plan.saves;
  return h("div", { class: "help" }, plan.saves.length > 0 && h("p", { say: ["plan.saves", { steps: few.join(", ") }] }), h("p", {}, h("span", { say: "plan.output" }), ": ", h("code", {}, plan.output_folder)));
}
