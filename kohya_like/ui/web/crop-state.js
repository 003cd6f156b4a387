// What the crop step keeps in the browser: the options, and the boxes that were drawn, by folder and picture.

import { chosen } from "./dataset-state.js";

const OPTIONS = "kohya-like.crop";
const BOXES = "kohya-like.crop-boxes";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {}; // Written by somebody else.
  }
}

const write = (key, value) => localStorage.setItem(key, JSON.stringify(value));

// Values of parameters that differ from their defaults.
export const options = () => read(OPTIONS);

export function setOption(name, value) {
  const { [name]: _, ...others } = options();
  write(OPTIONS, value === undefined ? others : { ...others, [name]: value });
}

// { name of a picture: [left, top, right, bottom] } of what is chosen now.
export const boxes = () => read(BOXES)[JSON.stringify(chosen())] ?? {};

export function setBox(name, box) {
  const { [name]: _, ...others } = boxes();
  keep(box === null ? others : { ...others, [name]: box });
}

export const dropBoxes = () => keep({});

function keep(now) {
  const { [JSON.stringify(chosen())]: _, ...others } = read(BOXES);
  write(BOXES, Object.keys(now).length > 0 ? { ...others, [JSON.stringify(chosen())]: now } : others);
}

// What the server is to know of all this.
export const wanted = () => ({ chosen: chosen(), values: options(), boxes: boxList() });

const boxList = () => Object.entries(boxes()).map(([picture, [left, top, right, bottom]]) => ({ picture, left, top, right, bottom }));
