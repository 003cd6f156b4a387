// What the reader chose for captions from a model. It lives in the browser, so that a reload loses nothing.

const KEY = "kohya-like.captioning";

// { captioner, models: { captioner: folder }, values: { parameter: value }, scope }, and keep(), which remembers it.
export function captioningState() {
  const state = { captioner: null, models: {}, values: {}, scope: "without", ...stored() };
  return Object.defineProperty(state, "keep", { value: () => localStorage.setItem(KEY, JSON.stringify(state)) });
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // Written by somebody else.
  }
}
