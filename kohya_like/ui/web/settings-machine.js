// What this machine has: a look that takes seconds, begun by a button, and its table.

import { h } from "./dom.js";
import { moment } from "./format.js";
import { complain } from "./toast.js";
import { say } from "./words.js";

const POLL = 1000;

export function machineCard(ask) {
  const button = h("button", { type: "button", say: "settings.look", onclick: () => follow("check_machine") });
  const when = h("p", { class: "help", role: "status", hidden: true });
  const result = h("div", { class: "stack", hidden: true });
  const element = h("section", { class: "card stack", id: "settings-machine" },
    h("div", { class: "row spread head" }, h("div", { class: "stack head" }, h("h2", { say: "settings.machine" }), h("p", { class: "help", say: "settings.machine_help" })), button),
    when,
    result,
  );
  const show = (seen) => {
    button.disabled = seen.checking;
    say(button, seen.checking ? "settings.looking" : seen.time ? "settings.look_again" : "settings.look");
    say(when, seen.time && !seen.checking ? ["settings.looked", { time: moment(seen.time) }] : null);
    when.hidden = !seen.time || seen.checking;
    result.hidden = !seen.time;
    result.classList.toggle("old", seen.checking);
    if (seen.error) result.replaceChildren(h("p", { class: "notice bad", say: seen.error }));
    else if (seen.time) result.replaceChildren(...report(seen));
  };
  const follow = async (name) => {
    try {
      const seen = await ask(name);
      show(seen);
      if (seen.checking && element.isConnected) setTimeout(() => follow("machine"), POLL);
    } catch (refusal) {
      button.disabled = false;
      complain(refusal);
    }
  };
  follow("machine");
  return element;
}

function report({ findings, environment }) {
  const lacking = findings.some((finding) => finding.essential && finding.state !== "yes");
  const verdict = h("p", { class: `notice ${lacking ? "bad" : "good"}`, say: lacking ? "settings.cannot_train" : "settings.can_train" });
  const table = h("table", {},
    h("thead", {}, h("tr", {}, ["settings.thing", "settings.state", "settings.finding"].map((title) => h("th", { scope: "col", say: title })))),
    h("tbody", {}, findings.map(line)),
  );
  return [verdict, h("div", { class: "wide-table" }, table), h("h3", { say: "settings.environment" }), variables(environment)];
}

function line({ name, state, text, essential }) {
  const colour = state === "yes" ? "finished" : state === "problem" || essential ? "failed" : "";
  return h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, h("span", { class: `chip ${colour}`, say: `settings.state.${state}` })), h("td", { class: "details", say: text }));
}

function variables(environment) {
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return lines.length > 0 ? h("pre", {}, lines.join("\n")) : h("p", { class: "help", say: "settings.no_environment" });
}
