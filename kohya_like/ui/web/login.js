// The login: the only thing that whoever has not signed in gets to see. Stands at the address that was asked for.

import { h } from "./dom.js";
import { language, say, setLanguage } from "./words.js";

const problem = h("p", { class: "problem", role: "alert", hidden: true });
const user = h("input", { name: "username", autocomplete: "username", required: true, autofocus: true });
const password = h("input", { name: "password", type: "password", autocomplete: "current-password", required: true });
const enter = h("button", { class: "primary", say: "login.enter" });

async function signIn(event) {
  event.preventDefault();
  enter.disabled = true;
  problem.hidden = true;
  const refusal = await refused(new URLSearchParams(new FormData(event.target)));
  if (!refusal) return leave();
  say(problem, refusal);
  problem.hidden = false;
  enter.disabled = false;
  password.select();
}

// Why nobody was let in; null if somebody was.
async function refused(body) {
  try {
    const answer = await fetch("login", { method: "POST", body });
    return answer.ok ? null : (await answer.json()).detail;
  } catch {
    return "common.lost";
  }
}

function leave() {
  if (location.pathname.endsWith("/login")) location.replace("./");
  else location.reload();
}

function brand() {
  return h("div", { class: "brand" }, h("img", { src: new URL("icon.svg", import.meta.url).href, alt: "", width: 28, height: 28 }), "kohya-like");
}

function labelled(text, input) {
  return h("label", { class: "stack" }, h("span", { say: text }), input);
}

document.body.append(
  h("main", { class: "island login" },
    h("form", { class: "card stack", onsubmit: signIn },
      h("div", { class: "row spread" },
        brand(),
        h("button", { type: "button", class: "quiet", say: "login.language", onclick: () => setLanguage(language() === "zh" ? "en" : "zh") }),
      ),
      h("h1", { say: "login.title" }),
      labelled("login.user", user),
      labelled("login.password", password),
      problem,
      enter,
    ),
  ),
);
