// Files and folders that are dropped or picked, and their way to the server.

const AT_ONCE = 3;

// Every file of a drop as [{ file, name }]; names have the folders in front ("set/1.png"), hidden files are left out.
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean); // Before the first await: the list is emptied then.
  const found = entries.length > 0 ? (await Promise.all(entries.map(filesOf))).flat() : pickedFiles(transfer.files);
  return found.filter(({ file }) => !file.name.startsWith("."));
}

// Those of a file field, in the same form.
export function pickedFiles(list) {
  return [...list].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
}

async function filesOf(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: entry.fullPath.replace(/^\//, "") }];
  }
  const reader = entry.createReader();
  const found = [];
  for (let part = await entriesOf(reader); part.length > 0; part = await entriesOf(reader)) found.push(...part);
  return (await Promise.all(found.map(filesOf))).flat();
}

// A reader gives about a hundred at a time, and none at the end.
function entriesOf(reader) {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

// Sends files, a few at a time; resolves to [{ path, name }] of where they lie on the server, and the names that failed.
// `onProgress(done, total)` hears each end.
export async function uploaded(upload, files, onProgress) {
  const waiting = [...files];
  const sent = [];
  const failed = [];
  let done = 0;
  const work = async () => {
    while (waiting.length > 0) {
      const { file, name } = waiting.shift();
      try {
        sent.push({ path: (await upload(file)).path, name });
      } catch {
        failed.push(name);
      }
      onProgress(++done, files.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { sent, failed };
}

// Drops are taken anywhere on the page while `element` is on it: a drop beside it would leave the page. While it is hidden
// they are lost.
export function acceptDrops(element, take) {
  const mark = (on) => element.classList.toggle("dragging", on);
  const isFiles = (event) => event.dataTransfer?.types.includes("Files");
  const isShown = () => element.getClientRects().length > 0;
  addEventListener("dragover", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && mark(false));
  addEventListener("drop", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    mark(false);
    if (isShown()) take(event.dataTransfer);
  });
}
