// What is kept of a picture shines, what is cut away is dimmed: a drawing over the picture, in its pixels.

const SVG = "http://www.w3.org/2000/svg";
let made = 0;

// Returns { element, show(size, fate) }; `fate` is as the server gives it, null while it is not known.
export function overlay() {
  const mask = `crop-mask-${++made}`;
  const element = svg("svg", { class: "crop-overlay", preserveAspectRatio: "none", "aria-hidden": "true" });
  const show = ([width, height], fate) => {
    element.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const kept = fate === null ? [] : fate.cuts.map((cut) => cut.kept);
    const all = svg("rect", { width, height, fill: "white" });
    const dim = svg("rect", { class: "dim", width, height, mask: `url(#${mask})` });
    const hide = svg("mask", { id: mask, maskUnits: "userSpaceOnUse", x: 0, y: 0, width, height }, all, ...kept.map((box) => rect(box, { fill: "black" })));
    element.replaceChildren(
      hide,
      ...(kept.length > 0 ? [dim] : []),
      ...kept.map((box) => rect(box, { class: "kept" })),
      ...(fate?.face ? [rect(fate.face, { class: "face" })] : []),
    );
  };
  return { element, show };
}

const rect = ([left, top, right, bottom], more) => svg("rect", { x: left, y: top, width: right - left, height: bottom - top, ...more });

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
