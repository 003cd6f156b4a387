// Tiny pictures beside tags: drawn when they come into sight, a few at a time, each picture once.

import { askDataset, chosen, onChosen } from "./dataset-state.js";

const SIDE = 64;
const BATCH = 12;

// A function that fills images as far as they are looked at; `data-picture` names what each shows.
export function thumbnails() {
  const known = new Map(); // name -> promise of its address
  const waiting = new Map(); // name -> its resolve
  onChosen(() => known.clear());
  let busy = false;

  const work = async () => {
    busy = true;
    while (waiting.size > 0) {
      const some = [...waiting].slice(0, BATCH);
      some.forEach(([name]) => waiting.delete(name));
      const drawn = await askDataset("drawn", { chosen: chosen(), names: some.map(([name]) => name), side: SIDE }).catch(() => []);
      some.forEach(([, resolve], place) => resolve(drawn[place] ?? null));
    }
    busy = false;
  };
  const address = (name) => {
    if (!known.has(name)) known.set(name, new Promise((resolve) => waiting.set(name, resolve)));
    if (!busy && waiting.size > 0) work();
    return known.get(name);
  };
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      address(target.dataset.picture).then((found) => found && (target.src = found));
    }
  });
  return (images) => images.forEach((image) => seen.observe(image));
}
