// The list of runs: narrowed by words and by state, page by page, with the losses of the ticked ones over each other.

import { h } from "./dom.js";
import { duration, moment, short } from "./format.js";
import { later } from "./newest.js";
import { runAddress } from "./pages.js";
import { liveRows } from "./rows.js";
import { comparison } from "./run-comparison.js";
import { say } from "./words.js";

const POLL = 2000; // Milliseconds.
const TYPING = 200;
const TROUBLED = new Set(["failed", "interrupted", "damaged"]);
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
  root.append(h("div", { class: "stack" }, h("header", { class: "page-head" }, h("h1", { say: "runs.title" })), trouble, empty, tools, compare.element, none, list, pages.element));

  const rows = liveRows(list, (run) => row(run, compare));
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
    rows.show(answer.runs);
    pages.show(query.start, answer);
  };
  document.addEventListener("visibilitychange", () => !document.hidden && refresh());
  refresh();
}

// The row of a run, which is made once and then follows it.
function row(run, compare) {
  const link = h("a", { class: "link", href: runAddress(run.id) });
  const chip = h("span");
  const facts = h("div", { class: "facts help" });
  const fill = h("i");
  const bar = h("div", { class: "bar" }, fill);
  const trouble = h("p", { class: "problem" });
  const thumbnails = h("div", { class: "thumbnails" });
  link.append(h("span", { class: "title" }, run.title), chip);
  const element = h("li", { class: "card", data: { run: run.id } }, compare.tick(run), link, facts, bar, trouble, thumbnails);
  let shown = "";
  const show = (now) => {
    const content = JSON.stringify(now);
    if (content === shown) return;
    shown = content;
    chip.className = `chip ${now.status}`;
    say(chip, `status.${now.status}`);
    facts.replaceChildren(...readings(now).map((text) => h("span", { say: text })));
    bar.hidden = !(now.since && now.reached);
    fill.style.width = now.reached ? `${(100 * now.reached[0]) / now.reached[1]}%` : "0";
    trouble.hidden = !TROUBLED.has(now.status);
    say(trouble, now.text);
    showThumbnails(thumbnails, now.previews);
  };
  return { element, show };
}

function readings(run) {
  const seconds = run.worked + (run.since ? Date.now() / 1000 - run.since : 0);
  return [
    moment(run.created),
    seconds > 0 && duration(seconds),
    run.reached && ["runs.step_of", { step: run.reached[0], total: run.reached[1] }],
    run.loss !== null && ["runs.loss_is", { loss: short(run.loss) }],
  ].filter(Boolean);
}

// A picture that is shown already is not loaded again.
function showThumbnails(element, sources) {
  const known = new Map([...element.children].map((picture) => [picture.getAttribute("src"), picture]));
  element.hidden = sources.length === 0;
  element.replaceChildren(...sources.map((src) => known.get(src) ?? h("img", { src, alt: "", loading: "lazy" })));
}

function toolbar(change) {
  const type = later((search) => change({ search }), TYPING);
  return h("div", { class: "row tools", hidden: true },
    h("input", { type: "search", sayLabel: "runs.search", sayPlaceholder: "runs.search", oninput: (event) => type(event.target.value) }),
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
