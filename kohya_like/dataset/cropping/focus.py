"""Where to look in a picture: at a face, at what stands out, or where most detail is."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kohya_like.dataset.buckets import Size
from kohya_like.dataset.cropping.faces import Grey, faces
from kohya_like.dataset.cropping.geometry import Box, Point
from kohya_like.dataset.pictures import Pixels, resized

Map = NDArray[np.float32]
"""[height, width]: how much there is to see at each place, never negative."""

Focus = Literal["focal", "face", "saliency", "entropy", "centre"]
Means = Literal["face", "saliency", "entropy", "centre"]
"""By what a place was found; "centre" where nothing told one place from another."""

FACE_SIDE = 448
"""Pixels of the longer side in which faces are looked for."""
MAP_SIDE = 64
"""Of the longer side of maps: saliency is a matter of the whole, seen from afar."""
LEAST_CONTRAST = 4
"""Shades of 256 between the darkest and the brightest place, for something to stand out at all."""
FADING = 0.15
"""Part of the picture at each border that fades where saliency is looked for."""
CENTRAL = 0.35
"""How far from the middle, as a part of the picture, what stands out still counts more than half."""
ENTROPY_SIDE = 256
BINS = 32
"""Shades of grey that entropy tells apart."""
CLEARLY = 1.02
"""How much more there must be in the best part than in the average one, to prefer it to the middle."""


@dataclass(frozen=True)
class Found:
    """A place to keep."""

    point: Point
    means: Means
    face: Box | None = None
    """In pixels of the picture, like the point."""


@dataclass(frozen=True)
class Look:
    """One picture that is looked at. Each search is made once, when it is needed."""

    pixels: Pixels

    @property
    def size(self) -> Size:
        """(width, height)."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @cached_property
    def faces(self) -> list[Box]:
        """The faces in it, the largest first."""
        grey, scale = self._grey(FACE_SIDE)
        found = [tuple(int(side / scale + 0.5) for side in box) for box in faces(grey)]
        return [Box(*sides).inside(self.size) for sides in found]

    def find(self, focus: Focus, part: tuple[float, float]) -> Found:
        """What a part of this (width, height) is to be placed around. Of several means the first that finds it."""
        searches = {"face": self._face, "saliency": self._saliency, "entropy": self._entropy}
        for means in ORDERS[focus]:
            found = searches[means](part)
            if found is not None:
                return found
        return Found((self.size[0] / 2, self.size[1] / 2), "centre")

    def _face(self, part: tuple[float, float]) -> Found | None:
        """All faces if the part has room for them, else the largest."""
        if not self.faces:
            return None
        around = Box(*(edge(box[side] for box in self.faces) for side, edge in enumerate((min, min, max, max))))
        fits = around.size[0] <= part[0] and around.size[1] <= part[1]
        face = self.faces[0]
        return Found(around.centre if fits else face.centre, "face", face)

    def _saliency(self, part: tuple[float, float]) -> Found | None:
        grey, scale = self._grey(MAP_SIDE)
        point = best_place(saliency(grey), (part[0] * scale, part[1] * scale))
        return None if point is None else Found((point[0] / scale, point[1] / scale), "saliency")

    def _entropy(self, part: tuple[float, float]) -> Found | None:
        grey, scale = self._grey(ENTROPY_SIDE)
        point = best_place(entropy(grey), (part[0] * scale, part[1] * scale))
        return None if point is None else Found((point[0] / scale, point[1] / scale), "entropy")

    def _grey(self, side: int) -> tuple[Grey, float]:
        """The picture in grey, at most so large, and how much smaller that is."""
        import cv2

        scale = min(1.0, side / max(self.size))
        small = resized(self.pixels, (max(1, round(self.size[0] * scale)), max(1, round(self.size[1] * scale))))
        return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8), scale


ORDERS: dict[Focus, tuple[Means, ...]] = {
    "focal": ("face", "saliency", "entropy"),
    "face": ("face", "saliency", "entropy"),
    "saliency": ("saliency",),
    "entropy": ("entropy",),
    "centre": (),
}


def saliency(grey: Grey) -> Map:
    """What stands out: what a spectrum has beyond its own average (spectral residual, Hou and Zhang, CVPR 2007).

    Borders fade, for a spectrum takes the picture as repeating, and what meets there would stand out most; and what is
    near the middle counts more, as people aim at what they photograph.
    """
    import cv2

    height, width = grey.shape
    if np.ptp(grey) < LEAST_CONTRAST:
        return np.zeros(grey.shape, dtype=np.float32)
    spectrum = np.fft.fft2((grey - grey.mean()) * np.outer(_fading(height), _fading(width)))
    magnitude = np.log(np.abs(spectrum) + 1e-6).astype(np.float32)
    residual = magnitude - cv2.blur(magnitude, (3, 3))
    back = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    smooth = np.asarray(cv2.GaussianBlur(back.astype(np.float32), (0, 0), 2.5), dtype=np.float32)
    return smooth * np.outer(_central(height), _central(width)).astype(np.float32)


def _fading(length: int) -> NDArray[np.float64]:
    """Weights that rise from nothing at both ends."""
    ends = np.minimum(np.arange(length) + 0.5, length - np.arange(length) - 0.5)
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.minimum(1, ends / max(1, length * FADING))))


def _central(length: int) -> NDArray[np.float64]:
    """Weights that are highest in the middle."""
    away = (np.arange(length) + 0.5) / length - 0.5
    return np.asarray(np.exp(-(away**2) / (2 * CENTRAL**2)))


def entropy(grey: Grey) -> Map:
    """How many shades there are around each place, in bits."""
    import cv2

    window = max(3, min(grey.shape) // 8)
    shades = grey.astype(np.uint16) * BINS // 256
    bits = np.zeros(grey.shape, dtype=np.float32)
    for shade in range(BINS):
        part = np.asarray(cv2.blur((shades == shade).astype(np.float32), (window, window)), dtype=np.float32)
        bits -= part * np.log2(np.maximum(part, 1e-9))
    return np.maximum(bits, 0)


def best_place(seen: Map, part: tuple[float, float]) -> Point | None:
    """The middle of the part that holds most, of equal ones that nearest to the middle of the picture.

    None where no part holds clearly more than the average one.
    """
    height, width = seen.shape
    across, down = (max(1, min(round(length), all_)) for length, all_ in zip(part, (width, height), strict=True))
    sums = np.zeros((height + 1, width + 1))
    sums[1:, 1:] = seen.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
    held = sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across] + sums[:-down, :-across]
    if held.max() <= CLEARLY * held.mean():
        return None
    rows, columns = np.nonzero(held >= held.max() * (1 - 1e-6))
    off = (rows + down / 2 - height / 2) ** 2 + (columns + across / 2 - width / 2) ** 2
    nearest = int(off.argmin())
    return float(columns[nearest] + across / 2), float(rows[nearest] + down / 2)
