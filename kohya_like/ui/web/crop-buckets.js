// What the pictures become, by size: how many, and how much of them is cut away. A size is a filter of the list too.

import { h } from "./dom.js";

const LARGEST = 34; // Pixels of the drawing of a shape.

// `onFilter(names)` hears which pictures are wanted; null for all. Returns { element, show(outlook) }.
export function bucketTable(onFilter) {
  const rows = h("tbody", {});
  const table = h("table", { class: "crop-buckets" },
    h("thead", {}, h("tr", {}, ["crop.bucket.size", "crop.bucket.count", "crop.bucket.lost"].map((say) => h("th", { scope: "col", say })))),
    rows,
  );
  const all = h("button", { id: "crop-all", type: "button", class: "quiet", say: "crop.bucket.all", hidden: true, onclick: () => pick(null) });
  const element = h("section", { class: "card stack" }, h("div", { class: "row spread" }, h("h2", { say: "crop.bucket.title" }), all), h("p", { class: "help", say: "crop.bucket.about" }), table);
  let groups = [];
  let picked = null;

  const pick = (key) => {
    picked = key;
    mark();
    onFilter(groups.find((group) => group.key === picked)?.names ?? null);
  };
  const mark = () => {
    all.hidden = picked === null;
    for (const button of rows.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.key === picked));
  };
  const row = ({ key, face, names, lost }) => h("tr", {},
    h("td", {}, h("button", { type: "button", class: "quiet shape", data: { key }, onclick: () => pick(key === picked ? null : key) }, face)),
    h("td", {}, String(names.length)),
    h("td", {}, lost === null ? "" : share(lost)),
  );
  return {
    element,
    show({ buckets, small, strips }) {
      groups = [
        ...buckets.map(({ width, height, names, lost }) => ({ key: `${width} × ${height}`, face: [shape(width, height), `${width} × ${height}`], names, lost })),
        ...(small.length > 0 ? [{ key: "small", face: h("span", { say: "crop.bucket.small" }), names: small, lost: null }] : []),
        ...(strips.length > 0 ? [{ key: "strips", face: h("span", { say: "crop.bucket.strips" }), names: strips, lost: null }] : []),
      ];
      rows.replaceChildren(...groups.map(row));
      if (!groups.some((group) => group.key === picked)) picked = null;
      pick(picked);
    },
  };
}

function shape(width, height) {
  const scale = LARGEST / Math.max(width, height);
  return h("i", { style: `width:${Math.round(width * scale)}px;height:${Math.round(height * scale)}px`, "aria-hidden": "true" });
}

function share(lost) {
  const percent = Math.round(100 * lost);
  return h("div", { class: "share" }, h("span", {}, `${percent} %`), h("div", { class: "bar", "aria-hidden": "true" }, h("i", { style: `width:${percent}%` })));
}
