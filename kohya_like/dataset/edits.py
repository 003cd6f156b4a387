"""Single changes of files, each of which can be done, taken back, and done again.

What a change replaces or removes is kept in the folder of its history entry, so that nothing is ever lost.
"""

import errno
import os
import secrets
import shutil
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kohya_like.config.atomic import rename

HASHED_BYTES = 1 << 20
"""Larger files, which are pictures, are recognised by size and time: reading thousands of them takes minutes."""


@dataclass(frozen=True)
class Put:
    """A file gets this content, whether it is there or not.

    `content` is bytes, or a finished file that is moved into place. With `seen`, the `digest` of what somebody looked
    at (None: there was no file), the change is refused if the file is another one by now.
    """

    path: Path
    content: bytes | Path
    seen: str | Literal["anything"] | None = "anything"


@dataclass(frozen=True)
class Move:
    """A file or folder gets another name or place, which must be free."""

    source: Path
    target: Path


@dataclass(frozen=True)
class Remove:
    """A file or folder goes away; it is kept in the history. `seen` is as for `Put`."""

    path: Path
    seen: str | Literal["anything"] | None = "anything"


Edit = Put | Move | Remove


def digest(content: bytes | None) -> str | None:
    """What tells the content of a caption from every other one; None for a file that is not there."""
    return None if content is None else blake2b(content, digest_size=16).hexdigest()


def print_of(path: Path) -> str | None:
    """What tells the file at a path from every other one; None where there is none, "folder" for a folder."""
    try:
        facts = path.stat()
        if path.is_dir():
            return "folder"
        if facts.st_size > HASHED_BYTES:
            return f"{facts.st_size} {facts.st_mtime_ns}"
        return digest(path.read_bytes())
    except FileNotFoundError:
        return None


class _Step(BaseModel):
    """One edit as the history keeps it. Paths are absolute when it acts."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PutStep(_Step):
    """A file was written: `new` holds its content until then, `old` what was there before."""

    do: Literal["put"] = "put"
    path: Path
    new: Path
    old: Path | None
    """None where there was no file."""
    left: str | None
    """`print_of` the file afterwards."""
    was: str | None
    """`print_of` the file before."""

    def forth(self) -> None:
        _replace(self.new, self.path, self.old)

    def back(self) -> None:
        if self.old is None:
            _move(self.path, self.new)
        else:
            _replace(self.old, self.path, self.new)

    def settle_back(self) -> None:
        """Take back what a cut-off `forth` may have done."""
        if self.new.exists() and print_of(self.path) != self.left:
            if self.old is not None:
                self.old.unlink(missing_ok=True)  # Only a second name of the file that still stands.
        elif os.path.lexists(self.path):
            self.new.unlink(missing_ok=True)  # Left over where it was copied from another disk.
            self.back()
        elif self.old is not None and self.old.exists():  # Somebody deleted the new file since.
            _rename_anywhere(self.old, self.path)

    def settle_forth(self) -> None:
        """Do again what a cut-off `back` may have taken back."""
        if print_of(self.path) == self.left:
            self.new.unlink(missing_ok=True)
        elif self.new.exists():
            self.forth()

    def touched(self, forward: bool) -> tuple[Path, str | None]:
        """The file, and what it must be for this step to be done, or taken back."""
        return self.path, self.was if forward else self.left


class MoveStep(_Step):
    """A file or folder was moved, out of the way where `target` lies in the history."""

    do: Literal["move"] = "move"
    path: Path
    target: Path
    was: str | None

    def forth(self) -> None:
        _move(self.path, self.target)

    def back(self) -> None:
        _move(self.target, self.path)

    def settle_back(self) -> None:
        """As for `PutStep`."""
        if not os.path.lexists(self.path) and os.path.lexists(self.target):
            self.back()

    def settle_forth(self) -> None:
        """As for `PutStep`."""
        if os.path.lexists(self.path) and not os.path.lexists(self.target):
            self.forth()

    def touched(self, forward: bool) -> tuple[Path, str | None]:
        """As for `PutStep`."""
        return (self.path if forward else self.target), self.was


Step = Annotated[PutStep | MoveStep, Field(discriminator="do")]


def is_free(target: Path, source: Path) -> bool:
    """Whether a file can be moved there: nothing is, or itself under another spelling (`A.png`, `a.png` on Windows)."""
    if not os.path.lexists(target):
        return True
    # Another name of the same content, as building makes them, is listed by itself; another spelling is not.
    return target.name not in os.listdir(target.parent) and target.samefile(source)


def _replace(source: Path, target: Path, keep: Path | None) -> None:
    """Put a file in the place of another, which `keep` goes on holding; at every instant one of them stands there."""
    if keep is None:
        _move(source, target)
        return
    keep.unlink(missing_ok=True)  # Of an attempt that was cut off.
    try:
        os.link(target, keep)
    except OSError:  # A disk that knows no links, or another disk.
        shutil.copy2(target, keep)
    _rename_anywhere(source, target)


def _move(source: Path, target: Path) -> None:
    """Give a file or folder another place. Raises FileExistsError where that is taken."""
    if not is_free(target, source):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    _rename_anywhere(source, target)


def _rename_anywhere(source: Path, target: Path) -> None:
    """Rename, or onto another disk copy beside the target first, so that nothing half-written has its name."""
    try:
        rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(f".{secrets.token_hex(4)}{target.suffix}")
        if source.is_dir():
            shutil.copytree(source, beside)
        else:
            shutil.copy2(source, beside)
        rename(beside, target)
        shutil.rmtree(source) if source.is_dir() else source.unlink()
