// The page of runs: the list, or the one that the address names.

import { mountList } from "./run-list.js";
import { mountRun } from "./run-view.js";
import { asking } from "./server.js";

export function mount(island) {
  const ask = asking(island);
  const id = new URLSearchParams(location.search).get("run");
  if (id) mountRun(island.element, ask, id);
  else mountList(island.element, ask);
}
