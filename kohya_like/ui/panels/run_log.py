"""The console of a run, piece by piece."""

import re
from pathlib import Path
from typing import Any

LOG_BYTES = 64 * 1024
"""As much of the log as travels at once; who wants all of it downloads the file."""

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""Colours and cursor movements of terminals."""


def log_document(path: Path, offset: int | None) -> dict[str, Any]:
    """The whole lines after `offset` (bytes, from the answer before; None at first): `{text, offset, anew}`.

    `anew` says that the text does not follow what was given before, but is the end of the file: it is the first, the
    file was shortened, or more than LOG_BYTES came in between.
    """
    size = path.stat().st_size if path.exists() else 0
    follows = offset is not None and 0 <= size - offset <= LOG_BYTES
    start = offset if offset is not None and follows else max(0, size - LOG_BYTES)
    if size == start:
        return {"text": "", "offset": start, "anew": not follows}
    with path.open("rb") as file:
        file.seek(start)
        whole, newline, _ = file.read(size - start).rpartition(b"\n")
    read = start + len(whole) + len(newline)
    if not follows and start > 0:
        whole = whole.partition(b"\n")[2]  # The first line is probably cut.
    return {"text": _readable(whole + newline), "offset": read, "anew": not follows}


def _readable(data: bytes) -> str:
    """As a terminal would show it in the end: of a progress bar only its last state."""
    text = _ESCAPES.sub("", data.decode("utf-8", errors="replace").replace("\r\n", "\n"))
    return "\n".join(line.rpartition("\r")[2] for line in text.split("\n"))
