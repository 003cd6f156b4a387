"""The entries of a history as they are kept: what one change of files did, in `entry.json`."""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from kohya_like.config.atomic import atomic_write
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.edits import MoveStep, PutStep, Step

ENTRY = "entry.json"
MOST_KEPT = 4096
LARGEST_KEPT = 1 << 14
"""Bytes of an entry that is kept in memory with its files: some ten of them."""

State = Literal["done", "undone", "dropped", "going forth", "going back"]
"""`dropped`: taken back, and something else was done since, so that it cannot be done again; what it held is kept.
The last two stand only while files are changed, and after a kill in that moment, until somebody looks."""


class Heading(BaseModel):
    """What one change of files was, without the files."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    title_en: str
    title_zh: str
    time: float
    """Unix seconds."""
    group: str | None = None
    """Entries of one group that follow each other are taken back and done again together."""
    state: State

    @property
    def title(self) -> Text:
        """What was done."""
        return Text(self.title_en, self.title_zh)


class Entry(Heading):
    """One change of files."""

    steps: list[Step]
    folders: list[Path]
    """Those that were made for it, the outer one first."""

    def files(self) -> list[Path]:
        """The files that it changed, as they were called before."""
        return [step.path for step in self.steps]


def write_entry(folder: Path, root: Path, entry: Entry) -> None:
    """Keep an entry. Paths are kept relative to `root`, whose history this is, so that it can be moved."""
    stored = _mapped(entry, lambda path: path.relative_to(root) if path.is_relative_to(root) else path)
    # Python's own JSON: pydantic's refuses names of files that are no Unicode text.
    atomic_write(folder / ENTRY, json.dumps(stored.model_dump(mode="json"), indent=1).encode())


def read_entry(folder: Path, root: Path) -> Entry:
    """The entry in a folder of a history. Raises InputError where it is damaged."""
    path = folder / ENTRY
    facts = path.stat()
    if facts.st_size > LARGEST_KEPT:
        return _parsed(path, root)
    return _kept(path, root, (facts.st_ino, facts.st_mtime_ns, facts.st_size))


def read_heading(folder: Path) -> Heading:
    """What the entry in a folder is, without its steps. Raises InputError where it is damaged."""
    path = folder / ENTRY
    facts = path.stat()
    return _heading(path, (facts.st_ino, facts.st_mtime_ns, facts.st_size))


@lru_cache(maxsize=MOST_KEPT)
def _heading(path: Path, _: tuple[int, ...]) -> Heading:
    """Those of the last changes are looked at before every one, and one may be of thousands of files."""
    try:
        return Heading.model_validate(_document(path))
    except ValueError as error:
        raise InputError.of("", _DAMAGED.format(path=path)) from error


@lru_cache(maxsize=MOST_KEPT)
def _kept(path: Path, root: Path, _: tuple[int, ...]) -> Entry:
    """An editor of captions makes thousands of small entries."""
    return _parsed(path, root)


def _parsed(path: Path, root: Path) -> Entry:
    try:
        entry = Entry.model_validate(_document(path))
    except ValueError as error:  # No JSON, or another object than an entry.
        raise InputError.of("", _DAMAGED.format(path=path)) from error
    return _mapped(entry, lambda path: root / path)


def _document(path: Path) -> object:
    """What the file says. Raises ValueError where it is no JSON."""
    return json.loads(path.read_bytes())


def _mapped(entry: Entry, change: Callable[[Path], Path]) -> Entry:
    def step(each: PutStep | MoveStep) -> PutStep | MoveStep:
        paths = {name: value for name, value in each if isinstance(value, Path)}
        return each.model_copy(update={name: change(path) for name, path in paths.items()})

    return entry.model_copy(
        update={"steps": [step(each) for each in entry.steps], "folders": [change(path) for path in entry.folders]}
    )


_DAMAGED = Text(
    "{path} is damaged: move its folder away to go on without this change.",
    "{path} 已损坏：请移走它所在的文件夹，放弃这一步记录后继续。",
)
