"""What a picture of the demo model shows: the nearest of the pictures it was taught, and the colour behind it.

The sheet holds those pictures without background: 70 concepts, then the ten faces of the subject, which the model was
not taught. Comparing pixels is enough, because this small model draws (almost) the very pictures it has seen.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bytes = NDArray[np.uint8]
Colour = tuple[int, int, int]
Draw = Callable[[Sequence[str], int], Bytes]
"""Draws one picture for each prompt, [n, 64, 64, 3], from seeds counted up from the second argument."""

FOLDER = Path(__file__).parent
SUBJECT = "subject"
CORNER = 4
"""Side of the squares, in pixels, that are looked at in the four corners: emoji do not reach there."""


@dataclass(frozen=True)
class Sheet:
    """The reference pictures, RGBA [n, size, size, 4]: what they are called, of what kind; and the named colours."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    tiles: Bytes
    colours: dict[str, Colour]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Sheet":
        """Read `concepts.json` and `concepts.png`, where the pictures lie in rows."""
        facts = json.loads((folder / "concepts.json").read_text(encoding="utf-8"))
        with Image.open(folder / "concepts.png") as picture:
            pixels = np.asarray(picture)
        size, entries = facts["size"], facts["pictures"]
        rows, columns = pixels.shape[0] // size, pixels.shape[1] // size
        tiles = pixels.reshape(rows, size, columns, size, 4).swapaxes(1, 2).reshape(-1, size, size, 4)
        return cls(
            names=tuple(entry["name"] for entry in entries),
            kinds=tuple(entry["kind"] for entry in entries),
            tiles=tiles[: len(entries)],
            colours={name: (red, green, blue) for name, (red, green, blue) in facts["backgrounds"].items()},
        )

    @property
    def concepts(self) -> tuple[str, ...]:
        """The names of what the model was taught, in the order of their pictures."""
        return tuple(name for name, kind in zip(self.names, self.kinds, strict=True) if kind != SUBJECT)

    def on(self, background: str) -> Bytes:
        """Every picture on a named colour: [n, size, size, 3]."""
        alpha = self.tiles[..., 3:].astype(np.float32) / 255
        colour = np.array(self.colours[background], np.float32)
        return np.rint(self.tiles[..., :3] * alpha + colour * (1 - alpha)).astype(np.uint8)


def errors(pictures: Bytes, references: Bytes) -> NDArray[np.float64]:
    """Mean squared errors [n, m] between pictures [n, ...] and references [m, ...], in squared levels of 0..255."""
    flat = pictures.reshape(len(pictures), -1).astype(np.float64)
    known = references.reshape(len(references), -1).astype(np.float64)
    squares = (flat**2).sum(axis=1)[:, None] + (known**2).sum(axis=1)[None]
    return np.asarray((squares - 2 * flat @ known.T) / flat.shape[1])


def nearest(pictures: Bytes, sheet: Sheet, background: str = "white") -> list[int]:
    """The place in the sheet of what each picture [n, size, size, 3] shows, all standing on that background."""
    return [int(index) for index in errors(pictures, sheet.on(background)).argmin(axis=1)]


def shows_subject(pictures: Bytes, sheet: Sheet, background: str = "white") -> list[bool]:
    """Whether each picture is nearer to a picture of the subject than to any concept."""
    return [sheet.kinds[index] == SUBJECT for index in nearest(pictures, sheet, background)]


def backgrounds(pictures: Bytes, sheet: Sheet) -> list[str]:
    """The named colour nearest to the mean of each picture's four corners."""
    low, high = slice(0, CORNER), slice(-CORNER, None)
    corners = [pictures[:, rows, columns].mean(axis=(1, 2)) for rows in (low, high) for columns in (low, high)]
    mean = np.mean(corners, axis=0)
    distances = [((mean - np.array(colour)) ** 2).sum(axis=1) for colour in sheet.colours.values()]
    names = list(sheet.colours)
    return [names[index] for index in np.argmin(distances, axis=0)]


@dataclass(frozen=True)
class Score:
    """How many of how many were right, and which were not: (asked for, seen instead)."""

    right: int
    total: int
    wrong: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, wanted: Sequence[str], seen: Sequence[str]) -> "Score":
        """Compare what was asked for with what was seen, in order."""
        wrong = tuple((asked, got) for asked, got in zip(wanted, seen, strict=True) if asked != got)
        return cls(right=len(wanted) - len(wrong), total=len(wanted), wrong=wrong)


def score_concepts(draw: Draw, sheet: Sheet, seed: int = 0) -> Score:
    """Ask for every concept once ("a fox") and see whether its own picture is the nearest."""
    pictures = draw([with_article(name) for name in sheet.concepts], seed)
    return Score.of(sheet.concepts, [sheet.names[index] for index in nearest(pictures, sheet)])


def score_backgrounds(draw: Draw, sheet: Sheet, seed: int = 500) -> Score:
    """Ask for every second concept, the colours taking turns ("a fox on a blue background"); look at the corners."""
    names = sheet.concepts[::2]
    colours = [list(sheet.colours)[index % len(sheet.colours)] for index in range(len(names))]
    prompts = [f"{with_article(name)} on a {colour} background" for name, colour in zip(names, colours, strict=True)]
    return Score.of(colours, backgrounds(draw(prompts, seed), sheet))


def score_subject(draw: Draw, sheet: Sheet, prompt: str, count: int = 16, seed: int = 100) -> Score:
    """Draw one prompt with several seeds and count the pictures of the subject on white."""
    pictures = draw([prompt] * count, seed)
    seen = [SUBJECT if sheet.kinds[index] == SUBJECT else sheet.names[index] for index in nearest(pictures, sheet)]
    return Score.of([SUBJECT] * count, seen)


def with_article(noun: str) -> str:
    """`a fox`, `an apple`, `an umbrella` but `a unicorn`, `a ufo`."""
    article = "an" if noun.startswith(("a", "e", "i", "o", "um")) else "a"
    return f"{article} {noun}"
