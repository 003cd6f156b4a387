// A job of a step: a bar, what it is doing, a button to stop it, and how it ended.

import { askDataset } from "./dataset-state.js";
import { h } from "./dom.js";
import { followedHere } from "./notify.js";
import { complain } from "./toast.js";
import { say } from "./words.js";

const POLL = 700;

// { element, follow(id) }: `follow` resolves to the job's last state ({ code: 0 } where it finished), and shows it.
// With `remember`, a name, the job is followed again after a reload: `resumed(end)` then hears its end. `keeps` says whether a
// job that is stopped leaves what it had made by then.
export function jobStrip({ remember = null, resumed = () => {}, keeps = true } = {}) {
  const key = remember && `kohya-like.job.${remember}`;
  const phase = h("span", { class: "phase" });
  const count = h("span", { class: "help" });
  const fill = h("i");
  const bar = h("div", { class: "bar", role: "progressbar", sayLabel: "runs.progress", "aria-valuemin": 0, "aria-valuemax": 100 }, fill);
  const stop = h("button", { type: "button", say: "dataset.job.stop" });
  const ends = h("div", { class: "sentences", role: "status" });
  const element = h("div", { class: "job-strip stack", hidden: true }, h("div", { class: "row spread" }, h("div", { class: "row" }, phase, count), stop), bar, ends);
  let id = null;
  stop.addEventListener("click", () => askDataset("stop_job", { job: id }).catch(complain));

  const show = (now) => {
    say(phase, now.pending ? now.phase ?? `status.${now.status}` : `status.${now.status}`);
    const part = now.total ? Math.floor((100 * now.step) / now.total) : 0;
    say(count, now.total ? ["dataset.job.progress", now] : { en: "", zh: "" });
    fill.style.width = `${part}%`;
    bar.setAttribute("aria-valuenow", part);
    bar.classList.toggle("waiting", now.pending && !now.total);
    bar.hidden = stop.hidden = !now.pending;
    ends.replaceChildren(...now.warnings.map((text) => h("p", { class: "problem warning", say: text })), ...endOf(now, keeps));
  };
  const follow = async (job) => {
    id = job;
    followedHere(job);
    if (key) sessionStorage.setItem(key, job);
    element.hidden = false;
    for (;;) {
      const now = await askDataset("job", { job });
      if (id !== job) return now; // Another one is followed by now.
      show(now);
      if (!now.pending) {
        if (key) sessionStorage.removeItem(key);
        element.hidden = now.code === 0 && now.warnings.length === 0;
        return now;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL));
    }
  };
  const before = key && sessionStorage.getItem(key);
  if (before) follow(before).then(resumed, () => sessionStorage.removeItem(key));
  return { element, follow };
}

// Nothing for a job that finished. What a job of the page goes on with is a button of its step, not a command.
function endOf({ status, code, end, hint }, keeps) {
  if (status === "stopped") return [h("p", { say: keeps ? "dataset.job.kept" : "dataset.job.unchanged" })];
  const sentences = code ? [end, status === "failed" && hint].filter(Boolean) : [];
  return sentences.map((text) => h("p", { class: "problem", say: text }));
}
