"""The event file: one JSON object a line, appended by a job and read by whoever watches it."""

import errno
import json
import math
import os
import re
import threading
import time
from collections.abc import Iterable
from functools import lru_cache
from io import FileIO
from pathlib import Path
from typing import Any, Literal

from pydantic_core import from_json

from kohya_like.config.problems import Problem
from kohya_like.config.text import Text
from kohya_like.jobs.tail import Tail

Event = dict[str, Any]
Number = float | None

TERMINAL = frozenset({"finished", "stopped", "failed", "killed"})
"""The last word of an attempt."""

LIFECYCLE = TERMINAL | {"started"}
"""Events that carry the number of the attempt they belong to: a resumed job writes on in the same file."""

ENCODING = "encode"
"""Name of the phase whose progress counts pictures, not the steps of the job."""

TAIL_BYTES = 16 * 1024

FILES_WATCHED = 256
"""Event files of which the lifecycle is remembered, so that looking again reads only what was added."""

_LIFECYCLE = re.compile(b'"event": "(?:%s)"' % "|".join(sorted(LIFECYCLE)).encode())
"""As `EventLog` writes it; inside a text the quotes would be escaped."""


class EventLog:
    """Appends events to a file. A muted log writes nothing: all processes of a run but the main one hold such a log."""

    def __init__(self, path: Path, attempt: int = 1, *, muted: bool = False) -> None:
        self.path = path
        self.attempt = attempt
        self.muted = muted
        self._phase: str | None = None

    def started(self, pid: int, create_time: float) -> None:
        """The child runs; `create_time` (Unix seconds) tells it from a later process with the same number."""
        self._append("started", attempt=self.attempt, pid=pid, create_time=create_time)

    def phase(self, name: str, text: Text | None = None) -> None:
        """What is being done now: a short key, and a sentence where people should read more than the key."""
        self._phase = name
        self._append("phase", name=name, **(_both("message", text) if text else {}))

    def progress(self, step: int, total: int, epoch: int | None = None) -> None:
        """`step` of `total` are done in the present phase; `epoch` counts from 1."""
        self._append("progress", step=step, total=total, epoch=epoch, phase=self._phase)

    def metrics(self, step: int, **values: Number) -> None:
        """Numbers to draw over steps. One that is not finite becomes null, for JSON has no word for it."""
        self._append("metrics", step=step, **values)

    def sample(self, step: int, path: Path, *, prompt: str, seed: int) -> None:
        """A preview picture was drawn."""
        self._append("sample", step=step, path=str(path), prompt=prompt, seed=seed)

    def saved(self, step: int, path: Path, kind: Literal["weights", "state"]) -> None:
        """A file or folder was saved and is complete."""
        self._append("saved", step=step, path=str(path), kind=kind)

    def warning(self, text: Text) -> None:
        """Something people should know; the job goes on."""
        self._append("warning", **_both("message", text))

    def finished(self, path: Path | None) -> None:
        """Last word: done. `path` is the result, if it is one file or folder."""
        self._append("finished", attempt=self.attempt, path=None if path is None else str(path))

    def stopped(self, step: int) -> None:
        """Last word: stopped on request after `step`, the state is saved."""
        self._append("stopped", attempt=self.attempt, step=step)

    def failed(self, code: int, error: Text, *, hint: Text | None = None, problems: Iterable[Problem] = ()) -> None:
        """Last word: failed. `code` is the exit code of `kohya-like`; `problems` are those of a wrong input."""
        listed = [{"field": p.field, "severity": p.severity, **_both("message", p.text)} for p in problems]
        self._append(
            "failed",
            attempt=self.attempt,
            code=code,
            field=listed[0]["field"] if listed else None,
            problems=listed,
            **_both("error", error),
            **_both("hint", hint),
        )

    def killed(self) -> None:
        """Last word, written by whoever ended the process of this attempt after seeing it dead."""
        self._append("killed", attempt=self.attempt)

    def _append(self, event: str, **fields: Any) -> None:
        """Write the line in one call, on a line of its own even where a kill or a full disk cut the one before."""
        if self.muted:
            return
        document = {"time": round(time.time(), 3), "event": event, **_finite(fields)}
        line = json.dumps(document, allow_nan=False).encode("ascii") + b"\n"
        with self.path.open("a+b", buffering=0) as file:
            data = line if _ends_whole(file) else b"\n" + line
            if file.write(data) < len(data):  # What the system does when the disk fills up in the middle of a write.
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))


def read_events(path: Path, offset: int = 0) -> tuple[list[Event], int]:
    """The events after `offset` (bytes, from an earlier call or 0) and the offset to go on from.

    An unfinished last line is left for the next call; a line that a kill cut and a later start ended is skipped. A file
    that is not there yet has no events.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            whole, newline, _ = file.read().rpartition(b"\n")
    except FileNotFoundError:
        return [], offset
    return list(parsed(whole.split(b"\n"))), offset + len(whole) + len(newline)


def lifecycle_events(path: Path) -> list[Event]:
    """The events that say when attempts began and how they ended, in order.

    The first call for a file reads all of it (25 MB, which are 100,000 steps, in 40 ms), the next ones what was added.
    """
    return _lifecycle(path).events()


class _Lifecycle:
    """The lifecycle events of one file. Its methods may be called from any thread."""

    def __init__(self, path: Path) -> None:
        self._tail = Tail(path)
        self._lock = threading.Lock()
        self._events: list[Event] = []

    def events(self) -> list[Event]:
        with self._lock:
            lines, first = self._tail.read()
            if first:
                self._events = []
            self._events += _lifecycle_in(lines)
            return list(self._events)


@lru_cache(maxsize=FILES_WATCHED)
def _lifecycle(path: Path) -> _Lifecycle:
    return _Lifecycle(path)


def _lifecycle_in(lines: bytes) -> Iterable[Event]:
    """About a hundredth of the work of parsing every line."""
    places = [match.start() for match in _LIFECYCLE.finditer(lines)]
    found = parsed(lines[lines.rfind(b"\n", 0, place) + 1 : lines.find(b"\n", place)] for place in places)
    return (event for event in found if event["event"] in LIFECYCLE and isinstance(event.get("attempt"), int))


def last_events(path: Path) -> list[Event]:
    """The events among the last bytes of the file, the newest first."""
    try:
        offset = max(0, path.stat().st_size - TAIL_BYTES)
    except FileNotFoundError:
        return []
    return read_events(path, offset)[0][::-1]


def text_of(event: Event, field: str) -> Text | None:
    """The text of a field (`message`, `error`, `hint`) in both languages; None where the event has none."""
    english = event.get(field)
    return Text(english, event.get(f"{field}_zh") or english) if english else None


def parsed(lines: Iterable[bytes]) -> Iterable[Event]:
    """The events in lines of an event file; a line that a kill cut is skipped."""
    for line in lines:
        try:
            document = _document(line)
        except ValueError:
            continue  # Cut by a kill: the only way in which a line of this file is no JSON.
        if isinstance(document, dict) and "event" in document:
            yield document


def _document(line: bytes) -> Any:
    """The JSON value of a line. pydantic's parser is four times as fast as Python's, but refuses half of a surrogate
    pair, which stands in names of files that are no Unicode."""
    try:
        return from_json(line)
    except ValueError:
        return json.loads(line)


def _ends_whole(file: FileIO) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _both(field: str, text: Text | None) -> dict[str, str | None]:
    return {field: text.en if text else None, f"{field}_zh": text.zh if text else None}


def _finite(value: Any) -> Any:
    """The same value with None for every number that is not finite."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
