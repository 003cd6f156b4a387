// The frame around every page: navigation, language, theme, and the jobs that run or wait.

import { h } from "./dom.js";
import { asking } from "./server.js";
import { language, say, setLanguage } from "./words.js";

const PAGES = [["new", ""], ["runs", "runs"]];
const POLL = 2000;

export function mount(island) {
  const ask = asking(island);
  const jobs = h("div", { class: "jobs" });
  const here = location.pathname.replace(/\/+$/, "").split("/").pop();
  island.element.append(
    h("nav", {}, PAGES.map(([name, path]) => h("a", { href: path || "./", say: `shell.${name}`, "aria-current": here === path && "page" }))),
    h("button", { say: "shell.language", onclick: () => setLanguage(language() === "zh" ? "en" : "zh") }),
    h("h2", { say: "shell.jobs" }),
    jobs,
  );
  const show = async () => {
    if (!document.hidden) {
      try {
        const list = await ask("jobs");
        jobs.replaceChildren(...list.map((job) => h("a", { href: `runs?run=${encodeURIComponent(job.id)}` }, `${job.title} ${job.step ?? ""}/${job.total ?? ""}`)));
        if (!list.length) jobs.replaceChildren(h("p", { say: "shell.no_jobs" }));
      } catch (refusal) {
        jobs.replaceChildren(say(h("p"), refusal.text));
      }
    }
    if (island.element.isConnected) setTimeout(show, POLL);
  };
  show();
}
