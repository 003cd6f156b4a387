// Asking Python. An answer is a value; everything else becomes a Refusal with a text for people.

export class Refusal extends Error {
  constructor({ text, hint = null, problems = [], code = 1 }) {
    super(text.en ?? String(text));
    Object.assign(this, { text, hint, problems, code });
  }
}

// `ask("follow", { job })` calls the function `follow` of this island's panel.
export function asking(island) {
  return async function ask(name, values = {}) {
    let answer = null;
    try {
      answer = await island.server[`${island.name}_${name}`](values);
    } catch {
      answer = null; // No connection; Gradio says the same of a function that raised.
    }
    if (!answer) {
      await signInAgain();
      throw new Refusal({ text: "common.lost" });
    }
    if (answer.error) throw new Refusal(answer.error);
    return answer.value;
  };
}

// A server that started anew has forgotten who signed in: loading the page again asks.
async function signInAgain() {
  const answer = await fetch("gradio_api/login_check").catch(() => null);
  if (answer?.status === 401) location.reload();
}
