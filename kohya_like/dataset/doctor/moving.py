"""Changes of files that keep a picture and its captions together and overwrite nothing."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from kohya_like.config.names import numbered
from kohya_like.dataset.caption_files import USUAL_EXTENSIONS, caption_path
from kohya_like.dataset.edits import Move
from kohya_like.dataset.history import HIDDEN
from kohya_like.dataset.listing import list_folder

ASIDE = "aside"


def aside(files: Iterable[Path], root: Path) -> list[Move]:
    """Out of every scan, to `<root>/.kohya-like/aside/` under the same folders; pictures take their captions along."""
    free = Free()
    leaving = dict.fromkeys(each for path, captions in with_captions(files) for each in (path, *captions))
    return [Move(path, free.place(root / HIDDEN / ASIDE / _inside(root, path))) for path in leaving]


def _inside(root: Path, path: Path) -> Path:
    """The path from the root, by whatever links it was named; of a file that lies elsewhere its name."""
    names = (path, path.parent.resolve() / path.name)
    return next((name.relative_to(root) for name in names if name.is_relative_to(root)), Path(path.name))


def renamed(pictures: Sequence[Path], targets: Sequence[Path]) -> list[Move]:
    """Give pictures other names or places, and their captions the same; a name that is taken gets a number."""
    free = Free()
    moves: list[Move] = []
    for (picture, captions), wanted in zip(with_captions(pictures), targets, strict=True):
        target = free.picture(wanted, picture, captions)
        moves.append(Move(picture, target))
        moves += [Move(path, caption_path(target, path.suffix)) for path in captions]
    return [move for move in moves if move.source != move.target]


def with_captions(files: Iterable[Path]) -> Iterator[tuple[Path, list[Path]]]:
    """Each file with the captions that it takes along where it goes: those that no picture which stays has too."""
    leaving = list(dict.fromkeys(files))
    gone = set(leaving)

    @cache
    def staying(folder: Path) -> frozenset[str]:
        return frozenset(path.stem for path in list_folder(folder).pictures if path not in gone)

    taken: set[Path] = set()
    for path in leaving:
        is_picture = path.suffix.lower() not in USUAL_EXTENSIONS and not path.is_dir()
        along = captions_of(path) if is_picture and path.stem not in staying(path.parent) else []
        yield path, [caption for caption in along if caption not in taken]
        taken.update(along)


def captions_of(picture: Path) -> list[Path]:
    """The caption files beside a picture."""
    return [path for end in USUAL_EXTENSIONS if os.path.exists(path := caption_path(picture, end))]


class Free:
    """Places that nothing lies at, each given once."""

    def __init__(self) -> None:
        self._given: set[Path] = set()
        self._homes: dict[Path, Path] = {}
        """Of which picture each name without a suffix is: others would share its caption."""

    def place(self, wanted: Path) -> Path:
        """The place, or one with a number behind its name where that is taken."""
        return self._first(wanted, lambda path: path.exists() or path in self._given)

    def picture(self, wanted: Path, picture: Path, captions: Sequence[Path]) -> Path:
        """The same for a picture whose captions come along: theirs must be free too."""
        own, home = {picture, *captions}, picture.with_suffix("")

        def is_taken(path: Path) -> bool:
            stem = path.with_suffix("")
            places = [path, *(caption_path(path, end) for end in USUAL_EXTENSIONS if stem != home)]
            return self._homes.get(stem, home) != home or any(
                (os.path.exists(place) and place not in own) or place in self._given for place in places
            )

        path = self._first(wanted, is_taken)
        self._homes[path.with_suffix("")] = home
        return path

    def _first(self, wanted: Path, is_taken: Callable[[Path], bool]) -> Path:
        number, path = 1, wanted
        while is_taken(path):
            number += 1
            path = wanted.with_name(f"{numbered(wanted.stem, number)}{wanted.suffix}")
        self._given.add(path)
        return path
