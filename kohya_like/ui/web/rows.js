// A list whose rows stay while their items do, so that focus, pictures and bars are not disturbed when it is shown anew.

// `makeRow()` is { element, show(item) }; `show(items)` takes items with an `id`, in their order.
export function liveRows(list, makeRow) {
  const rows = new Map(); // id -> row
  const show = (items) => {
    const gone = new Set(rows.keys());
    for (const item of items) {
      gone.delete(item.id);
      if (!rows.has(item.id)) rows.set(item.id, makeRow(item));
      rows.get(item.id).show(item);
    }
    for (const id of gone) {
      rows.get(id).element.remove();
      rows.delete(id);
    }
    arrange(list, items.map(({ id }) => rows.get(id).element));
  };
  return { show };
}

// Moves only those that stand elsewhere.
function arrange(list, elements) {
  elements.forEach((element, place) => {
    if (list.children[place] !== element) list.insertBefore(element, list.children[place] ?? null);
  });
}
