"""The captions of a folder as they are now. What was read once is read again only when its file was changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from kohya_like.config.problems import InputError, Problem
from kohya_like.dataset.caption_files import read_caption_bytes
from kohya_like.dataset.edits import digest
from kohya_like.dataset.place import Place
from kohya_like.dataset.tags.caption import EMPTY, SEPARATOR, Caption, keys
from kohya_like.dataset.tags.expression import Expression

MOST_KEPT = 20_000
LARGEST_KEPT = 1 << 14
"""Bytes of a caption that is kept: a thousand words."""


@dataclass(frozen=True)
class Captioned:
    """A picture, and its caption as it was when it was looked at."""

    name: str
    path: Path
    """Where the caption lies, or would lie."""
    caption: Caption
    seen: str | None
    """The `digest` of the file; None where there is none."""


@dataclass(frozen=True)
class Reading:
    """The captions of pictures, and those that could not be read."""

    pictures: tuple[Captioned, ...]
    problems: tuple[Problem, ...]

    def whole(self) -> tuple[Captioned, ...]:
        """Every picture. Raises InputError where a caption could not be read."""
        if self.problems:
            raise InputError(self.problems)
        return self.pictures


def read(place: Place, names: Iterable[str] | None = None) -> Reading:
    """The captions of the pictures with these names, or of all."""
    wanted = place.pictures if names is None else {place.name(path): path for path in place.chosen(names)}
    found, problems = [], []
    for name, picture in wanted.items():
        try:
            found.append(_captioned(place, name, picture))
        except InputError as error:
            problems += [replace(problem, field="") for problem in error.problems]  # There is no form with that field.
    return Reading(tuple(found), tuple(problems))


def filtered(pictures: Iterable[Captioned], where: Expression, separator: str = SEPARATOR) -> Iterator[Captioned]:
    """The pictures of which an expression is true."""
    return (each for each in pictures if where.holds(keys(each.caption.tags(separator))))


def _captioned(place: Place, name: str, picture: Path) -> Captioned:
    path = place.caption_file(picture)
    if path is None:
        return Captioned(name, place.caption_place(picture), EMPTY, None)
    caption, seen = _read(path)
    return Captioned(name, path, caption, seen)


def _read(path: Path) -> tuple[Caption, str | None]:
    try:
        facts = path.stat()
    except OSError:
        return _fresh(path)  # Which says what is wrong.
    if facts.st_size > LARGEST_KEPT:
        return _fresh(path)
    return _kept(path, (facts.st_ino, facts.st_mtime_ns, facts.st_size))


@lru_cache(maxsize=MOST_KEPT)
def _kept(path: Path, _: tuple[int, ...]) -> tuple[Caption, str | None]:
    return _fresh(path)


def _fresh(path: Path) -> tuple[Caption, str | None]:
    content = read_caption_bytes(path)
    return Caption.of(content), digest(content)
