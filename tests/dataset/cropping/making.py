"""Pictures in which there is something to find.

`portrait.jpg` is the photograph of Rear Admiral Grace Hopper by the United States Navy, which is in the public domain.
"""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from kohya_like.config.crop import CropConfig
from kohya_like.dataset.buckets import Size
from kohya_like.dataset.cropping.geometry import Box
from kohya_like.dataset.pictures import Pixels, read_picture

PORTRAIT = Path(__file__).parent / "portrait.jpg"
PORTRAIT_SIZE = (256, 300)
FACE = (74, 50, 190, 166)
"""About where the face is."""


def wide_with_portrait(path: Path, left: int, size: Size = (1200, 320)) -> Path:
    """A wide grey picture with the portrait somewhere in it."""
    picture = Image.new("RGB", size, "grey")
    with Image.open(PORTRAIT) as portrait:
        picture.paste(portrait, (left, 10))
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path)
    return path


def scattered(size: Size, spot: Box, seed: int = 0) -> Pixels:
    """An even picture with fine grain at one spot."""
    pixels = np.full((size[1], size[0], 3), 120, dtype=np.uint8)
    grain = np.random.default_rng(seed).integers(0, 256, (*spot.size[::-1], 3), dtype=np.uint8)
    pixels[spot.top : spot.bottom, spot.left : spot.right] = grain
    return pixels


def portrait() -> Pixels:
    return read_picture(PORTRAIT)


def config(**values: Any) -> CropConfig:
    """A configuration whose folders play no part."""
    return CropConfig.checked({"folder": "/in", "output": "/out", **values})
