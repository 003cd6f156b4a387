"""Before and after in one picture."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from kohya_like.config.atomic import atomic_write

GAP = 4
SCALE = 2
"""The demo model draws 64 pixels; twice that can be looked at."""


def comparison(rows: Sequence[Sequence[Path]], target: Path) -> Path:
    """Write the pictures of each row side by side, the rows one below the other, as PNG."""
    pictures = [[Image.open(path).convert("RGB") for path in row] for row in rows]
    width = max(picture.width for row in pictures for picture in row) * SCALE
    height = max(picture.height for row in pictures for picture in row) * SCALE
    columns = max(map(len, pictures))
    size = (columns * (width + GAP) + GAP, len(pictures) * (height + GAP) + GAP)
    sheet = Image.new("RGB", size, "white")
    for y, row in enumerate(pictures):
        for x, picture in enumerate(row):
            enlarged = picture.resize((width, height), Image.Resampling.LANCZOS)
            sheet.paste(enlarged, (GAP + x * (width + GAP), GAP + y * (height + GAP)))
    atomic_write(target, lambda path: sheet.save(path, "PNG"))
    return target
