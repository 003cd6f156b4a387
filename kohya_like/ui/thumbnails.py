"""Small pictures for lists, made when they are asked for."""

import base64
import io
from collections.abc import Iterable
from pathlib import Path

from kohya_like.dataset.pictures import opened, plain
from kohya_like.ui.roots import Roots

SIDE = 96
"""Pixels of the longer side: twice what lists show, for dense screens."""
MOST_PIXELS = 100_000_000
"""Larger ones are not drawn: each would take half a gigabyte of memory."""
QUALITY = 70


def drawn(roots: Roots, paths: Iterable[Path | None], side: int = SIDE) -> list[str | None]:
    """`data_url` of each; None also where there is no file, and for a link that leads out of the allowed folders."""
    return [data_url(path, side) if path is not None and roots.allowed(path) else None for path in paths]


def data_url(path: Path, side: int = SIDE) -> str | None:
    """A picture file, made small, as `data:image/webp;base64,...`; None for what is no readable picture."""
    try:
        with opened(path) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("RGB", (side * 2, side * 2))  # JPEG files are decoded at a fraction of their size.
            small = plain(image)
            small.thumbnail((side, side))
    except Exception:  # What a damaged picture raises depends on its format; it is simply not shown.
        return None
    webp = io.BytesIO()
    small.save(webp, "WEBP", quality=QUALITY)
    return f"data:image/webp;base64,{base64.b64encode(webp.getvalue()).decode('ascii')}"
