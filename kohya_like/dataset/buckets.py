"""Aspect-ratio buckets: at which size a picture is trained, and what of it.

The sizes, and the choice among them, are those of sd-scripts, so that its users meet the same pictures.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text

Size = tuple[int, int]
"""(width, height) in pixels."""

Choice = tuple[Size, Size]
"""The bucket, and the size to which the picture is resized before the bucket is cut out of it."""


MAX_RESIZED_PIXELS = 1 << 27
"""A strip that had to cover a bucket would fill the memory, to be cut away again."""


class Unfit(Exception):
    """A picture that gets no bucket; `text` says why, with places for its {path}, {width} and {height}."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(str(text))


@dataclass(frozen=True)
class Fit:
    """How one picture is brought into its bucket."""

    bucket: Size
    resized: Size
    crop: tuple[int, int, int, int]
    """(left, top, right, bottom) in pixels of the resized picture."""


@dataclass(frozen=True)
class Buckets:
    """The rule by which pictures get their bucket."""

    choose: Callable[[Size], Choice]

    @classmethod
    def from_config(cls, config: RunConfig) -> "Buckets":
        """The rule that a run asks for. Raises InputError when the step is too long for the resolution's area."""
        dataset, resolution = config.dataset, config.resolution()
        if not dataset.enable_bucket:
            return cls(partial(nearest, buckets=[resolution]))
        step, area = dataset.bucket_reso_steps, math.prod(resolution)
        if step > math.isqrt(area):
            text = Text(
                "bucket_reso_steps is {step}, more than {width}x{height} allows: lower it.",
                "bucket_reso_steps 为 {step}，超过分辨率 {width}x{height} 所允许的值：请调低。",
            )
            values = {"step": step, "width": resolution[0], "height": resolution[1]}
            raise InputError.of("dataset.bucket_reso_steps", text.format(**values))
        if dataset.bucket_no_upscale:
            return cls(partial(own_size, max_area=area, step=step))
        limits = dataset.min_bucket_reso, dataset.max_bucket_reso
        return cls(partial(nearest, buckets=bucket_sizes(area, limits, step)))

    def fit(self, size: Size) -> Fit:
        """Bucket and centre crop of a picture. Raises Unfit when it is too small or too narrow for any."""
        bucket, resized = self.choose(size)
        if 0 in bucket:
            raise Unfit(_TOO_SMALL)
        if math.prod(resized) > MAX_RESIZED_PIXELS:
            raise Unfit(_TOO_NARROW)
        left, top = (resized[0] - bucket[0]) // 2, (resized[1] - bucket[1]) // 2
        return Fit(bucket, resized, (left, top, left + bucket[0], top + bucket[1]))


def bucket_sizes(area: int, limits: tuple[int, int], step: int) -> list[Size]:
    """Every bucket of at most `area`, in order, with sides that are multiples of `step` between the limits.

    The limits are first moved outwards to such multiples; the square is there even where they exclude it.
    """
    shortest, longest = max(step, _floor(limits[0], step)), -_floor(-limits[1], step)
    square = _floor(math.isqrt(area), step)
    sizes = {(square, square)}
    for side in range(shortest, longest + 1, step):
        other = min(longest, _floor(area // side, step))
        if other >= shortest:
            sizes |= {(side, other), (other, side)}
    return sorted(sizes)


def nearest(size: Size, buckets: Sequence[Size]) -> Choice:
    """The bucket of the picture's own size, else the one nearest in aspect ratio (the first of equals).

    The picture gets the smallest size that covers it.
    """
    ratio = size[0] / size[1]
    bucket = size if size in buckets else min(buckets, key=lambda each: abs(each[0] / each[1] - ratio))
    wider = ratio > bucket[0] / bucket[1]
    scale = bucket[1] / size[1] if wider else bucket[0] / size[0]
    return bucket, (_round(size[0] * scale), _round(size[1] * scale))


def own_size(size: Size, max_area: int, step: int) -> Choice:
    """The largest bucket inside the picture, which is reduced first where it exceeds the area but never enlarged."""
    resized = _reduced(size, max_area, step) if math.prod(size) > max_area else size
    return (_floor(resized[0], step), _floor(resized[1], step)), resized


def _reduced(size: Size, max_area: int, step: int) -> Size:
    """The picture at `max_area`, with the side rounded down to a step that changes its aspect ratio less."""
    ratio = size[0] / size[1]
    ideal_width = math.sqrt(max_area * ratio)
    width = _floor(_round(ideal_width), step)
    height = _floor(_round(max_area / ideal_width), step)
    if _ratio_error(width, _floor(_round(width / ratio), step), ratio) < _ratio_error(
        _floor(_round(height * ratio), step), height, ratio
    ):
        return width, _round(width / ratio)
    return _round(height * ratio), height


def _ratio_error(width: int, height: int, ratio: float) -> float:
    """How far a size is from an aspect ratio; infinitely far when a side vanished in rounding."""
    return abs(width / height - ratio) if width and height else math.inf


def _round(value: float) -> int:
    """Rounded half up, as sd-scripts does (Python's `round` would go to the even neighbour)."""
    return int(value + 0.5)


def _floor(value: int, step: int) -> int:
    return value // step * step


_TOO_SMALL = Text(
    "The picture {path} ({width}x{height}) is smaller than a bucket step: switch bucket_no_upscale off, or remove it.",
    "图片 {path}（{width}x{height}）小于一个分桶步长：请关闭 bucket_no_upscale，或删除它。",
)
_TOO_NARROW = Text(
    "The picture {path} ({width}x{height}) is too long and narrow to be trained: crop it, or remove it.",
    "图片 {path}（{width}x{height}）过于狭长，无法训练：请裁剪或删除它。",
)
