"""Files that are the same, byte for byte, whatever they are called."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path


def same_content(first: Sequence[Path], second: Sequence[Path]) -> list[Path]:
    """The files of `second` whose bytes equal those of a file of `first`. Only files of equal length are read.

    One that goes away meanwhile equals none.
    """
    by_length: defaultdict[int | None, list[Path]] = defaultdict(list)
    for path in first:
        by_length[_length(path)].append(path)
    suspects = {path: length for path in second if (length := _length(path)) is not None and length in by_length}
    digests = {_digest(path) for length in set(suspects.values()) for path in by_length[length]} - {None}
    return [path for path in suspects if _digest(path) in digests]


def _length(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _digest(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except FileNotFoundError:
        return None
