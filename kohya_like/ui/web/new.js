import { h } from "./dom.js";
import { asking } from "./server.js";

export function mount(island) {
  const ask = asking(island);
  const start = async () => location.assign(`runs?run=${encodeURIComponent(await ask("demo"))}`);
  island.element.append(h("button", { id: "demo", class: "primary", say: "new.demo", onclick: start }));
}
