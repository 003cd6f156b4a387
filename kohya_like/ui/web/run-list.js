// The list of runs: narrowed by words and by state, page by page, with the losses of the ticked ones over each other.

import { h } from "./dom.js";
import { comparison } from "./run-comparison.js";
import { duration, moment, short } from "./run-format.js";
import { say } from "./words.js";

const POLL = 2000; // Milliseconds.
const TYPING = 200;
const GROUPS = { "": "runs.group_all", live: "runs.group_live", waiting: "runs.group_waiting", done: "runs.group_done", ended: "runs.group_ended", broken: "runs.group_broken" };

export function mountList(root, ask) {
  const query = { search: "", group: "", start: 0 };
  const list = h("ul", { class: "run-list" });
  const compare = comparison(ask);
  const pages = pager((start) => change({ start }));
  const trouble = h("p", { class: "notice bad", role: "alert", hidden: true });
  const none = h("p", { class: "help", say: "runs.nothing_found", hidden: true });
  const empty = emptyState();
  const tools = toolbar((more) => change({ ...more, start: 0 }));
  root.append(h("div", { class: "stack" }, h("h1", { say: "runs.title" }), trouble, empty, tools, compare.element, none, list, pages.element));

  let [asked, timer] = [0, null];
  const change = (more) => {
    Object.assign(query, more);
    refresh();
  };
  const refresh = async () => {
    clearTimeout(timer);
    const number = (asked += 1);
    try {
      const answer = document.hidden ? null : await ask("runs", query);
      if (answer && number === asked) show(answer); // Not the answer to an earlier question.
      trouble.hidden = true;
    } catch (refusal) {
      if (!refusal.text) throw refusal;
      say(trouble, refusal.text);
      trouble.hidden = false;
    }
    if (root.isConnected && number === asked) timer = setTimeout(refresh, POLL);
  };
  const show = (answer) => {
    empty.hidden = answer.all > 0;
    tools.hidden = answer.all === 0;
    none.hidden = answer.found > 0 || answer.all === 0;
    repaint(list, answer.runs, compare);
    pages.show(query.start, answer);
  };
  document.addEventListener("visibilitychange", () => !document.hidden && refresh());
  refresh();
}

// Only rows that changed are made anew, so that focus and pictures stay.
function repaint(list, runs, compare) {
  const known = new Map([...list.children].map((row) => [row.dataset.content, row]));
  const rows = runs.map((run) => known.get(JSON.stringify(run)) ?? row(run, compare));
  const same = rows.length === list.childElementCount && rows.every((one, i) => one === list.children[i]);
  if (!same) list.replaceChildren(...rows);
}

function row(run, compare) {
  const part = run.reached ? Math.floor((100 * run.reached[0]) / run.reached[1]) : 0;
  const seconds = run.worked + (run.since ? Date.now() / 1000 - run.since : 0);
  return h("li", { class: "card", data: { content: JSON.stringify(run), run: run.id } },
    compare.tick(run),
    h("a", { class: "link", href: `runs?run=${encodeURIComponent(run.id)}` },
      h("span", { class: "title" }, run.title),
      h("span", { class: `chip ${run.status}`, say: `status.${run.status}` })),
    h("div", { class: "facts help" },
      h("span", { say: moment(run.created) }),
      seconds > 0 && h("span", { say: duration(seconds) }),
      run.reached && h("span", { say: ["runs.step_of", { step: run.reached[0], total: run.reached[1] }] }),
      run.loss !== null && h("span", { say: ["runs.loss_is", { loss: short(run.loss) }] })),
    run.since && run.reached && h("div", { class: "bar" }, h("i", { style: `width: ${part}%` })),
    ["failed", "interrupted", "damaged"].includes(run.status) && h("p", { class: "problem", say: run.text }),
    run.previews.length > 0 && h("div", { class: "thumbnails" }, run.previews.map((src) => h("img", { src, alt: "", loading: "lazy" }))));
}

function toolbar(change) {
  let timer = null;
  const type = (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => change({ search: event.target.value }), TYPING);
  };
  return h("div", { class: "row tools", hidden: true },
    h("input", { type: "search", sayLabel: "runs.search", sayPlaceholder: "runs.search", oninput: type }),
    h("select", { sayLabel: "runs.group", onchange: (event) => change({ group: event.target.value }) }, Object.entries(GROUPS).map(([value, key]) => h("option", { value, say: key }))));
}

function pager(go) {
  const before = h("button", { say: "runs.newer", onclick: () => go(start - page) });
  const after = h("button", { say: "runs.older", onclick: () => go(start + page) });
  const where = h("span", { class: "help" });
  let [start, page] = [0, 0];
  const element = h("div", { class: "row pager", hidden: true }, before, where, after);
  return {
    element,
    show(from, { found, page: size }) {
      [start, page] = [from, size];
      element.hidden = found <= size;
      before.disabled = start === 0;
      after.disabled = start + page >= found;
      say(where, ["runs.page", { first: start + 1, last: Math.min(start + page, found), count: found }]);
    },
  };
}

function emptyState() {
  return h("div", { class: "card stack empty", hidden: true }, h("h2", { say: "runs.none" }), h("p", { class: "help", say: "runs.none_help" }), h("div", {}, h("a", { class: "button", href: "./", say: "runs.begin" })));
}
