"""What is checked: the pictures to train on, those for regularisation, and everything that is known of them."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from kohya_like.config.presets.preset import Goal
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.caption_files import MAX_BYTES, USUAL_EXTENSIONS, read_caption
from kohya_like.dataset.doctor.facts import Facts
from kohya_like.dataset.embeddings import Vector
from kohya_like.dataset.history import PROJECT
from kohya_like.dataset.layout import repeats_and_words
from kohya_like.dataset.listing import Listing, list_folder, walk
from kohya_like.dataset.projects import Project

TRAIN, REG = ("train", "img"), ("reg",)
"""What folders around those named "repeats_name" are called, here and in kohya_ss."""

Wrong = Literal["encoding", "too large", "unreadable"]


@dataclass(frozen=True)
class Caption:
    """One caption file."""

    path: Path
    text: str = ""
    wrong: Wrong | None = None
    """Why there is no text."""


@dataclass(frozen=True)
class Sets:
    """Where the pictures lie."""

    folder: Path
    """What was asked about."""
    train: tuple[Listing, ...]
    reg: tuple[Listing, ...] = ()
    layouts: tuple[Path, ...] = ()
    """Folders around those named "repeats_name"."""
    print: str = ""
    """What tells these sets, with every file in them, from what they are at another time."""

    @property
    def pictures(self) -> list[Path]:
        """All of them, each once."""
        return list(dict.fromkeys(path for listing in (*self.train, *self.reg) for path in listing.pictures))


def survey(folder: Path, reg: Path | None = None) -> Sets:
    """What there is in a heap of pictures, a folder named "repeats_name", the one around such, or a project.

    Raises InputError where one of the folders cannot be listed.
    """
    if (folder / PROJECT).is_file():
        project = Project(folder)
        train, own_reg, layouts = project.working(), _if_folder(project.reg), [project.train]
    else:
        train = _inside(folder, TRAIN) or folder
        own_reg = None if train == folder else _inside(folder, REG)
        layouts = [train]
    reg = reg or own_reg
    of_reg = () if reg is None else _walked(reg)
    apart = {listing.folder for listing in of_reg}
    of_train = tuple(listing for listing in _walked(train) if listing.folder not in apart)
    laid_out = tuple(path for path in (*layouts, *([reg] if reg else [])) if _is_laid_out(path))
    return Sets(folder, of_train, of_reg, laid_out, _print([*of_train, *of_reg]))


@dataclass(frozen=True)
class Subject:
    """The sets, and what was found out about their files before they are judged."""

    sets: Sets
    facts: Mapping[Path, Facts]
    resolution: int = 512
    goal: Goal = "character"
    vectors: Mapping[Path, Vector] = field(default_factory=dict)
    """What CLIP saw, of the pictures that it looked at."""

    @cached_property
    def train(self) -> tuple[Path, ...]:
        """Pictures to train on, in natural order."""
        return tuple(path for listing in self.sets.train for path in listing.pictures)

    @cached_property
    def reg(self) -> tuple[Path, ...]:
        """Regularisation pictures; one that is in both sets by its name too is counted as one to train on."""
        own = set(self.train)
        return tuple(path for listing in self.sets.reg for path in listing.pictures if path not in own)

    @cached_property
    def fine(self) -> dict[Path, Facts]:
        """Those to train on that can be read."""
        return {path: self.facts[path] for path in self.train if self.facts[path].state == "fine"}

    def in_state(self, *states: str) -> list[Path]:
        """Pictures of both sets by what came of decoding them."""
        return [path for path in (*self.train, *self.reg) if self.facts[path].state in states]

    @cached_property
    def captions(self) -> dict[Path, list[Caption]]:
        """The caption files of each picture to train on, the preferred one first; regularisation pictures need none."""
        return {picture: captions for listing in self.sets.train for picture, captions in _captions(listing)}

    @cached_property
    def orphans(self) -> list[Path]:
        """Caption files without a picture, in both sets."""
        return [path for listing in (*self.sets.train, *self.sets.reg) for path in _orphans(listing)]

    @property
    def all_captions(self) -> Iterator[Caption]:
        """Every caption file of a picture to train on, once."""
        seen: set[Path] = set()
        for caption in (each for captions in self.captions.values() for each in captions):
            if caption.path not in seen:
                seen.add(caption.path)
                yield caption


def read_file(path: Path) -> Caption:
    """A caption file, whatever it holds."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return Caption(path, wrong="too large")
        return Caption(path, read_caption(path))
    except InputError as error:
        return Caption(path, wrong="unreadable" if isinstance(error.__cause__, OSError) else "encoding")
    except OSError:
        return Caption(path, wrong="unreadable")


def _print(listings: Iterable[Listing]) -> str:
    digest = blake2b(digest_size=16)
    for listing in listings:
        digest.update(os.fsencode(listing.folder))
        for path in listing.files:
            digest.update(os.fsencode(path.name) + _size_and_time(path))
    return digest.hexdigest()


def _size_and_time(path: Path) -> bytes:
    try:
        found = path.stat()
    except OSError:
        return b"?"
    return f" {found.st_size} {found.st_mtime_ns} ".encode()


def _captions(listing: Listing) -> Iterator[tuple[Path, list[Caption]]]:
    by_stem: defaultdict[str, list[Caption]] = defaultdict(list)
    stems = {picture.stem for picture in listing.pictures}
    for extension in USUAL_EXTENSIONS:
        for path in _ending(listing, extension):
            if path.stem in stems:
                by_stem[path.stem].append(read_file(path))
    for picture in listing.pictures:
        yield picture, by_stem[picture.stem]


def _orphans(listing: Listing) -> Iterator[Path]:
    stems = {picture.stem for picture in listing.pictures}
    if stems:  # In a folder without pictures a text is just a text.
        yield from (path for end in USUAL_EXTENSIONS for path in _ending(listing, end) if path.stem not in stems)


def _ending(listing: Listing, extension: str) -> Sequence[Path]:
    """The files with an extension, those in lower case, which are read, before others."""
    return sorted(
        (path for path in listing.files if path.suffix.lower() == extension), key=lambda path: path.suffix != extension
    )


def _walked(folder: Path) -> tuple[Listing, ...]:
    try:
        return tuple(walk(folder))
    except OSError as error:
        raise InputError.of("folder", _NOT_LISTED.format(folder=folder, reason=error.strerror)) from error


def _inside(folder: Path, names: Sequence[str]) -> Path | None:
    """The first folder of such a name inside that holds folders named "repeats_name"."""
    return next((folder / name for name in names if _holds_subsets(folder / name)), None)


def _is_laid_out(folder: Path) -> bool:
    return repeats_and_words(folder)[0] is not None or _holds_subsets(folder)


def _holds_subsets(folder: Path) -> bool:
    try:
        return any(repeats_and_words(inner)[0] is not None for inner in list_folder(folder).folders)
    except OSError:
        return False


def _if_folder(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None


_NOT_LISTED = Text("The folder {folder} cannot be read: {reason}.", "无法读取文件夹 {folder}：{reason}。")
