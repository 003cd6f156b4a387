"""From a picture to the files that are cut out of it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from kohya_like.config.atomic import full_disk_named
from kohya_like.config.crop import CropConfig
from kohya_like.dataset.cropping.focus import Look
from kohya_like.dataset.cropping.geometry import Cut
from kohya_like.dataset.pictures import Pixels, has_transparency, read_picture, read_rgba, resized

COLOURS = {"white": "#ffffff", "black": "#000000", "grey": "#808080"}
LOSSLESS = 100
"""Quality of WebP from which nothing is lost."""


@dataclass(frozen=True)
class Original:
    """A picture that was read."""

    pixels: Pixels
    """Of four numbers each where transparency is kept and there is any."""
    look: Look
    """The picture as it is seen, on the background."""


def read_original(path: Path, config: CropConfig) -> Original:
    """Read a picture as the job wants it. Raises InputError naming the file."""
    flat = seen(path, config.background)
    pixels = read_rgba(path) if config.keep_alpha and has_transparency(path) else flat
    return Original(pixels, Look(flat))


def seen(path: Path, background: str) -> Pixels:
    """A picture as it looks on a background. Raises InputError naming the file."""
    return read_picture(path, COLOURS.get(background, background))


def drawn(pixels: Pixels, cut: Cut) -> Pixels:
    """What a cut gives, pixel for pixel what training makes of the same part."""
    left, top, right, bottom = cut.region
    part = np.ascontiguousarray(pixels[top:bottom, left:right])
    # Opacity apart: resized together, PIL would weigh the colours that a mask hides and training sees.
    layers = [resized(part[..., :3], cut.resized)]
    if part.shape[2] == 4:
        layers.append(resized(np.ascontiguousarray(part[..., 3]), cut.resized)[..., None])
    left, top, right, bottom = cut.crop
    return np.dstack(layers)[top:bottom, left:right]


def write_picture(pixels: Pixels, path: Path, config: CropConfig) -> None:
    """Write a result. Raises MachineError when the disk is full."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    with full_disk_named(path):
        match config.output_format:
            case "png":
                image.save(path, "PNG")
            case "jpeg":
                image.save(path, "JPEG", quality=config.quality, subsampling=0)
            case "webp":
                image.save(path, "WEBP", quality=config.quality, lossless=config.quality == LOSSLESS, exact=True)
