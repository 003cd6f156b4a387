"""Pictures as they are stored and as they are trained."""

import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageColor, UnidentifiedImageError

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.buckets import Fit, Size
from kohya_like.dataset.picture_plugins import JXL, jxl_size, plugin_of, require

Pixels = NDArray[np.uint8]
"""[height, width, 3], red, green and blue; where it is said so with opacity as the fourth."""

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "AVIF", "GIF")
"""What is decoded, whatever the file is called; of moving pictures the first. Plug-ins add to it."""

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

MOST_PIXELS = 178_956_970
"""Half a gigabyte in memory. PIL refuses larger ones by itself, those that plug-ins read only once they are decoded."""

Image.init()  # Otherwise PIL does not know all of them when they are named.
warnings.filterwarnings("ignore", module="PIL")  # Of odd EXIF data, and of sizes that are still read.


def picture_size(path: Path) -> Size:
    """(width, height) as the picture is seen, from its header alone. Raises InputError naming the file."""
    with opened(path) as image:
        width, height = image.size
        return (height, width) if _orientation(image) >= 5 else (width, height)


def read_picture(path: Path, background: str = "white") -> Pixels:
    """The whole picture, upright, on a colour where it is transparent. Raises InputError naming the file."""
    with opened(path) as image:
        return rgb_of(image, background)


def rgb_of(image: Image.Image, background: str = "white") -> Pixels:
    """What `read_picture` gives, of a picture that is `opened`."""
    colour = ImageColor.getrgb(background)
    return np.array(_upright(image, lambda: _flat(image, colour)))


def read_rgba(path: Path) -> Pixels:
    """The whole picture, upright, with its opacity: [height, width, 4]. Raises InputError naming the file.

    Where it is transparent it has the colours that the file gives.
    """
    with opened(path) as image:
        return np.array(_upright(image, lambda: _eight_bits(image).convert("RGBA")))


def has_transparency(path: Path) -> bool:
    """Whether a picture can be transparent anywhere, by its header. Raises InputError naming the file."""
    with opened(path) as image:
        return image.has_transparency_data


def plain(image: Image.Image) -> Image.Image:
    """An opened picture upright in eight bits: RGB, or RGBA where it can be transparent."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return _upright(image, lambda: _eight_bits(image).convert(mode))


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
def opened(path: Path) -> Iterator[Image.Image]:
    """The picture, closed afterwards; whatever goes wrong while it is read becomes an InputError naming it."""
    try:
        with _open(path) as image:
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


def _open(path: Path) -> Image.Image:
    try:
        return Image.open(path, formats=FORMATS)
    except UnidentifiedImageError:
        plugin = plugin_of(path)
        if plugin is None:
            raise
    require(plugin, path)
    claimed = jxl_size(path) if plugin is JXL else None
    if claimed is not None and math.prod(claimed) > MOST_PIXELS:
        raise Image.DecompressionBombError(str(claimed))
    return Image.open(path, formats=(plugin.kind,))


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
    if _is_turned(image):
        return 1
    # On the base class: PNG's own method would decode the picture to look for EXIF data behind the pixels.
    found = Image.Image.getexif(image).get(ExifTags.Base.Orientation)
    return found if found in UPRIGHT else 1


def _is_turned(image: Image.Image) -> bool:
    """Whether the decoder gives pixels and size upright already, whatever the EXIF data says.

    That of JPEG XL does, unless the file is a JPEG that was packed without loss.
    """
    return image.format == "TIFF" or (image.format == JXL.kind and not getattr(image, "jpeg", False))


def _upright(image: Image.Image, convert: Callable[[], Image.Image]) -> Image.Image:
    """The picture converted, and turned as its EXIF data says, which decoding may forget."""
    orientation = _orientation(image)
    image.load()
    converted = convert()
    return converted.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else converted


def _flat(image: Image.Image, background: tuple[int, ...]) -> Image.Image:
    """Eight bits of red, green and blue for each pixel."""
    plain = _eight_bits(image)
    if not plain.has_transparency_data:
        return plain.convert("RGB")
    colours = plain.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", colours.size, background), colours).convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """The picture as it is, unless its numbers are larger: PIL would cut everything above 255 to white."""
    if image.mode in UNREAD_MODES:
        raise ValueError(f"mode {image.mode}")
    if image.mode not in SIXTEEN_BIT:
        return image
    grey = np.asarray(image).astype(np.uint32)
    return Image.fromarray(((grey * 255 + 32767) // 65535).astype(np.uint8))
