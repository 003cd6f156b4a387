// The run that is being set up: { parameter: value } of what differs from the defaults. It lives in the browser, so that
// it survives a reload and is the same on every page and in every tab.

const KEY = "kohya-like.draft";
const listeners = new Set();

export function readDraft() {
  try {
    return { ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return {}; // Written by somebody else; a draft begins anew.
  }
}

// `source` is passed on to the listeners, so that a writer recognises its own changes.
export function writeDraft(values, source = null) {
  localStorage.setItem(KEY, JSON.stringify(values));
  for (const listener of listeners) listener(values, source);
}

export function onDraft(listener) {
  listeners.add(listener);
}

addEventListener("storage", (event) => {
  if (event.key === KEY) for (const listener of listeners) listener(readDraft(), null);
});
