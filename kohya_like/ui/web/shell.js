// The frame around every page: navigation, language, theme, the jobs that run or wait, and whether the server answers.

import { connectBrowser } from "./browse.js";
import { h } from "./dom.js";
import { tellEnd, notificationsWanted } from "./notify.js";
import { pendingJobs } from "./pending.js";
import { asking, Refusal } from "./server.js";
import { sidebar } from "./sidebar.js";
import { onLanguage, tr } from "./words.js";

const POLL = 2000;
const POLL_HIDDEN = 15000;
const FAILURES_BEFORE_SAID = 2;
const SEEN = "kohya-like.seen"; // Ids of the jobs that this tab saw running: kept from page to page.

export function mount(island) {
  const { here } = island.props;
  const jobs = pendingJobs();
  const lost = h("p", { class: "notice", hidden: true, say: "shell.lost" });
  const reload = h("a", { href: location.href, say: "shell.reload" });
  const updated = h("p", { class: "notice", hidden: true }, h("span", { say: "shell.updated" }), " ", reload);
  island.element.append(...sidebar(island.props, jobs), h("div", { class: "announcements", role: "status" }, lost, updated));
  titled(here);
  connectBrowser(asking(island));
  keepPage();
  watch(island, jobs, { lost, updated });
}

// A file that is dropped beside the place for it would be opened instead of the page. A page that the browser kept while
// another was looked at holds what was true then.
function keepPage() {
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

function titled(here) {
  const paint = () => {
    document.title = `${tr(`shell.page.${here}`)} · kohya-like`;
  };
  onLanguage(paint);
  paint();
}

// Asks for the jobs for as long as the page lives: seldom in a hidden tab, and only if somebody waits for its word.
function watch(island, jobs, notices) {
  const ask = asking(island);
  let failures = 0;
  const once = async () => {
    try {
      const answer = await ask("jobs", { seen: seenJobs() });
      failures = 0;
      jobs.show(answer.pending);
      tellEnds(answer);
      notices.updated.hidden = import.meta.url.includes(`/${answer.version}/`);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      failures += 1;
    }
    notices.lost.hidden = failures < FAILURES_BEFORE_SAID;
  };
  let looking = null; // Two looks at once would tell the same ends twice.
  const look = () => (looking ??= once().finally(() => (looking = null)));
  const turn = async () => {
    if (!document.hidden || notificationsWanted()) await look();
    if (island.element.isConnected) setTimeout(turn, document.hidden ? POLL_HIDDEN : POLL);
  };
  document.addEventListener("visibilitychange", () => !document.hidden && look());
  turn();
}

function seenJobs() {
  return JSON.parse(sessionStorage.getItem(SEEN) ?? "[]");
}

function tellEnds({ pending, ended }) {
  sessionStorage.setItem(SEEN, JSON.stringify(pending.map((job) => job.id)));
  ended.forEach(tellEnd);
}
