"""Names of files and folders that every system takes."""

import os
import re
import unicodedata
from pathlib import Path

from kohya_like.config.explain import shown
from kohya_like.config.text import Text

FORBIDDEN = '/\\:*?"<>|'
"""Signs that no file system, or not every one, allows in a name."""

UNSAFE = re.compile(rf"[\x00-\x1f\x7f{re.escape(FORBIDDEN)}]+")

RESERVED = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))})
"""Names of devices on Windows, whatever extension follows."""

LONGEST = 200
"""Bytes of UTF-8. File systems take 255, and a number, an extension and what marks an unfinished copy are added."""

LONGEST_STEM = 247
"""Bytes of a file's name before its suffix, for file systems that take 255 and a caption beside it."""

LONGEST_SAFE = 80
"""Characters of a name that is made of a text: paths with it stay below what Windows takes."""


def name_mistake(name: str) -> Text | None:
    """What is wrong with a name for a file or folder; None if every system takes it."""
    if not name:
        return _EMPTY
    if UNSAFE.search(name) or name.strip(". ") != name:
        return _SIGNS.format(name=shown(name))
    if _is_reserved(name):
        return _RESERVED_NAME.format(name=shown(name))
    if len(name.encode(errors="replace")) > LONGEST:
        return _TOO_LONG.format(name=shown(name))
    return None


def safe_name(text: str) -> str:
    """What of a text can be the name of a file or folder on every system; it may be nothing."""
    plain = unicodedata.normalize("NFC", text).encode(errors="ignore").decode()
    name = " ".join(UNSAFE.sub(" ", plain).split()).strip(". ")
    name = f"_{name}" if _is_reserved(name) else name
    return name[:LONGEST_SAFE].encode()[:LONGEST].decode(errors="ignore").rstrip(". ")


def numbered(stem: str, number: int) -> str:
    """The name of a file, without its suffix, with a number behind it; cut where file systems would not take it."""
    end = f"-{number}"
    encoded = os.fsencode(stem)
    fits = len(encoded) + len(end) <= LONGEST_STEM
    return (stem if fits else encoded[: LONGEST_STEM - len(end)].decode(errors="ignore")) + end


def new_folder(parent: Path, name: str) -> Path:
    """Make a folder that did not exist before, numbered where the name is taken."""
    parent.mkdir(parents=True, exist_ok=True)
    number, path = 1, parent / name
    while True:
        try:
            path.mkdir()
            return path
        except FileExistsError:
            number += 1
            path = parent / f"{name}-{number}"


def _is_reserved(name: str) -> bool:
    return name.partition(".")[0].strip().upper() in RESERVED


_EMPTY = Text("Give it a name.", "请起一个名称。")
_SIGNS = Text(
    'The name {name} cannot be a file name: leave out / \\ : * ? " < > | and dots or spaces at its ends.',
    '{name} 不能用作文件名：请去掉 / \\ : * ? " < > | 以及首尾的点和空格。',
)
_RESERVED_NAME = Text("Windows reserves the name {name}: choose another.", "{name} 是 Windows 的保留名：请换一个名字。")
_TOO_LONG = Text("The name {name} is too long for a file: shorten it.", "{name} 作为文件名太长：请缩短。")
