"""What a change of files needs before it is made: its content and its way back, in the folder of its entry."""

import os
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from kohya_like.config.atomic import full_disk_named
from kohya_like.config.text import Text
from kohya_like.dataset.edits import Edit, Move, MoveStep, Put, PutStep, Remove, print_of
from kohya_like.dataset.entries import Entry


def prepared(folder: Path, title: Text, edits: Sequence[Edit], group: str | None) -> Entry:
    """The entry of a change, with everything in its folder that the change will need."""
    with full_disk_named(folder):
        steps = [_step(folder, number, edit) for number, edit in enumerate(edits)]
        _synchronise([step.new for step in steps if isinstance(step, PutStep)])
    targets = [edit.target if isinstance(edit, Move) else edit.path for edit in edits if not isinstance(edit, Remove)]
    return Entry(
        title_en=title.en,
        title_zh=title.zh,
        time=time.time(),
        group=group,
        state="undone",
        steps=steps,
        folders=_missing_folders(targets),
    )


def _step(folder: Path, number: int, edit: Edit) -> PutStep | MoveStep:
    match edit:
        case Move(source, target):
            return MoveStep(path=_own_name(source), target=_own_name(target), was=print_of(source))
        case Remove(path):
            return MoveStep(path=_own_name(path), target=folder / "old" / f"{number}{path.suffix}", was=print_of(path))
        case Put(path, content):
            place = path.resolve()  # A link stays a link: the file it names is changed.
            new, old = (folder / part / f"{number}{path.suffix}" for part in ("new", "old"))
            if isinstance(content, Path):
                shutil.move(content, new)
            else:
                new.write_bytes(content)
            was = print_of(place)
            return PutStep(path=place, new=new, old=None if was is None else old, left=print_of(new), was=was)


def _own_name(path: Path) -> Path:
    """The path without links in the folders before its own name."""
    return path.parent.resolve() / path.name


def _missing_folders(targets: Iterable[Path]) -> list[Path]:
    missing: dict[Path, None] = {}
    for target in targets:
        above = [parent for parent in target.parents if not parent.exists()]
        missing.update(dict.fromkeys(reversed(above)))
    return list(missing)


def _synchronise(files: Iterable[Path]) -> None:
    """Wait until contents are on the disk: renaming first could leave empty files after a power cut."""
    if hasattr(os, "sync"):
        os.sync()
        return
    for file in files:
        with file.open("rb+") as opened:
            os.fsync(opened.fileno())
