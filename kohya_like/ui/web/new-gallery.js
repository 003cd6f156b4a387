// The pictures that were chosen: what is known of them, and each drawn small.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { newest } from "./newest.js";
import { Refusal } from "./server.js";
import { complain } from "./toast.js";

const PAGE = 48;

// Returns a function that shows the pictures chosen at present in `gallery`, and makes `zone` small where there are some.
export function pictureShow({ ask, state, gallery, zone }) {
  const draw = (found) => {
    if (found.words.length > 0 && !state.values.trigger) state.set({ trigger: found.words[0], class_word: found.words[1] ?? state.values.class_word });
    gallery.replaceChildren(facts(found, state), ...(found.names.length > 0 ? thumbnails({ ask, state, found }) : []));
  };
  const ofNone = ({ project, folder }) => ({ folder: folder ?? project, count: 0, words: [], laid_out: [], names: [] });
  const load = newest((choices) => ask("pictures", { choices }).catch((refusal) => {
    if (!(refusal instanceof Refusal)) throw refusal;
    return ofNone(choices); // The sentence stands above.
  }), draw);
  return () => {
    const { project, folder } = state.values;
    zone.classList.toggle("small", Boolean(project || folder));
    gallery.hidden = !(project || folder);
    if (!gallery.hidden) load({ ...state.values });
  };
}

function facts(found, state) {
  const clear = () => state.set({ project: null, folder: null });
  const size = ([width, height]) => `${width}×${height}`;
  return h("div", { class: "row spread facts" },
    h("div", { class: "row" },
      h("strong", { say: ["new.pictures.count", { count: found.count }] }),
      found.count > 0 && h("span", { class: "chip", say: ["new.pictures.captions", { count: found.captions, total: found.count }] }),
      found.count > 0 && h("span", { class: "chip" }, size(found.smallest) === size(found.largest) ? size(found.smallest) : `${size(found.smallest)} – ${size(found.largest)}`),
      ...found.laid_out.map((name) => h("span", { class: "chip" }, name)),
    ),
    h("button", { type: "button", class: "quiet", say: "new.pictures.clear", onclick: clear }),
    h("p", { class: "help path" }, found.folder),
    found.count > 0 && found.captions === 0 && h("p", { class: "help", say: "new.pictures.no_captions" }),
    found.laid_out.length > 0 && h("p", { class: "help", say: "new.pictures.as_it_is" }),
  );
}

// The pictures drawn so far, and a button for more.
function thumbnails({ ask, state, found }) {
  const grid = h("ul", { class: "gallery" });
  const more = h("button", { type: "button", say: "new.pictures.more" });
  const draw = async () => {
    const start = grid.children.length;
    const next = found.names.slice(start, start + PAGE);
    grid.append(...next.map((name) => tile(name, () => remove({ ask, state, name }), found.own)));
    more.hidden = grid.children.length >= found.names.length;
    const drawn = await ask("thumbnails", { choices: state.values, start }).catch(() => []);
    drawn.forEach((address, place) => address && grid.children[start + place]?.querySelector("img").setAttribute("src", address));
  };
  more.addEventListener("click", draw);
  draw();
  return [grid, more];
}

function tile(name, onRemove, own) {
  return h("li", {},
    h("img", { alt: name, title: name, width: 96, height: 96 }),
    own && h("button", { type: "button", class: "remove", sayLabel: ["new.pictures.remove", { name }], onclick: onRemove }, icon("close", 14)),
  );
}

async function remove({ ask, state, name }) {
  const { project } = state.values;
  await ask("remove", { project, names: [name] }).then(() => state.set({ project })).catch(complain);
}
