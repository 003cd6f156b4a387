// The choices of how losses are drawn: one for all charts, remembered by the browser.

const KEY = "kohya-like.chart";
const DEFAULTS = { log: false, smoothing: 90 };

export function readChoices() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return { ...DEFAULTS }; // Written by somebody else; it begins anew.
  }
}

export function writeChoices(choices) {
  localStorage.setItem(KEY, JSON.stringify(choices));
}

// An exponential average that keeps `percent` of itself at each step. A point that stands for many steps weighs as many, and
// the first ones are not drawn towards zero.
export function smoothed(steps, values, percent) {
  const keep = percent / 100;
  let [mean, weight] = [0, 0];
  return values.map((value, i) => {
    const kept = keep ** (i === 0 ? 1 : Math.max(1, steps[i] - steps[i - 1]));
    if (value !== null) {
      mean = mean * kept + value * (1 - kept);
      weight = weight * kept + 1 - kept;
    }
    return weight > 0 ? mean / weight : null;
  });
}
