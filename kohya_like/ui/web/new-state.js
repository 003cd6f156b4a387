// What was chosen on the first page. It lives in the browser, so that a reload loses nothing.

const KEY = "kohya-like.new";
const FIRST = { goal: "character", quality: "good", kind: "lora", project: null, folder: null, trigger: "", class_word: "", base: "" };

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // Written by somebody else; the choices begin anew.
  }
}

// { values, set(changes), clear(), onChange(listener) }: listeners hear (values, changes) after each change.
export function choices() {
  const known = Object.entries(stored()).filter(([name]) => name in FIRST);
  const values = { ...FIRST, ...Object.fromEntries(known) };
  const listeners = [];
  const set = (changes) => {
    Object.assign(values, changes);
    localStorage.setItem(KEY, JSON.stringify(values));
    for (const listener of listeners) listener(values, changes);
  };
  const clear = () => localStorage.removeItem(KEY);
  return { values, set, clear, onChange: (listener) => listeners.push(listener) };
}
