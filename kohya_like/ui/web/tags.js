// The Tags step: a table of tags, the pictures that have them, and operations that are looked at before they are done.

import { chosen, whenShown } from "./dataset-state.js";
import { h } from "./dom.js";
import { newest } from "./newest.js";
import { asking } from "./server.js";
import { tagFilter } from "./tags-filter.js";
import { tagOperations } from "./tags-operations.js";
import { tagPictures } from "./tags-pictures.js";
import { separatorField, tagTable } from "./tags-table.js";

export function mount(island) {
  const ask = asking(island);
  const filter = tagFilter(() => look());
  const separator = separatorField(() => look());
  const pictures = tagPictures({ ask, filter, separator: separator.value, onSelect: () => operations.aim() });
  const operations = tagOperations({ ask, separator: separator.value, pictures });
  const table = tagTable({ filter, take: operations.take, below: separator.element });
  const question = () => ask("look", { chosen: chosen(), wanted: filter.wanted(), separator: separator.value() }).catch(filter.refused);
  const look = newest(question, (found) => {
    if (found === null) return; // The expression is not finished: what is shown stays.
    filter.show(found);
    table.show(found.tags);
    operations.suggest("group", "tag", found.group);
    return pictures.show(found.shown);
  });
  island.element.append(
    h("div", { class: "tags-columns" },
      table.element,
      h("div", { class: "stack" }, filter.element, operations.element, pictures.element),
    ),
  );
  whenShown("tags", island.element, look);
}
