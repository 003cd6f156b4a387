// Tiny pictures beside tags and changes: drawn when they come into sight, a few at a time, each picture once.

import { askDataset, chosen, currentStep, onChosen, onFiles } from "./dataset-state.js";

const SIDE = 96;
const BATCH = 12;

const known = new Map(); // name -> promise of its address
const waiting = new Map(); // name -> what resolves that promise
let busy = false;

onChosen(() => known.clear());
onFiles(() => currentStep() !== "tags" && known.clear()); // What is done here changes captions, never pictures.

const seen = new IntersectionObserver((entries) => {
  for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
    seen.unobserve(target);
    address(target.dataset.picture).then((found) => found && (target.src = found));
  }
});

// Fills images as soon as they are looked at; `data-picture` names what each shows.
export function drawThumbnails(images) {
  images.forEach((image) => seen.observe(image));
}

function address(name) {
  if (!known.has(name)) known.set(name, new Promise((resolve) => waiting.set(name, resolve)));
  if (!busy) work();
  return known.get(name);
}

async function work() {
  busy = true;
  while (waiting.size > 0) {
    const some = [...waiting].slice(0, BATCH);
    some.forEach(([name]) => waiting.delete(name));
    const drawn = await askDataset("drawn", { chosen: chosen(), names: some.map(([name]) => name), side: SIDE }).catch(() => []);
    some.forEach(([, resolve], place) => resolve(drawn[place] ?? null));
  }
  busy = false;
}
