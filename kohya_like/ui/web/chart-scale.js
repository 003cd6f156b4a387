// From values to pixels: the range of an axis, its round numbers, and both directions of the way.

const SAME = 1e-6; // Share of a value by which others may differ and still be drawn as the same.
const SAMPLED = 4000; // Values that are sorted to find out where nearly all lie.

// A scale over [low, high] that maps to [start, end] pixels, linear or logarithmic.
export function scale([low, high], [start, end], log = false) {
  const to = log ? Math.log10 : (value) => value;
  const back = log ? (value) => 10 ** value : (value) => value;
  const span = to(high) - to(low) || 1;
  return {
    at: (value) => start + ((to(value) - to(low)) / span) * (end - start),
    value: (pixel) => back(to(low) + ((pixel - start) / (end - start)) * span),
    ticks: (count) => (log ? logTicks(low, high, count) : ticks(low, high, count)),
  };
}

function ticks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const first = Math.ceil(low / step);
  const found = [];
  for (let n = first; n * step <= high + step * 1e-9; n += 1) found.push(n * step);
  return found;
}

// 1, 2 and 5 of each power of ten, or the powers alone where there are many; plain steps within one power.
function logTicks(low, high, count) {
  const powers = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1) powers.push(10 ** power);
  const factors = powers.length > count ? [1] : [1, 2, 5];
  const found = powers.flatMap((power) => factors.map((factor) => factor * power)).filter((value) => value >= low && value <= high);
  return found.length >= 2 ? found : ticks(low, high, count).filter((value) => value > 0);
}

// The range that shows nearly all values: one in two hundred may lie outside at either end, so that a spike flattens nothing.
export function range(values, always, log) {
  const usable = (value) => Number.isFinite(value) && (!log || value > 0);
  const stride = Math.ceil(values.length / SAMPLED) || 1;
  const sorted = values.filter((value, i) => i % stride === 0 && usable(value)).sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 200);
  const ends = [sorted[cut], sorted[sorted.length - 1 - cut], ...always.filter(usable)].filter((value) => value !== undefined);
  if (ends.length === 0) return [log ? 0.1 : 0, 1];
  const low = ends.reduce((a, b) => Math.min(a, b));
  const high = ends.reduce((a, b) => Math.max(a, b));
  if (log) return [low / 1.1, high * 1.1];
  const level = high - low <= Math.abs(high) * SAME; // A rate that wavers in its last digit has no room for ticks.
  const room = level ? Math.abs(high) * 0.1 || 1 : (high - low) * 0.06;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

// Index of the value nearest to `wanted` in an ascending list.
export function nearest(list, wanted) {
  let [low, high] = [0, list.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low > 0 && wanted - list[low - 1] < list[low] - wanted ? low - 1 : low;
}
