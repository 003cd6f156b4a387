// The files a run saved, to be downloaded.

import { h } from "./dom.js";
import { bytes, moment } from "./format.js";
import { copyButton } from "./handing.js";

export function filesCard() {
  const list = h("ul", { class: "files" });
  const element = h("section", { class: "card stack", hidden: true }, h("h2", { say: "runs.files" }), list);
  let shown = null;
  return {
    element,
    show({ files }) {
      if (files === shown) return;
      shown = files;
      element.hidden = files.length === 0;
      list.replaceChildren(...files.map(row));
    },
  };
}

function row({ name, path, step, size, time, url }) {
  return h("li", {},
    h("div", {},
      h("div", { class: "name", title: path }, name),
      h("div", { class: "help row" }, h("span", { say: ["runs.step", { step }] }), h("span", {}, bytes(size)), h("span", { say: moment(time) }))),
    h("div", { class: "row" },
      copyButton("runs.copy_path", () => path),
      url ? h("a", { class: "button", href: url, download: name, say: "runs.download" }) : h("span", { class: "help", say: "runs.outside" })));
}
