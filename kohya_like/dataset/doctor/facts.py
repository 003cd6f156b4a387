"""What is found out about one picture by decoding it, in numbers that are small enough to keep."""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kohya_like.config.problems import InputError
from kohya_like.dataset.pictures import UNREAD_MODES, Pixels, opened, rgb_of

State = Literal["fine", "unreadable", "cut off", "huge", "32 bits", "without plug-in", "changing", "gone"]
"""`cut off`: the header is whole and the pixels are not. The last two come from somebody else at work, and pass."""

PASSING: frozenset[State] = frozenset({"changing", "gone"})

SIDE = 512
"""Pixels of the longer side at which sharpness is measured, for it means nothing without a size."""
TILES = 4
"""Rows and columns of parts, of which the sharpest counts: a portrait before a blurred background is sharp."""

OUTLINE = 8
"""Rows and columns of the lowest frequencies that make a perceptual hash: 64 bits."""
WAVES = 32
"""Pixels of a side of the small grey picture whose frequencies these are."""

COLOURS = 8
"""Pixels of a side of the tiny picture that tells recoloured copies from plain ones."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One picture file. What could not be found out is empty or 0."""

    state: State
    width: int = 0
    height: int = 0
    """As it is seen, upright; in a file that is cut off, as its header says."""
    kind: str = ""
    """What PIL calls the content, such as "PNG"."""
    content: bytes = b""
    """Equal for equal files."""
    outline: bytes = b""
    """64 bits, of which few differ where two pictures look alike."""
    colours: bytes = b""
    """8 x 8 pixels."""
    sharpness: float = 0.0
    """Variance of the Laplacian of the sharpest part."""

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.width * self.height


def look_at(path: Path) -> Facts:
    """Decode a picture and measure it. Raises nothing but MemoryError: what is wrong is among the facts."""
    for _ in range(2):  # A file that was being written is whole a moment later, or changes for ever.
        try:
            before = path.stat()
            facts = _looked_at(path)
            after = path.stat()
        except FileNotFoundError:
            return Facts("gone")
        except OSError:
            return Facts("unreadable")
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
            return facts
    return Facts("changing")


def _looked_at(path: Path) -> Facts:
    content = blake2b(path.read_bytes(), digest_size=16).digest()
    kind, size, mode = "", (0, 0), ""
    try:
        with opened(path) as image:
            kind, size, mode = kind_of(image), image.size, image.mode
            image.draft("RGB", (SIDE, SIDE))  # JPEG files are decoded at a fraction of their size, yet to their end.
            drafted = image.size
            rgb = rgb_of(image)
    except InputError as error:
        return Facts(_state(error, kind, mode), *size, kind, content)
    width, height = size if (rgb.shape[1], rgb.shape[0]) == drafted else (size[1], size[0])
    return Facts("fine", width, height, kind, content, *_looks(rgb))


def kind_of(image: Image.Image) -> str:
    """What PIL calls the content. Some telephones make JPEG files with a second picture behind the first."""
    return "JPEG" if image.format == "MPO" else image.format or ""


def _state(error: InputError, kind: str, mode: str) -> State:
    if isinstance(error.__cause__, Image.DecompressionBombError):
        return "huge"
    if error.__cause__ is None:  # Said by our own reader, not by a decoder.
        return "without plug-in"
    if mode in UNREAD_MODES:
        return "32 bits"
    return "cut off" if kind else "unreadable"


def _looks(rgb: Pixels) -> tuple[bytes, bytes, float]:
    """Outline, colours and sharpness."""
    import cv2  # Here, as wherever it is used: `kohya-like doctor` says so where it is missing.

    height, width = rgb.shape[:2]
    part = min(1.0, SIDE / max(width, height))
    size = (max(1, round(width * part)), max(1, round(height * part)))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    waves = cv2.resize(grey, (WAVES, WAVES), interpolation=cv2.INTER_AREA)
    colours = cv2.resize(small, (COLOURS, COLOURS), interpolation=cv2.INTER_AREA)
    edges = cv2.Laplacian(grey, cv2.CV_32F)
    return outline(np.asarray(waves)), np.asarray(colours).tobytes(), sharpest(np.asarray(edges))


def outline(grey: NDArray[np.uint8]) -> bytes:
    """The perceptual hash of a small grey square: which of its lowest frequencies are above their median (pHash)."""
    import cv2

    waves = np.asarray(cv2.dct(grey.astype(np.float32)))[:OUTLINE, :OUTLINE].ravel()
    return np.packbits(waves > np.median(waves[1:])).tobytes()  # The first is the brightness.


def sharpest(edges: NDArray[np.float32]) -> float:
    """The largest variance among the parts of a picture."""
    rows = (part for part in np.array_split(edges, TILES, axis=0) if part.size)
    return max(float(part.var()) for row in rows for part in np.array_split(row, TILES, axis=1) if part.size)
