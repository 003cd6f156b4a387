// Questions that are asked again and again while somebody types or clicks: late enough, and only the newest answer counts.

import { complain } from "./toast.js";

// A function that asks `question(...values)` and hands the answer to `show`. What comes of an older question is dropped.
export function newest(question, show) {
  let number = 0;
  return async (...values) => {
    const mine = ++number;
    try {
      const answer = await question(...values);
      if (mine === number) show(answer);
    } catch (refusal) {
      if (mine === number) complain(refusal);
    }
  };
}

// A function that acts so many milliseconds after the last of several calls, with that call's values.
export function later(act, milliseconds) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds, ...values);
  };
}
