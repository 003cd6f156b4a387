"""The history of a folder: every change of its files as one entry, which can be taken back and done again, for ever.

<history>/000001/entry.json    what was changed
                 new/ old/     what is to come, and what was there

For a project the history lies in `<project>/history`, for any other folder in `<folder>/.kohya-like/history`.
"""

import errno
import filecmp
import math
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, takewhile
from pathlib import Path

from filelock import FileLock, Timeout

from kohya_like.config.atomic import full_disk_named
from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.dataset.edits import Edit, Move, Put, Remove, is_free, print_of
from kohya_like.dataset.entries import ENTRY, Heading, read_entry, read_heading, write_entry
from kohya_like.dataset.entries import Entry as Entry
from kohya_like.dataset.listing import some_names
from kohya_like.dataset.preparing import prepared

HIDDEN = ".kohya-like"
FOLDER = "history"
PROJECT = "project.toml"
MAKING = "making-"
ABANDONED_SECONDS = 2 * 24 * 3600.0
LOCK_SECONDS = 10.0
NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)


Kept = tuple[Path, Heading]
"""The folder of an entry, and what it is."""


class History:
    """The changes that were made to the files of a folder."""

    def __init__(self, root: Path, store: Path) -> None:
        self.root = root
        """The folder whose history this is."""
        self.store = store

    @classmethod
    def of(cls, folder: Path) -> "History":
        """The history that changes of a folder belong to: that of the project it lies in, else its own."""
        resolved = folder.resolve()
        project = next((place for place in (resolved, *resolved.parents) if (place / PROJECT).is_file()), None)
        if project is not None:
            return cls(project, project / FOLDER)
        return cls(resolved, resolved / HIDDEN / FOLDER)

    def apply(self, title: Text, edits: Iterable[Edit], group: str | None = None) -> Entry | None:
        """Make a change, wholly or not at all; None, and no entry, where it would change nothing.

        Raises InputError for a file that is gone, another than it was `seen`, or in the way of another one.
        """
        wanted = list(edits)
        with self._held():
            _refuse_both(wanted)
            wanted = [edit for edit in wanted if not _is_idle(edit)]
            _refuse(wanted)
            if not wanted:
                return None
            folder = self._new_folder()
            try:
                entry = prepared(folder, title, wanted, group)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            try:
                done = self._run(folder, entry, forward=True)
            except BaseException:
                if not (folder / ENTRY).exists() or read_heading(folder).state == "undone":  # Else it is settled later.
                    self._write(folder, entry.model_copy(update={"state": "dropped"}))
                raise
            self._drop_undone()
            return done

    def undo(self) -> list[Entry]:
        """Take back the last change, or the last group of them. Raises InputError if there is none, or files were
        changed since."""
        with self._held():
            return self._pass(self._undoable(), forward=False, nothing=_NOTHING_TO_UNDO)

    def redo(self) -> list[Entry]:
        """Do again what was taken back last. Raises InputError if there is nothing, or files were changed since."""
        with self._held():
            return self._pass(self._redoable(), forward=True, nothing=_NOTHING_TO_REDO)

    def entries(self) -> list[Entry]:
        """Every change, the newest first."""
        return [read_entry(folder, self.root) for folder, _ in self._all()]

    def next_undo(self) -> Heading | None:
        """What `undo` would take back; of a group the last one."""
        return next((heading for _, heading in self._undoable()), None)

    def next_redo(self) -> Heading | None:
        """What `redo` would do again; of a group the first one."""
        return next((heading for _, heading in self._redoable()), None)

    @contextmanager
    def making(self) -> Iterator[Path]:
        """A folder on the same disk for files that will be `Put`; what is left in it is removed."""
        with self._held():
            self._clear_abandoned()
            folder = self.store / f"{MAKING}{os.getpid()}-{time.monotonic_ns()}"
            folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _clear_abandoned(self) -> None:
        """Remove what a kill left unfinished; nobody pauses so long between two files."""
        for folder in self.store.glob(f"{MAKING}*"):
            if folder.stat().st_mtime < time.time() - ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)

    def _undoable(self) -> list[Kept]:
        return _group_at_the_head(kept for kept in self._all() if kept[1].state == "done")

    def _redoable(self) -> list[Kept]:
        """What was taken back since the newest change that stands: a kill may have spared older ones."""
        undone = [kept for kept in _since_done(self._all()) if kept[1].state == "undone"]
        return _group_at_the_head(reversed(undone))

    def _pass(self, chosen: list[Kept], *, forward: bool, nothing: Text) -> list[Entry]:
        if not chosen:
            raise InputError.of("", nothing)
        done: list[tuple[Path, Entry]] = []
        try:
            for folder, _ in chosen:
                done.append((folder, self._run(folder, read_entry(folder, self.root), forward=forward)))
        except BaseException:  # A group too is done wholly or not at all.
            for folder, entry in reversed(done):
                self._run(folder, entry, forward=not forward)
            raise
        return [entry for _, entry in done]

    def _run(self, folder: Path, entry: Entry, *, forward: bool) -> Entry:
        """Do or take back one entry. Whatever goes wrong on the way, everything is as it was before."""
        _require_untouched(entry, forward)
        going = entry.model_copy(update={"state": "going forth" if forward else "going back"})
        self._write(folder, going)
        try:
            with full_disk_named(folder):
                _walk(entry, forward)
        except BaseException as error:
            self._settle(folder, going)
            if isinstance(error, FileExistsError):
                raise InputError.of("", _IN_THE_WAY.format(path=error.filename)) from error
            if isinstance(error, FileNotFoundError):
                raise InputError.of("", _GONE.format(names=error.filename)) from error
            raise
        done = entry.model_copy(update={"state": "done" if forward else "undone"})
        self._write(folder, done)
        return done

    def _settle(self, folder: Path, entry: Entry) -> None:
        """Bring files back to where they were before a change that was cut off."""
        forward = entry.state == "going forth"
        if forward:
            for step in reversed(entry.steps):
                step.settle_back()
            for made in reversed(entry.folders):
                _remove_if_empty(made)
        else:
            for made in entry.folders:
                made.mkdir(exist_ok=True)
            for step in entry.steps:
                step.settle_forth()
        self._write(folder, entry.model_copy(update={"state": "undone" if forward else "done"}))

    def _write(self, folder: Path, entry: Entry) -> None:
        write_entry(folder, self.root, entry)

    def _drop_undone(self) -> None:
        """What was taken back before the change that was just made cannot be done again."""
        for folder, heading in _since_done(islice(self._all(), 1, None)):
            if heading.state == "undone":
                self._write(folder, read_entry(folder, self.root).model_copy(update={"state": "dropped"}))

    def _all(self) -> Iterator[Kept]:
        """Every change, the newest first, without its files; read only as far as somebody asks, for there are many."""
        folders = (self.store / name for name in self._numbers())
        return ((folder, read_heading(folder)) for folder in folders if (folder / ENTRY).is_file())

    def _numbers(self) -> list[str]:
        """The names of all entries, the newest first. A damaged one that somebody renamed is none."""
        names = os.listdir(self.store) if self.store.is_dir() else ()
        return sorted(filter(str.isdecimal, names), key=int, reverse=True)

    def _new_folder(self) -> Path:
        last = next(iter(self._numbers()), "0")
        folder = self.store / f"{int(last) + 1:06d}"
        for part in (folder, folder / "new", folder / "old"):
            part.mkdir()
        return folder

    @contextmanager
    def _held(self) -> Iterator[None]:
        """While this is open nobody else changes anything; what a kill left in the middle is put right first."""
        try:
            self.store.mkdir(parents=True, exist_ok=True)
            with FileLock(self.store / "lock", timeout=LOCK_SECONDS):
                for folder, heading in _since_done(self._all()):
                    if heading.state in ("going forth", "going back"):
                        self._settle(folder, read_entry(folder, self.root))
                yield
        except Timeout as error:
            raise MachineError(_BUSY.format(path=self.store), hint=_TRY_AGAIN) from error
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                name = Path(error.filename2 or error.filename).name
                raise InputError.of("", _TOO_LONG.format(name=name)) from error
            if error.errno not in NOT_WRITABLE:
                raise
            raise InputError.of("", _NOT_WRITABLE.format(path=error.filename, reason=error.strerror)) from error


def to_undo(histories: Sequence[History]) -> History:
    """Of several histories that of the last change."""
    return max(histories, key=lambda history: ((found := history.next_undo()) and found.time) or 0.0)


def to_redo(histories: Sequence[History]) -> History:
    """Of several histories that of the change that was taken back last, which is the oldest one taken back."""
    return min(histories, key=lambda history: ((found := history.next_redo()) and found.time) or math.inf)


def _since_done(entries: Iterable[Kept]) -> Iterator[Kept]:
    """Those that are newer than the newest change that stands: only they can be done again, or be cut off."""
    return takewhile(lambda kept: kept[1].state != "done", entries)


def _group_at_the_head(entries: Iterable[Kept]) -> list[Kept]:
    """The first one, with those after it that belong to the same group."""
    found: list[Kept] = []
    for kept in entries:
        if found and (kept[1].group is None or kept[1].group != found[0][1].group):
            break
        found.append(kept)
    return found


def _refuse_both(edits: Sequence[Edit]) -> None:
    """Raise ValueError where one file is to be written and taken away, which are two changes."""
    leaving = {_source(edit) for edit in edits if not isinstance(edit, Put)}
    both = [str(edit.path) for edit in edits if isinstance(edit, Put) and edit.path in leaving]
    if both:
        raise ValueError(f"written and taken away in one change: {', '.join(both)}")


def _source(edit: Edit) -> Path:
    return edit.source if isinstance(edit, Move) else edit.path


def _is_idle(edit: Edit) -> bool:
    """Whether a file would get the content, or the name, that it has."""
    if isinstance(edit, Move):
        return os.fspath(edit.source) == os.fspath(edit.target)  # Paths of Windows are equal in any case.
    if isinstance(edit, Remove):
        return False
    try:
        if isinstance(edit.content, Path):
            return filecmp.cmp(edit.content, edit.path, shallow=False)
        return edit.path.stat().st_size == len(edit.content) and edit.path.read_bytes() == edit.content
    except OSError:
        return False


def _refuse(edits: Sequence[Edit]) -> None:
    """Raise InputError for what cannot be done, before anything is."""
    watched = [edit for edit in edits if not isinstance(edit, Move) and edit.seen != "anything"]
    changed = [edit.path for edit in watched if print_of(edit.path) != edit.seen]
    if changed:
        raise InputError.of("", _CHANGED.format(names=some_names(changed)))
    sources = [_source(edit) for edit in edits if not isinstance(edit, Put)]
    gone = [path for path in sources if not os.path.lexists(path)]
    if gone:
        raise InputError.of("", _GONE.format(names=some_names(gone)))
    leaving = set(sources)
    moves = [edit for edit in edits if isinstance(edit, Move)]
    taken = [each.target for each in moves if each.target not in leaving and not is_free(each.target, each.source)]
    if taken:
        raise InputError.of("", _IN_THE_WAY.format(path=taken[0]))


def _require_untouched(entry: Entry, forward: bool) -> None:
    """Raise InputError if somebody else changed a file since. Of steps on one file the first one met counts."""
    expected: dict[Path, str | None] = {}
    for step in entry.steps if forward else reversed(entry.steps):
        expected.setdefault(*step.touched(forward))
    changed = [path for path, wanted in expected.items() if print_of(path) != wanted]
    if changed:
        raise InputError.of("", _CHANGED.format(names=some_names(changed)))


def _walk(entry: Entry, forward: bool) -> None:
    if forward:
        for folder in entry.folders:
            folder.mkdir(exist_ok=True)
        for step in entry.steps:
            step.forth()
        return
    for step in reversed(entry.steps):
        step.back()
    for folder in reversed(entry.folders):
        _remove_if_empty(folder)


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:  # Something else lies in it by now.
        return


_NOTHING_TO_UNDO = Text("There is nothing to take back.", "没有可以撤销的操作。")
_NOTHING_TO_REDO = Text("There is nothing to do again.", "没有可以重做的操作。")
_CHANGED = Text(
    "Changed by another program or page meanwhile: {names}. Nothing was done; look at them and try again.",
    "以下文件已被其他程序或页面修改：{names}。未作任何更改；请查看后重试。",
)
_GONE = Text("No longer there: {names}. Nothing was done.", "以下文件已不存在：{names}。未作任何更改。")
_IN_THE_WAY = Text("{path} exists already. Nothing was done.", "{path} 已存在。未作任何更改。")
_NOT_WRITABLE = Text(
    "{path} cannot be changed ({reason}): allow writing there, or work on a copy.",
    "无法更改 {path}（{reason}）：请开放写入权限，或使用副本。",
)
_TOO_LONG = Text(
    "The name {name} would be too long for this disk: shorten it. Nothing was done.",
    "名称 {name} 对此磁盘来说太长：请缩短。未作任何更改。",
)
_BUSY = Text("Another program or page is changing files ({path}).", "另一个程序或页面正在更改文件（{path}）。")
_TRY_AGAIN = Text("Try again in a moment.", "请稍后再试。")
