"""Draw the demo's pictures into kohya_like/demo: `python -m scripts.build_demo_pictures --emoji EMOJI_JSON`.

Makes the sheet of reference pictures, the subject's training and held-out pictures, and the regularisation pictures.
Where the font and emoji.json come from stands in scripts/build_demo_model.py.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from kohya_like.demo.measures import FOLDER, SUBJECT, with_article
from scripts.build_demo_model import DEBIAN_FONT
from scripts.demo_model.captions import STYLE
from scripts.demo_model.concepts import BACKGROUNDS, EXPRESSIONS, concepts
from scripts.demo_model.networks import PICTURE_SIZE
from scripts.demo_model.pictures import Emoji, composite

COLUMNS = 10
TRIGGER = "sks toon cat"
CLASS = "toon animal"
REPEATS = 10

TRAINED = (
    ("cat", "white"), ("cat", "blue"), ("smile_cat", "red"), ("joy_cat", "green"), ("smiley_cat", "white"),
    ("smiley_cat", "green"), ("heart_eyes_cat", "blue"), ("kissing_cat", "yellow"), ("pouting_cat", "white"),
    ("scream_cat", "red"),
)  # fmt: skip
"""The subject's training pictures. Several backgrounds, or the trigger word would learn the background as well."""

HELD_OUT = (("smirk_cat", "white"), ("smirk_cat", "green"), ("crying_cat_face", "blue"), ("crying_cat_face", "yellow"))
"""Two expressions that are in no training picture."""

REGULARISATION = 20
"""The first animals of the concepts, the backgrounds taking turns."""


@dataclass(frozen=True)
class Scene:
    """One picture of a folder: an emoji on a background, and what its caption says."""

    emoji: str
    background: str
    caption: str


def subject(pairs: tuple[tuple[str, str], ...]) -> list[Scene]:
    """The subject's pictures, captioned with the trigger word, the expression and the background."""
    return [Scene(emoji, background, _subject_caption(emoji, background)) for emoji, background in pairs]


def regularisation() -> list[Scene]:
    """Class pictures: animals that the model knows."""
    animals = [concept for concept in concepts() if concept.kind == "animal"][:REGULARISATION]
    colours = list(BACKGROUNDS)
    scenes = []
    for index, animal in enumerate(animals):
        background = colours[index % len(colours)]
        caption = with_article(f"{STYLE} {animal.name}") + _place(background, " ")
        scenes.append(Scene(animal.emoji, background, caption))
    return scenes


def _subject_caption(emoji: str, background: str) -> str:
    expression = EXPRESSIONS[emoji]
    said = f"a {TRIGGER}, {expression}" if expression else f"a {TRIGGER}"
    return said + _place(background, ", " if expression else " ")


def _place(background: str, joint: str) -> str:
    """What a caption says of the background: nothing of white, as in the captions the model was taught."""
    return "" if background == "white" else f"{joint}on a {background} background"


def write_scenes(folder: Path, stem: str, scenes: list[Scene], emoji: Emoji) -> None:
    """Write numbered pictures of 128 pixels with their captions beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, scene in enumerate(scenes, start=1):
        pixels = composite(np.asarray(emoji.large(scene.emoji)), BACKGROUNDS[scene.background])
        path = folder / f"{stem}{number:02d}.png"
        Image.fromarray(np.rint(pixels).astype(np.uint8)).save(path, optimize=True)
        path.with_suffix(".txt").write_text(scene.caption + "\n", encoding="utf-8")


def write_sheet(folder: Path, emoji: Emoji) -> None:
    """Write all reference pictures in one, as the model was taught them, and their list."""
    entries = list(_entries())
    tiles = np.zeros((-(-len(entries) // COLUMNS) * COLUMNS, PICTURE_SIZE, PICTURE_SIZE, 4), np.uint8)
    tiles[: len(entries)] = [emoji.small(short) for short, _ in entries]
    rows = tiles.reshape(-1, COLUMNS, PICTURE_SIZE, PICTURE_SIZE, 4).swapaxes(1, 2)
    sheet = rows.reshape(-1, COLUMNS * PICTURE_SIZE, 4)
    Image.fromarray(sheet).save(folder / "concepts.png", optimize=True)
    facts = {"size": PICTURE_SIZE, "backgrounds": BACKGROUNDS, "pictures": [entry for _, entry in entries]}
    (folder / "concepts.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def _entries() -> Iterator[tuple[str, dict[str, str]]]:
    """The emoji's short name and what the list says of it: concepts, then the subject's faces."""
    for concept in concepts():
        yield concept.emoji, {"name": concept.name, "kind": concept.kind}
    for short, expression in EXPRESSIONS.items():
        yield short, {"name": f"{expression} cat".strip(), "kind": SUBJECT}


def main() -> None:
    """Write everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--font", type=Path, default=DEBIAN_FONT, help="NotoColorEmoji.ttf (default: %(default)s)")
    parser.add_argument("--emoji", type=Path, required=True, help="emoji.json of emoji-datasource-google")
    parser.add_argument("--out", type=Path, default=FOLDER, help="where to write (default: %(default)s)")
    options = parser.parse_args()
    emoji, pictures = Emoji(options.font, options.emoji), options.out / "pictures"
    write_sheet(options.out, emoji)
    write_scenes(pictures / "train" / f"{REPEATS}_{TRIGGER}", "cat", subject(TRAINED), emoji)
    write_scenes(pictures / "held_out", "cat", subject(HELD_OUT), emoji)
    write_scenes(pictures / "reg" / f"1_{CLASS}", "animal", regularisation(), emoji)


if __name__ == "__main__":
    main()
