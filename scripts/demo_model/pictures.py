"""The training pictures: emoji rendered from a font, on plain colours."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from scripts.demo_model.concepts import EXPRESSIONS, concepts
from scripts.demo_model.files import atomic
from scripts.demo_model.networks import PICTURE_SIZE

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

CATEGORIES = {
    "Animals & Nature",
    "Food & Drink",
    "Travel & Places",
    "Activities",
    "Objects",
    "Smileys & Emotion",
}
CLOCKS = "time"
UNSEEN = ("dog", "dog2", "guide_dog", "service_dog", "poodle")
"""Seen by no part of the model, the autoencoder included: they measure how it does on new pictures."""

LARGE_SIZE = 128
MARGIN = 8
FONT_SIZE = 109
"""The one size of the bitmaps in Noto Color Emoji (CBDT strike of 109 pixels an em)."""


@dataclass(frozen=True)
class Sources:
    """Where the pictures come from."""

    font: Path
    emoji: Path
    fluent: Path


@dataclass(frozen=True)
class Pictures:
    """RGBA pictures [n, 64, 64, 4]: concepts, subject, all other emoji, the same in another style, and unseen ones."""

    concepts: Bytes
    subject: Bytes
    others: Bytes
    fluent: Bytes
    unseen: Bytes

    @classmethod
    def load(cls, path: Path) -> "Pictures":
        """Read what `save` wrote."""
        with np.load(path) as stored:
            return cls(**stored)

    def save(self, path: Path) -> None:
        """Write all pictures to one npz file."""
        with atomic(path) as temporary, temporary.open("wb") as stream:
            np.savez_compressed(stream, **vars(self))


class Emoji:
    """The emoji of the font, by their short names ("fox_face")."""

    def __init__(self, font: Path, names: Path) -> None:
        self.font = ImageFont.truetype(font, FONT_SIZE)
        entries = json.loads(names.read_text(encoding="utf-8"))
        self.entries = {entry["short_name"]: entry for entry in entries if entry["has_img_google"]}

    def names(self) -> list[str]:
        """All short names of the categories used, without the clock faces, which are all alike."""
        return [
            name
            for name, entry in self.entries.items()
            if entry["category"] in CATEGORIES and entry["subcategory"] != CLOCKS
        ]

    def large(self, name: str) -> Image.Image:
        """The emoji as RGBA, 128 pixels wide and high, centred with a margin of 8."""
        canvas = Image.new("RGBA", (160, 160))
        text = "".join(chr(int(code, 16)) for code in self.entries[name]["unified"].split("-"))
        ImageDraw.Draw(canvas).text((0, 0), text, font=self.font, embedded_color=True)
        drawn = canvas.crop(canvas.getbbox())
        scale = (LARGE_SIZE - 2 * MARGIN) / max(drawn.size)
        width, height = (max(1, round(side * scale)) for side in drawn.size)
        framed = Image.new("RGBA", (LARGE_SIZE, LARGE_SIZE))
        drawn = drawn.resize((width, height), Image.Resampling.LANCZOS)
        framed.paste(drawn, ((LARGE_SIZE - width) // 2, (LARGE_SIZE - height) // 2))
        return framed

    def small(self, name: str) -> Bytes:
        """The emoji as training sees it: RGBA [64, 64, 4]."""
        return np.asarray(self.large(name).resize((PICTURE_SIZE, PICTURE_SIZE), Image.Resampling.BOX))

    def code(self, name: str) -> str:
        """The file name stem that emoji collections use: code points in lower case hexadecimal."""
        return str(self.entries[name]["unified"]).lower()


def render(sources: Sources) -> Pictures:
    """Draw all pictures anew from their sources."""
    emoji = Emoji(sources.font, sources.emoji)
    wanted = [concept.emoji for concept in concepts()]
    others = [name for name in emoji.names() if name not in {*wanted, *EXPRESSIONS, *UNSEEN}]

    def stack(names: list[str]) -> Bytes:
        return np.stack([emoji.small(name) for name in names])

    return Pictures(
        concepts=stack(wanted),
        subject=stack(list(EXPRESSIONS)),
        others=stack(others),
        fluent=_fluent(sources.fluent, [emoji.code(name) for name in [*wanted, *others]]),
        unseen=stack(list(UNSEEN)),
    )


def _fluent(folder: Path, codes: list[str]) -> Bytes:
    """The same emoji from a folder of webp files named by code points, with or without the variation selector."""
    pictures = []
    for code in codes:
        names = [folder / f"{code}.webp", folder / f"{re.sub('-fe0f', '', code)}.webp"]
        for path in names:
            if path.is_file():
                with Image.open(path) as picture:
                    small = picture.convert("RGBA").resize((PICTURE_SIZE, PICTURE_SIZE), Image.Resampling.LANCZOS)
                pictures.append(np.asarray(small))
                break
    return np.stack(pictures)


def composite(rgba: Bytes, colour: tuple[int, int, int]) -> Floats:
    """The picture [..., 4] on a plain colour: [..., 3] in 0..255, not rounded."""
    alpha = rgba[..., 3:].astype(np.float32) / np.float32(255)
    return rgba[..., :3] * alpha + np.array(colour, np.float32) * (1 - alpha)
