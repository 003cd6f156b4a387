// A box on a picture, in the picture's pixels: drawn, moved and resized with the pointer or the keyboard.

const LEAST = 16; // Pixels of the picture.
const STEP = { plain: 1, shift: 10 };
const GROW = 1.04;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// `canvas` is the element over the picture, `handle` the one of the box with its corners ([data-corner="nw"], ...) inside.
// `size()` is the picture's [width, height], `box()` the present box or null, `aspect()` width / height to keep, or null.
// `onBox(box, done)` hears of each change; null removes it. `done` is false while the pointer is down.
export function boxDragging(canvas, handle, { size, box, aspect, onBox }) {
  let act = null;
  const at = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const [w, h] = size();
    return [within(((event.clientX - left) / width) * w, 0, w), within(((event.clientY - top) / height) * h, 0, h)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || size() === null) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    const corner = event.target.dataset.corner;
    const inside = handle.contains(event.target);
    const from = at(event);
    if (corner) act = stretching(opposite(box(), corner), size(), aspect());
    else if (inside) act = moving(box(), from, size());
    else act = stretching(from, size(), aspect());
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = act?.(at(event));
    if (now) onBox(now, false);
  });
  const end = () => {
    if (act && box()) onBox(box(), true);
    act = null;
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  handle.addEventListener("keydown", (event) => {
    const now = keyed(event, box(), size());
    if (now === undefined) return;
    event.preventDefault();
    onBox(now, true);
  });
}

function moving([left, top, right, bottom], from, size) {
  return ([x, y]) => moved([left, top, right, bottom], Math.round(x - from[0]), Math.round(y - from[1]), size);
}

function moved([left, top, right, bottom], dx, dy, [width, height]) {
  const x = within(dx, -left, width - right);
  const y = within(dy, -top, height - bottom);
  return [left + x, top + y, right + x, bottom + y];
}

// A box from a fixed corner to the pointer; nothing while it is too small to be meant.
function stretching([ax, ay], [width, height], aspect) {
  return ([x, y]) => {
    let across = Math.abs(x - ax);
    let down = Math.abs(y - ay);
    if (aspect !== null) {
      across = Math.max(across, down * aspect);
      down = across / aspect;
      const room = Math.min(1, (x < ax ? ax : width - ax) / across, (y < ay ? ay : height - ay) / down);
      [across, down] = [across * room, down * room];
    }
    if (across < LEAST || down < LEAST) return null;
    return [x < ax ? ax - across : ax, y < ay ? ay - down : ay, x < ax ? ax : ax + across, y < ay ? ay : ay + down].map(Math.round);
  };
}

const opposite = ([left, top, right, bottom], corner) => [corner.includes("w") ? right : left, corner.includes("n") ? bottom : top];

// The box after a key; undefined for a key that means nothing here, null where the box goes away.
function keyed(event, box, size) {
  if (box === null || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.key === "Delete" || event.key === "Backspace") return null;
  if (event.key === "+" || event.key === "=") return scaled(box, GROW, size);
  if (event.key === "-") return scaled(box, 1 / GROW, size);
  if (!(event.key in ARROWS)) return undefined;
  const step = event.shiftKey ? STEP.shift : STEP.plain;
  return moved(box, ...ARROWS[event.key].map((way) => way * step), size);
}

// Around its middle, moved where the picture ends; as it was where it would become too large or too small.
function scaled([left, top, right, bottom], by, size) {
  const [across, down] = [Math.round((right - left) * by), Math.round((bottom - top) * by)];
  if (across > size[0] || down > size[1] || Math.min(across, down) < LEAST) return [left, top, right, bottom];
  const x = Math.round((left + right - across) / 2);
  const y = Math.round((top + bottom - down) / 2);
  const [x0, y0] = [within(x, 0, size[0] - across), within(y, 0, size[1] - down)];
  return [x0, y0, x0 + across, y0 + down];
}

const within = (value, least, most) => Math.min(Math.max(value, least), most);
