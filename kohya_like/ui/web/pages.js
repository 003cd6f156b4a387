// Addresses of other pages, and going there.

export const runAddress = (id) => `runs?run=${encodeURIComponent(id)}`;

// Never resolves: what waits for it, such as a button that is off meanwhile, ends with this page.
export function leave(address) {
  location.assign(address);
  return new Promise(() => {});
}
