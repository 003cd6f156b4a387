// The card of the doctor: what to check for, traffic lights, and everything that was found.

import { chosen, filesChanged, mayLeave, toastUndo } from "./dataset-state.js";
import { h } from "./dom.js";
import { field } from "./field.js";
import { moment } from "./format.js";
import { jobStrip } from "./job-strip.js";
import { findings } from "./pictures-findings.js";
import { complain } from "./toast.js";
import { say } from "./words.js";

const SEVERITIES = ["error", "warning", "hint"];

// Returns { element, show() }: `show` looks for what the last check came to.
export function checkCard(ask) {
  const values = {};
  const fields = h("div", { class: "check-fields" });
  const button = h("button", { id: "pictures-check", type: "button", class: "primary", say: "pictures.check" });
  const lights = h("div", { class: "row lights", role: "status" });
  const when = h("p", { class: "help" });
  const stale = h("p", { class: "notice", say: "pictures.stale", hidden: true });
  const strip = jobStrip({ remember: "check", resumed: () => show().catch(complain) });
  const shown = {};
  let time; // Of the report that is looked at: files are asked for, and mended, by their place in it.

  const fix = async (finding, leave) => {
    if (!(await mayLeave())) return;
    const done = await ask("fix", { chosen: chosen(), time, finding, leave });
    filesChanged();
    toastUndo(["pictures.fixed", done]);
    await run();
  };
  const list = findings({ ask, fix });
  const run = async () => {
    button.disabled = true;
    try {
      const end = await strip.follow(await ask("check", { chosen: chosen(), values }));
      if (end.code === 0) await show();
    } finally {
      button.disabled = false;
    }
  };
  const show = async () => {
    const report = await ask("report", { chosen: chosen() });
    say(button, report ? "pictures.check_again" : "pictures.check");
    when.hidden = report === null;
    stale.hidden = !report?.stale;
    if (report) {
      say(when, [report.reg_pictures > 0 ? "pictures.checked_both" : "pictures.checked", { pictures: report.pictures, reg: report.reg_pictures, when: moment(report.time) }]);
      for (const name of Object.keys(shown)) shown[name](report[name]);
    }
    lights.replaceChildren(...(report ? lightsOf(report.findings) : []));
    time = report?.time;
    list.show(report);
  };
  ask("fields").then((parameters) => {
    for (const parameter of parameters) {
      const made = field(parameter, { value: values[parameter.name], onInput: (value) => (value === undefined ? delete values[parameter.name] : (values[parameter.name] = value)) });
      shown[parameter.name] = (value) => {
        if (!(parameter.name in values)) made.show(value === parameter.default ? undefined : (values[parameter.name] = value));
      };
      fields.append(made.element);
    }
  }, complain);
  button.addEventListener("click", () => run().catch(complain));
  return {
    element: h("section", { class: "card stack doctor" },
      h("div", { class: "row spread" },
        h("header", {}, h("h2", { say: "pictures.check_title" }), h("p", { class: "help", say: "pictures.check_about" })),
        button,
      ),
      fields, strip.element, stale, lights, when, list.element,
    ),
    show,
  };
}

// Red, yellow and blue with their numbers; green where there is neither of the first two.
function lightsOf(found) {
  const counts = SEVERITIES.map((severity) => [severity, found.filter((each) => each.severity === severity).length]);
  const lights = counts.filter(([, count]) => count > 0).map(([severity, count]) => light(severity, [`pictures.lights.${severity}`, { count }]));
  return found.some(({ severity }) => severity !== "hint") ? lights : [light("fine", "pictures.lights.fine"), ...lights];
}

function light(kind, text) {
  return h("span", { class: `light ${kind}` }, h("i", { "aria-hidden": "true" }), h("span", { say: text }));
}
