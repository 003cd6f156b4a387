"""What becomes of one picture, as the configuration has it: which cuts, around what, and why not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from kohya_like.config.crop import CropConfig, ManualBox
from kohya_like.dataset.buckets import Buckets, Size, bucket_sizes, nearest
from kohya_like.dataset.cropping.focus import Found, Look
from kohya_like.dataset.cropping.geometry import Box, Cut, around, cut, tiles

Looking = Callable[[], Look]
"""Reads the picture, which only some rules need."""


@dataclass(frozen=True)
class Fate:
    """What becomes of one picture."""

    size: Size
    cuts: tuple[Cut, ...]
    """In the order of their numbers; several where it is split."""
    found: Found | None = None
    """What was kept in view; None where nothing had to be looked for."""

    @property
    def enlarges(self) -> bool:
        """Whether the picture is smaller than what is to become of it."""
        return any(each.enlarges for each in self.cuts)

    @property
    def lost(self) -> float:
        """The share of the picture that is in none of the results, 0 to 1; tiles lose nothing along the picture."""
        if len(self.cuts) > 1:
            return 0.0
        left, top, right, bottom = self.cuts[0].kept
        return 1 - (right - left) * (bottom - top) / (self.size[0] * self.size[1])


@dataclass(frozen=True)
class Rules:
    """The rules of one job."""

    config: CropConfig

    @cached_property
    def buckets(self) -> Buckets:
        """Which sizes there are: those of training, or one."""
        config = self.config
        if not config.enable_bucket:
            return Buckets(partial(nearest, buckets=[config.target()]))
        width, height = config.target()
        limits = config.min_bucket_reso, config.max_bucket_reso
        return Buckets(partial(nearest, buckets=bucket_sizes(width * height, limits, config.bucket_reso_steps)))

    def fate(self, size: Size, box: ManualBox | None, looking: Looking | None) -> Fate:
        """What becomes of a picture of this size. Without `looking`, the middle is kept, as if nothing had been found:
        numbers and sizes of results are the same. Raises `buckets.Unfit` for a strip."""
        if box is not None:
            region = Box(box.left, box.top, box.right, box.bottom).inside(size)
            return Fate(size, (cut(region, self.buckets.fit(region.size).bucket),))
        parts = self._tiles(size) if self.config.split else []
        if parts:
            shape = self._shape(size)
            return Fate(size, tuple(cut(part, shape) for part in parts))
        return self._whole(size, looking)

    def _shape(self, size: Size) -> Size:
        """What a long picture is split into: the size, or with buckets the square one."""
        return self.buckets.fit((min(size), min(size))).bucket

    def _tiles(self, size: Size) -> list[Box]:
        return tiles(size, self._shape(size), ratio=self.config.split_ratio, overlap=self.config.overlap)

    def _whole(self, size: Size, looking: Looking | None) -> Fate:
        bucket = self.buckets.fit(size).bucket
        whole = Box.whole(size)
        middle = cut(whole, bucket)
        focus = self.config.focus
        is_cut = middle.crop.size != middle.resized
        if looking is None or focus == "centre" or not (is_cut or focus == "face"):
            return Fate(size, (middle,))
        left, top, right, bottom = middle.kept
        found = looking().find(focus, (right - left, bottom - top))
        if focus == "face" and found.face is not None and not middle.enlarges:
            margin, upscale = self.config.face_margin, self.config.upscale
            part = around(found.face, size, bucket, margin, upscale=upscale)
            return Fate(size, (cut(part, bucket),), found)
        return Fate(size, (cut(whole, bucket, found.point),), found)
