import { h } from "./dom.js";
import { asking } from "./server.js";

export function mount(island) {
  const ask = asking(island);
  const id = new URLSearchParams(location.search).get("run");
  id ? run(island, ask, id) : list(island, ask);
}

async function list(island, ask) {
  const runs = await ask("runs");
  island.element.append(h("h1", { say: "runs.title" }), ...runs.map((run) => h("p", {}, h("a", { href: `?run=${encodeURIComponent(run.id)}` }, run.title), " ", h("span", { say: `status.${run.status}` }))));
  if (!runs.length) island.element.append(h("p", { say: "runs.none" }));
}

function run(island, ask, id) {
  const status = h("span", { id: "status" });
  const bar = h("progress");
  const lines = h("pre");
  island.element.append(h("h1", {}, id), status, bar, h("button", { say: "runs.stop", onclick: () => ask("stop", { job: id }) }), lines);
  let offset = 0;
  const tick = async () => {
    const answer = await ask("follow", { job: id, offset });
    offset = answer.offset;
    for (const event of answer.events) {
      if (event.event === "progress") Object.assign(bar, { value: event.step, max: event.total });
      lines.append(`${JSON.stringify(event)}\n`);
    }
    status.textContent = answer.summary.status;
    if (island.element.isConnected) setTimeout(tick, 1000);
  };
  tick();
}
