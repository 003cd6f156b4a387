"""Pictures as they are stored and as they are trained."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.buckets import Fit, Size

Pixels = NDArray[np.uint8]
"""[height, width, 3], red, green and blue."""

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "AVIF")
"""What is decoded, whatever the file is called."""

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by its EXIF orientation (1 is upright; from 5 on, width and height change places)."""

SIXTEEN_BIT = ("I;16", "I;16L", "I;16B", "I;16N")
UNREAD_MODES = ("I", "F")
"""32-bit numbers, of which the file does not say which is white."""

Image.init()  # Otherwise PIL does not know all of them when they are named.
warnings.filterwarnings("ignore", module="PIL")  # Of odd EXIF data, and of sizes that are still read.


def picture_size(path: Path) -> Size:
    """(width, height) as the picture is seen, from its header alone. Raises InputError naming the file."""
    with _opened(path) as image:
        width, height = image.size
        return (height, width) if _orientation(image) >= 5 else (width, height)


def read_picture(path: Path) -> Pixels:
    """The whole picture, upright, on white where it is transparent. Raises InputError naming the file."""
    with _opened(path) as image:
        orientation = _orientation(image)
        image.load()
        flat = _flat(image)
        return np.array(flat.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else flat)


def fit_picture(rgb: Pixels, fit: Fit) -> Pixels:
    """The part of a picture that is trained, [bucket height, bucket width, 3]."""
    left, top, right, bottom = fit.crop
    return resized(rgb, fit.resized)[top:bottom, left:right]


def resized(rgb: Pixels, size: Size) -> Pixels:
    """The picture at another size: averaged where both sides shrink, else Lanczos, as sd-scripts does by default."""
    height, width = rgb.shape[:2]
    if (width, height) == size:
        return rgb
    if width >= size[0] and height >= size[1]:
        import cv2  # Here, so that `doctor` can say so where it is missing.

        return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return np.array(Image.fromarray(rgb).resize(size, Image.Resampling.LANCZOS))


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """The picture, closed afterwards; whatever goes wrong while it is read becomes an InputError."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            yield image
    except (InputError, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        text = Text(
            "The picture {path} has too many pixels to be read safely: scale it down.",
            "图片 {path} 的像素过多，无法安全读取：请缩小它。",
        )
        raise InputError.of("", text.format(path=path)) from error
    except Exception as error:  # PIL's decoders raise nearly anything over wrong bytes.
        raise InputError.of("", _unreadable(path, error)) from error


def _unreadable(path: Path, error: Exception) -> Text:
    if isinstance(error, OSError) and error.strerror is not None:
        text = Text("The picture {path} cannot be read: {reason}.", "无法读取图片 {path}：{reason}。")
        return text.format(path=path, reason=error.strerror)
    text = Text(
        "The picture {path} is damaged, incomplete or of an unknown kind: replace it or remove it.",
        "图片 {path} 已损坏、不完整或格式未知：请替换或删除它。",
    )
    return text.format(path=path)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation that is still to be undone, 1 to 8."""
    if image.format == "TIFF":  # PIL turns these by itself, and gives their size upright.
        return 1
    # On the base class: PNG's own method would decode the picture to look for EXIF data behind the pixels.
    found = Image.Image.getexif(image).get(ExifTags.Base.Orientation)
    return found if found in UPRIGHT else 1


def _flat(image: Image.Image) -> Image.Image:
    """Eight bits of red, green and blue for each pixel."""
    if image.mode in UNREAD_MODES:
        raise ValueError(f"mode {image.mode}")
    if image.mode in SIXTEEN_BIT:  # PIL would cut everything above 255 to white.
        grey = np.asarray(image).astype(np.uint32)
        return Image.fromarray(((grey * 255 + 32767) // 65535).astype(np.uint8)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    colours = image.convert("RGBA")
    white = Image.new("RGBA", colours.size, "white")
    return Image.alpha_composite(white, colours).convert("RGB")
