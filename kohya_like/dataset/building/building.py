"""Make the folders of a blueprint, or bring them up to date: one change of files, which can be taken back."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from kohya_like.config.atomic import full_disk_named
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.building.blueprint import Blueprint, Planned, Taken
from kohya_like.dataset.building.made import Made
from kohya_like.dataset.caption_files import caption_path, read_caption
from kohya_like.dataset.edits import Edit, Move, Put, Remove
from kohya_like.dataset.history import History
from kohya_like.dataset.triggers import with_trigger

How = Literal["link", "copy", "move"]
HOWS: tuple[How, ...] = get_args(How)

CAPTIONS = ".txt"
"""The extension of captions in what is built, whatever the original has."""


@dataclass
class Built:
    """What building did, in numbers of pictures."""

    linked: int = 0
    copied: int = 0
    moved: int = 0
    unchanged: int = 0
    """They were there already."""
    removed: int = 0
    """Files that were built before and are no longer wanted."""


def build(plan: Blueprint, how: How = "link", *, add_identifier: bool = True) -> Built:
    """Make every folder of a plan, and put away what was built before and is not in it.

    A link is another name of the same file, so that it takes no room; where the disk cannot do that, the picture is
    copied. With `add_identifier`, captions of training pictures get the identifier in front where they lack it. Raises
    InputError with every error of the plan, or for a caption that cannot be read; then nothing is changed.
    """
    if plan.errors:
        raise InputError(plan.errors)
    work = _Work(plan, how, add_identifier)
    history = History.of(plan.out)
    with history.making() as staging, full_disk_named(plan.out / "train"):
        try:
            for planned in plan.folders:
                for taken in planned.taken:
                    work.take(planned, taken, staging)
            edits = work.edits()
        except FileNotFoundError as error:
            raise InputError.of("", _GONE.format(path=error.filename)) from error
        names = ", ".join(planned.concept.name for planned in plan.folders)
        if edits:
            history.apply(_TITLE.format(names=names), edits)
    return work.built


class _Work:
    """Gathers the changes of files."""

    def __init__(self, plan: Blueprint, how: How, add_identifier: bool) -> None:
        self.built = Built()
        self._plan, self._how, self._add_identifier = plan, how, add_identifier
        self._before = Made.read(plan.out)
        self._made: dict[str, set[str]] = {planned.concept.folder: set() for planned in plan.folders}
        self._puts: dict[Path, Put] = {}
        self._moves: list[Move] = []
        self._removes: dict[Path, Remove] = {}
        self._given: set[Path] = set()
        """Captions of moved pictures, which are no longer building's own."""
        self._staged = 0

    def take(self, planned: Planned, taken: Taken, staging: Path) -> None:
        """One picture with its caption."""
        if taken.stays:
            self.built.unchanged += 1
            return
        self._take_caption(planned, taken)
        if self._how == "move":
            self._move(taken)
            return
        self._made[planned.concept.folder].add(taken.target.name)
        if _same(taken.picture, taken.target):
            self.built.unchanged += 1
            return
        self._staged += 1
        staged = staging / f"{self._staged}{taken.picture.suffix}"
        if self._how == "link" and _linked(taken.picture, staged):
            self.built.linked += 1
        else:
            shutil.copy2(taken.picture, staged)
            self.built.copied += 1
        self._puts[taken.target] = Put(taken.target, staged)

    def edits(self) -> list[Edit]:
        """Every change: first what makes room."""
        self._put_away()
        remembered = {folder: sorted(names) for folder, names in self._made.items()}
        others = {key: value for key, value in self._before.folders.items() if not self._is_replaced(key)}
        made = Made(folders=others | remembered)
        changes: list[Edit] = [*self._removes.values(), *self._moves, *self._puts.values()]
        return changes if made == self._before else [*changes, made.written(self._plan.out)]

    def _is_replaced(self, folder: str) -> bool:
        return folder.partition("/")[0] in self._plan.sets

    def _take_caption(self, planned: Planned, taken: Taken) -> None:
        if taken.caption is None:
            return
        target, content = caption_path(taken.target, CAPTIONS), self._caption(planned, taken.caption)
        if not _holds(target, content):
            self._puts[target] = Put(target, content)
        if self._how == "move":
            self._removes[taken.caption] = Remove(taken.caption)
            self._given.add(target)
        else:
            self._made[planned.concept.folder].add(target.name)

    def _caption(self, planned: Planned, path: Path) -> bytes:
        text = read_caption(path)
        concept = planned.concept
        wanted = with_trigger(text, concept.identifier.strip()) if self._adds(planned) else text
        return path.read_bytes() if wanted == text else wanted.encode()

    def _adds(self, planned: Planned) -> bool:
        return self._add_identifier and not planned.concept.is_reg and bool(planned.concept.identifier.strip())

    def _move(self, taken: Taken) -> None:
        if os.path.lexists(taken.target):  # Built before, as a link or a copy.
            self._removes[taken.target] = Remove(taken.target)
        self._moves.append(Move(taken.picture, taken.target))
        self.built.moved += 1

    def _put_away(self) -> None:
        """What was built before and is not wanted any more."""
        made = {self._before.name_of(self._plan.out, folder): names for folder, names in self._made.items()}
        settled = {move.source for move in self._moves} | set(self._removes) | self._given
        for name, files in self._before.folders.items():
            if not self._is_replaced(name):
                continue
            folder, wanted = self._plan.out / name, made.get(name)
            gone = [folder / file for file in files if file not in (wanted or ())]
            gone = [path for path in gone if path not in settled and os.path.lexists(path)]
            self.built.removed += len(gone)
            whole = wanted is None and {path.name for path in _inside(folder)} == {path.name for path in gone}
            self._removes |= {path: Remove(path) for path in ([folder] if whole and folder.is_dir() else gone)}


def _inside(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.is_dir() else iter(())


def _linked(source: Path, target: Path) -> bool:
    """Give a file another name; False where that is not possible, as onto another disk."""
    try:
        os.link(source.resolve(), target)
    except FileNotFoundError:
        raise
    except OSError:
        return False
    return True


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _same(source: Path, target: Path) -> bool:
    if not target.exists():
        return False
    one, other = source.stat(), target.stat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


_TITLE = Text("Build folders: {names}", "生成文件夹：{names}")
_GONE = Text(
    "{path} was moved or deleted a moment ago: nothing was built, try again.",
    "{path} 刚刚被移动或删除：未生成任何内容，请重试。",
)
