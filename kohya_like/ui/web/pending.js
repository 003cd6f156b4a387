// The jobs that run or wait, a row each.

import { h } from "./dom.js";
import { runAddress } from "./pages.js";
import { liveRows } from "./rows.js";
import { say } from "./words.js";

// { element, brief, show(jobs) }: `brief` is a link for where there is no room, with the share of the first job done.
export function pendingJobs() {
  const list = h("ul");
  const rows = liveRows(list, row);
  const none = h("p", { class: "help", say: "shell.no_jobs" });
  const brief = h("a", { class: "chip running", hidden: true });
  const element = h("section", { class: "jobs", sayLabel: "shell.jobs" }, h("h3", { say: "shell.jobs" }), none, list);

  const show = (jobs) => {
    rows.show(jobs);
    none.hidden = jobs.length > 0;
    showBrief(brief, jobs[0]);
  };
  return { element, brief, show };
}

function row() {
  const title = h("span", { class: "job-title" });
  const percent = h("span", { class: "job-percent" });
  const bar = h("i");
  const status = h("span", {});
  const steps = h("span", { class: "job-steps" });
  const link = h("a", { class: "job" },
    h("span", { class: "job-line" }, title, percent),
    h("span", { class: "bar" }, bar),
    h("span", { class: "job-line" }, status, steps),
  );
  const element = h("li", {}, link);

  const show = (job) => {
    link.href = runAddress(job.id);
    link.title = title.textContent = job.title;
    percent.textContent = share(job);
    bar.style.width = `${100 * done(job)}%`;
    status.className = `chip ${job.status}`;
    say(status, `status.${job.status}`);
    say(steps, job.total ? ["shell.steps", { step: job.step, total: job.total }] : null);
  };
  return { element, show };
}

function showBrief(link, job) {
  link.hidden = !job;
  if (!job) return;
  link.href = runAddress(job.id);
  link.className = `chip ${job.status}`;
  say(link, job.total ? ["shell.share", { share: share(job) }] : `status.${job.status}`);
  link.title = job.title;
}

const done = (job) => (job.total ? job.step / job.total : 0);
const share = (job) => (job.total ? `${Math.floor(100 * done(job))} %` : "");
