"""What a check is, and what it finds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kohya_like.config.text import Text
from kohya_like.dataset.doctor.subject import Subject
from kohya_like.dataset.edits import Edit

Severity = Literal["error", "warning", "hint"]
"""With an error a run stops, or learns what it must not; a warning costs quality; a hint is for people to judge."""


@dataclass(frozen=True)
class Found:
    """What one look of a check came to."""

    message: Text
    """What there is, and what it does to training."""
    files: Sequence[Path] = ()
    """What it concerns, pictures that belong together one after the other."""
    spare: Sequence[Path] | None = None
    """Those of the files that a fix changes; None: all of them."""
    severity: Severity | None = None
    """Where it is not the usual one of the check."""


@dataclass(frozen=True)
class Fix:
    """How to mend what a check found."""

    label: Text
    edits: Callable[[Sequence[Path], Path], Sequence[Edit]]
    """The changes that mend these files, and the folder whose history they are; none where nothing can be done."""


@dataclass(frozen=True)
class Check:
    """One question that is asked of a set of pictures."""

    severity: Severity
    title: Text
    find: Callable[[Subject], Iterator[Found]]
    fix: Fix | None = None
