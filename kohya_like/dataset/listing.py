"""What lies in a folder, in the same order on every platform."""

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PICTURE_SUFFIXES = frozenset(
    {".png", ".apng", ".jpg", ".jpeg", ".jfif", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".avif"}
    | {".heic", ".heif", ".jxl"}  # Read where their plug-ins are installed; else a sentence says what to install.
)
UNREAD_SUFFIXES = frozenset({".psd", ".tga", ".svg"})
"""Pictures too, but of kinds that are not read: layers, and formats that are never taken for pictures to train on."""

NAMES_SHOWN = 3
DEEPEST = 8
"""Folders inside folders that are looked into: deeper ones are something else than pictures to train on."""


@dataclass(frozen=True)
class Listing:
    """The visible files and folders of one folder, each in natural order."""

    folder: Path
    files: tuple[Path, ...]
    folders: tuple[Path, ...]

    @property
    def pictures(self) -> tuple[Path, ...]:
        """The files that are pictures by their suffix, whatever they hold."""
        return tuple(file for file in self.files if file.suffix.lower() in PICTURE_SUFFIXES)

    @property
    def unread(self) -> tuple[Path, ...]:
        """The pictures of kinds that are not read."""
        return tuple(file for file in self.files if file.suffix.lower() in UNREAD_SUFFIXES)


def list_folder(folder: Path) -> Listing:
    """The content of a folder. Hidden names are left out; a link counts as what it leads to. Raises OSError."""
    files: list[Path] = []
    folders: list[Path] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith("."):
                (folders if entry.is_dir() else files).append(folder / entry.name)
    return Listing(folder, natural_order(files), natural_order(folders))


def walk(folder: Path, depth: int = DEEPEST) -> Iterator[Listing]:
    """A folder and the visible ones inside it, each before those inside it. Raises OSError for the first one.

    Folders that cannot be listed and links that lead back up are left out.
    """
    yield from _walked(list_folder(folder), depth, {folder.resolve()})


def _walked(listing: Listing, depth: int, around: set[Path]) -> Iterator[Listing]:
    yield listing
    for inner in listing.folders if depth > 0 else ():
        real = inner.resolve()
        if real in around:
            continue
        try:
            below = list_folder(inner)
        except OSError:
            continue
        yield from _walked(below, depth - 1, {*around, real})


def natural_order(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Sorted by name as people count: 2 before 10, upper and lower case alike."""
    return tuple(sorted(paths, key=lambda path: (_natural_key(path.name), path.name)))


def _natural_key(name: str) -> list[tuple[int, str]]:
    """Text and numbers of a name in turn. macOS may hand out accents as separate characters, hence NFC."""
    parts = re.split(r"([0-9]+)", unicodedata.normalize("NFC", name).casefold())
    return [(int(part), "") if place % 2 else (0, part) for place, part in enumerate(parts)]


def some_names(paths: Sequence[Path]) -> str:
    """The first few file names, to be shown in a sentence of any language."""
    shown = ", ".join(path.name for path in paths[:NAMES_SHOWN])
    return shown if len(paths) <= NAMES_SHOWN else f"{shown}, …"
