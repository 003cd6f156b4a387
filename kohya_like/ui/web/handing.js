// Handing text to the reader: through the clipboard, or as a file.

import { h } from "./dom.js";
import { toast } from "./toast.js";

const LOADED_BY = 60_000; // Milliseconds after which a browser has taken what it downloads.

// `text()` is what the button copies. Without https a browser gives no clipboard to a page of another machine; the old way works.
export function copyButton(label, text) {
  const copy = async () => {
    const copied = navigator.clipboard ? await toClipboard(text()) : theOldWay(text());
    toast(copied ? "common.copied" : "common.not_copied", copied ? "good" : "bad");
  };
  return h("button", { type: "button", class: "quiet", say: label, onclick: copy });
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // The reader or the browser forbids it.
  }
}

function theOldWay(text) {
  const area = document.body.appendChild(h("textarea", { value: text, readOnly: true, class: "offscreen" }));
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

export function saveText(text, name, type) {
  const link = h("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), LOADED_BY);
}
