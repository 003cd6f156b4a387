"""Kinds of pictures that PIL reads only with another package, which is looked for once such a file is met."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text

HEAD_BYTES = 32
"""Enough of a file to tell its kind."""

HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
JXL_CODESTREAM = b"\xff\x0a"
JXL_CONTAINER = b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a"

JXL_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}
"""How a JPEG XL header writes a width: by its ratio to the height."""
JXL_SIDE_BITS = (9, 13, 18, 30)


@dataclass(frozen=True)
class Plugin:
    """A package that teaches PIL one kind of picture."""

    package: str
    """As it is installed."""
    kind: str
    """As PIL calls it."""
    suffixes: tuple[str, ...]
    activate: Callable[[], object]
    """Makes PIL know the kind. Raises ImportError where the package is not installed."""


PLUGINS = (
    Plugin("pillow-heif", "HEIF", (".heic", ".heif"), lambda: import_module("pillow_heif").register_heif_opener()),
    Plugin("pillow-jxl-plugin", "JXL", (".jxl",), lambda: import_module("pillow_jxl")),
)
HEIF, JXL = PLUGINS


def plugin_of(path: Path) -> Plugin | None:
    """What reads the file, by its first bytes; None for every other kind. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return HEIF
    return JXL if head.startswith((JXL_CODESTREAM, JXL_CONTAINER)) else None


def require(plugin: Plugin, path: Path) -> None:
    """Make PIL know the kind of a file. Raises InputError, saying what to install, where that cannot be done."""
    if not is_installed(plugin):
        raise InputError.of("", _NOT_INSTALLED.format(path=path, package=plugin.package))


@cache
def is_installed(plugin: Plugin) -> bool:
    """Whether the package is there; PIL knows the kind afterwards."""
    try:
        plugin.activate()
    except ImportError:
        return False
    return True


def jxl_size(path: Path) -> tuple[int, int] | None:
    """The size in a JPEG XL header; None where there is none. Its plug-in would decode every pixel to tell."""
    with path.open("rb") as file:
        header = _jxl_codestream(file)
    if header is None:
        return None
    bits = _Bits(header[2:])
    small = bits.take(1)
    height = 8 * (bits.take(5) + 1) if small else _jxl_side(bits)
    ratio = bits.take(3)
    if ratio:
        across, down = JXL_RATIOS[ratio]
        return height * across // down, height
    return 8 * (bits.take(5) + 1) if small else _jxl_side(bits), height


def _jxl_codestream(file: BinaryIO) -> bytes | None:
    """The first bytes of the picture itself, which may lie in a box among others."""
    head = file.read(len(JXL_CONTAINER))
    if head.startswith(JXL_CODESTREAM):
        return head
    while len(box := file.read(8)) == 8:
        length, name = struct.unpack(">I4s", box)
        if name in (b"jxlc", b"jxlp"):
            content = file.read(HEAD_BYTES)
            return content[4:] if name == b"jxlp" else content  # A part begins with its number.
        if length < 8:
            return None
        file.seek(length - 8, 1)
    return None


def _jxl_side(bits: "_Bits") -> int:
    return bits.take(JXL_SIDE_BITS[bits.take(2)]) + 1


class _Bits:
    """Numbers of some bits each, the lowest first."""

    def __init__(self, data: bytes) -> None:
        self._left = int.from_bytes(data, "little")

    def take(self, count: int) -> int:
        number = self._left & ((1 << count) - 1)
        self._left >>= count
        return number


_NOT_INSTALLED = Text(
    "The picture {path} needs a package that is not installed: pip install {package}, or convert the picture to PNG.",
    "读取图片 {path} 需要尚未安装的软件包：请运行 pip install {package}，或把图片转换为 PNG。",
)
