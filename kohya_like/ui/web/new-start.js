// The card beside the others: what the run will be, and the buttons that begin it.

import { h } from "./dom.js";
import { writeDraft } from "./draft.js";
import { leave, runAddress } from "./pages.js";

// `uploads()` gives the promise of uploads that still go on, `shown` takes what stands against a start.
export function startCard({ ask, state, shown, plan, uploads }) {
  // Gives the pictures their place under the name of the trigger word; only then a run can be made of them.
  const act = async (work) => {
    await uploads();
    shown.forget();
    try {
      const project = await ask("settle", { choices: state.values });
      if (project) state.set({ project, folder: null });
      await work();
    } catch (refusal) {
      shown.all(refusal);
    }
  };
  const start = () => act(async () => leave(runAddress(await ask("start", { choices: state.values }))));
  const details = () => act(async () => {
    writeDraft(await ask("details", { choices: state.values }));
    await leave("train");
  });
  const clear = () => {
    state.clear();
    location.reload();
  };
  return h("aside", { class: "card stack start-card" },
    h("h2", { say: "new.plan.title" }), plan.element, shown.element,
    waiting(h("button", { id: "start", type: "button", class: "primary", say: "new.start" }), start),
    waiting(h("button", { type: "button", say: "new.details" }), details),
    h("button", { type: "button", class: "quiet", say: "new.clear", onclick: clear }),
  );
}

// A button that is off while its work goes on.
export function waiting(button, work) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    await work().finally(() => (button.disabled = false));
  });
  return button;
}
