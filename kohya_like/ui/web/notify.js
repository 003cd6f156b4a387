// Telling the reader that a job ended, even while another window is in front.

import { runAddress } from "./pages.js";
import { toast } from "./toast.js";
import { tr } from "./words.js";

const CHOICE = "kohya-like.notify";
const KINDS = { finished: "good", stopped: "good", failed: "bad", interrupted: "bad", killed: "bad" };

// Browsers offer notifications only to pages of this computer and to those served by HTTPS.
export function notificationsPossible() {
  return "Notification" in globalThis && isSecureContext && Notification.permission !== "denied";
}

export function notificationsWanted() {
  return notificationsPossible() && Notification.permission === "granted" && localStorage.getItem(CHOICE) === "yes";
}

// Asks the browser's permission where that is still to be done; resolves to whether notifications will come.
export async function wantNotifications(wanted = true) {
  localStorage.setItem(CHOICE, wanted ? "yes" : "no");
  if (wanted && notificationsPossible()) await Notification.requestPermission();
  return notificationsWanted();
}

// Jobs whose end is shown where they were started, so that a toast would say it twice.
const followed = new Set();
export const followedHere = (id) => followed.add(id);

// `job` is { id, title, status, text }.
export function tellEnd(job) {
  if (followed.has(job.id) && !document.hidden) return;
  const href = runAddress(job.id);
  const headline = ["shell.ended", { title: job.title, status: [`status.${job.status}`, {}] }];
  const sentence = tr(job.text) ? ["shell.ended_because", { headline, text: job.text }] : headline;
  toast(sentence, KINDS[job.status], { href, say: "shell.open_run" });
  if (notificationsWanted()) show(job, href, headline);
}

// Several tabs say the same: one tag is shown once.
function show(job, href, headline) {
  const note = new Notification(tr(headline), { body: tr(job.text), tag: job.id });
  note.onclick = () => {
    focus();
    location.assign(href);
  };
}
