"""Folders of pictures for tests."""

from pathlib import Path

import numpy as np
from PIL import Image

from kohya_like.dataset.buckets import Fit, Size
from kohya_like.dataset.folders import Picture, Subset


def make_picture(path: Path, size: Size = (64, 48), caption: str | None = None, seed: int = 0) -> Path:
    """A picture of random pixels, with a .txt caption if one is given; missing folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    if caption is not None:
        path.with_suffix(".txt").write_text(caption, encoding="utf-8")
    return path


def make_subset(repeats: int, sizes: list[Size], name: str = "cat", is_reg: bool = False) -> Subset:
    """A subset without files."""
    folder = Path("reg" if is_reg else "train") / f"{repeats}_{name}"
    pictures = (Picture(folder / f"{place}.png", size, name, None) for place, size in enumerate(sizes))
    return Subset(folder, repeats, name, is_reg, tuple(pictures))


def same_size(size: Size) -> Fit:
    """The fit of a picture that is its own bucket."""
    return Fit(size, size, (0, 0, *size))
