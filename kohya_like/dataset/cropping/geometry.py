"""Which part of a picture is kept, and how large it becomes. Sizes alone: no picture is looked at here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from kohya_like.config.text import Text
from kohya_like.dataset.buckets import Buckets, Size, Unfit, nearest

MOST_TILES = 100

Point = tuple[float, float]
"""(x, y) in pixels of a picture."""


class Box(NamedTuple):
    """A part of a picture, in whole pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def whole(cls, size: Size) -> "Box":
        """All of a picture."""
        return cls(0, 0, *size)

    @property
    def size(self) -> Size:
        """(width, height)."""
        return self.right - self.left, self.bottom - self.top

    @property
    def centre(self) -> Point:
        """Its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def inside(self, size: Size) -> "Box":
        """What of it lies in a picture; at least one pixel."""
        left, top = min(max(self.left, 0), size[0] - 1), min(max(self.top, 0), size[1] - 1)
        return Box(left, top, max(left + 1, min(self.right, size[0])), max(top + 1, min(self.bottom, size[1])))


@dataclass(frozen=True)
class Cut:
    """One result: a part of a picture, resized, of which a part of the wanted size is kept."""

    region: Box
    resized: Size
    crop: Box
    """In pixels of the resized part."""

    @property
    def size(self) -> Size:
        """(width, height) of the result."""
        return self.crop.size

    @property
    def enlarges(self) -> bool:
        """Whether the result has more pixels than the picture gives."""
        return self.resized[0] > self.region.size[0] or self.resized[1] > self.region.size[1]

    @property
    def kept(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of what is kept, in pixels of the picture."""
        across, down = (part / all_ for part, all_ in zip(self.region.size, self.resized, strict=True))
        left, top = self.region.left, self.region.top
        crop = self.crop
        return left + crop.left * across, top + crop.top * down, left + crop.right * across, top + crop.bottom * down


def cut(region: Box, bucket: Size, point: Point | None = None) -> Cut:
    """As much of a region as fits a bucket, with `point` of the picture as near its middle as that allows.

    Without a point the middle is kept, as training does. Raises `buckets.Unfit` for a strip.
    """
    fit = Buckets(partial(nearest, buckets=[bucket])).fit(region.size)
    left, top = fit.crop[:2]
    if point is not None:
        x, y = point[0] - region.left, point[1] - region.top
        left = _start(x * fit.resized[0] / region.size[0], bucket[0], fit.resized[0])
        top = _start(y * fit.resized[1] / region.size[1], bucket[1], fit.resized[1])
    return Cut(region, fit.resized, Box(left, top, left + bucket[0], top + bucket[1]))


def around(face: Box, size: Size, bucket: Size, margin: float, *, upscale: bool) -> Box:
    """The part of a picture around a face, of a bucket's shape, with `margin` widths of the face on each side.

    It is larger where the result would else be enlarged, and smaller where the picture ends.
    """
    wanted = face.size[0] * (1 + 2 * margin), face.size[1] * (1 + 2 * margin)
    scale = max(wanted[0] / bucket[0], wanted[1] / bucket[1], 0.0 if upscale else 1.0)
    scale = min(scale, size[0] / bucket[0], size[1] / bucket[1])
    width, height = (max(1, math.floor(side * scale + 0.5)) for side in bucket)
    left, top = _start(face.centre[0], width, size[0]), _start(face.centre[1], height, size[1])
    return Box(left, top, left + min(width, size[0]), top + min(height, size[1]))


def tiles(size: Size, shape: Size, *, ratio: float, overlap: float) -> list[Box]:
    """Overlapping parts of a given shape that cover a long picture, from left to right or from top to bottom.

    None for a picture that is less than `ratio` times as long as the shape. Raises `buckets.Unfit` for a strip.
    """
    relative = (size[0] * shape[1]) / (size[1] * shape[0])
    if max(relative, 1 / relative) < ratio:
        return []
    if relative > 1:
        length = max(1, math.floor(size[1] * shape[0] / shape[1] + 0.5))
        return [Box(start, 0, start + length, size[1]) for start in _starts(size[0], length, overlap)]
    length = max(1, math.floor(size[0] * shape[1] / shape[0] + 0.5))
    return [Box(0, start, size[0], start + length) for start in _starts(size[1], length, overlap)]


def _starts(total: int, length: int, overlap: float) -> Sequence[int]:
    """Where parts of a length begin, evenly, so that each overlaps the one before by at least that share."""
    count = max(2, math.ceil((total - length) / (length * (1 - overlap))) + 1)
    if count > MOST_TILES:
        raise Unfit(_STRIP)
    return [math.floor(place * (total - length) / (count - 1) + 0.5) for place in range(count)]


def _start(middle: float, length: int, total: int) -> int:
    """Where a part around a point begins, moved so that it does not leave the whole."""
    return max(0, min(math.floor(middle - length / 2 + 0.5), total - length))


_STRIP = Text(
    "The picture {path} ({width}x{height}) is too long and narrow to be split.",
    "图片 {path}（{width}x{height}）过于狭长，无法切分。",
)
