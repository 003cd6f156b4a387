"""Everything a job has told so far, gathered for those who draw it: losses over steps, previews, files, warnings."""

import math
import threading
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from kohya_like.jobs.events import ENCODING, TERMINAL, Event, parsed
from kohya_like.jobs.tail import Tail

MEASURED = 50
"""Newest steps from which the speed is taken; their median leaves out previews and saving."""

NOT_A_NUMBER = math.nan

_PROGRESS = b'"event": "progress"'
"""As `EventLog` writes it; inside a text the quotes would be escaped."""


@dataclass
class Curve:
    """Losses and learning rates over steps, as columns of the same length; a missing number is NaN."""

    steps: "array[int]" = field(default_factory=lambda: array("q"))
    times: "array[float]" = field(default_factory=lambda: array("d"))
    """Unix seconds."""

    losses: "array[float]" = field(default_factory=lambda: array("d"))
    rates: "dict[str, array[float]]" = field(default_factory=dict)
    """By the name of the metric, `lr_unet` say."""

    _names: frozenset[str] = frozenset()
    """Of the numbers in the row before; they seldom change."""

    def add(self, event: Event) -> None:
        """Take in the metrics of a step."""
        if event.keys() != self._names:
            self._learn_names(event)
        self.steps.append(event["step"])
        self.times.append(event["time"])
        loss = event["loss"]
        self.losses.append(NOT_A_NUMBER if loss is None else loss)
        for name, values in self.rates.items():
            rate = event.get(name)
            values.append(NOT_A_NUMBER if rate is None else rate)

    def _learn_names(self, event: Event) -> None:
        self._names = frozenset(event)
        for name in event:
            if name.startswith("lr"):
                self.rates.setdefault(name, array("d", [NOT_A_NUMBER] * len(self.steps)))

    def cut(self, step: int) -> None:
        """Forget `step` and what follows."""
        place = bisect_left(self.steps, step)
        del self.steps[place:]
        for column in (self.times, self.losses, *self.rates.values()):
            del column[place:]


class History:
    """The event file of a job in memory. What a job did beyond the state from which it was resumed is forgotten.

    `update` may be called from any thread; whoever reads the fields holds `lock`.
    """

    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        self._tail = Tail(path)
        self._forget()

    def _forget(self) -> None:
        self.began: float | None = None
        """Time of the first event: tells this file from another one at the same place."""

        self.cuts = 0
        """How often a resumed job went back to an earlier step."""

        self.curve = Curve()
        self.loss: float | None = None
        """The newest average loss."""

        self.validations: list[tuple[int, float]] = []
        """(step, loss of the held-out pictures)."""

        self.samples: list[Event] = []
        self.saved: list[Event] = []
        self.warnings: list[Event] = []
        self.phase: Event | None = None
        self.progress: Event | None = None
        self.attempts: list[tuple[float, float]] = []
        """First and newest time of each attempt (Unix seconds)."""

        self._attempt_row = 0

    def update(self) -> None:
        """Take in what was added to the file."""
        with self.lock:
            lines, first = self._tail.read()
            if first:
                self._forget()
            for event in parsed(_without_old_progress(lines)):
                self._take(event)

    def seconds_per_step(self) -> float | None:
        """How long a step takes at present; None before the second step of an attempt."""
        times = self.curve.times[max(self._attempt_row, len(self.curve.times) - MEASURED - 1) :]
        gaps = [after - before for before, after in pairwise(times)]
        return median(gaps) if gaps else None

    def seconds_left(self) -> float | None:
        """About how long the rest takes, previews and saving included, if it goes on as in this attempt."""
        times, row = self.curve.times, self._attempt_row
        if self.progress is None or len(times) - row < 2:
            return None
        each = (times[-1] - times[row]) / (len(times) - row - 1)
        remaining: int = self.progress["total"] - self.progress["step"]
        return each * remaining

    def _take(self, event: Event) -> None:
        self._note_time(event)
        match event["event"]:
            case "metrics":
                self._take_metrics(event)
            case "progress":
                self.progress = event
            case "phase":
                self.phase = event
                if self.progress is not None and self.progress.get("phase") == ENCODING:
                    self.progress = None  # Those were pictures; the steps have not begun.
            case "sample":
                self.samples.append(event)
            case "saved":
                self.saved.append(event)
            case "warning":
                self.warnings.append(event)
            case name if name in TERMINAL:
                self.phase = None

    def _take_metrics(self, event: Event) -> None:
        if "loss" in event:
            self._go_back_to(event["step"])
            self.curve.add(event)
            self.loss = event.get("loss_average")
        elif event.get("validation_loss") is not None:
            self._go_back_to(event["step"] + 1)
            self.validations.append((event["step"], event["validation_loss"]))

    def _note_time(self, event: Event) -> None:
        now = event.get("time", 0.0)
        if self.began is None:
            self.began = now
        if event["event"] == "started" or not self.attempts:
            self.attempts.append((now, now))
            self._attempt_row, self.phase = len(self.curve.steps), None
        self.attempts[-1] = (self.attempts[-1][0], now)

    def _go_back_to(self, step: int) -> None:
        """Forget `step` and what follows, if it was done before."""
        if not self.curve.steps or self.curve.steps[-1] < step:
            return
        self.cuts += 1
        self.curve.cut(step)
        self._attempt_row = min(self._attempt_row, len(self.curve.steps))
        self.validations = [found for found in self.validations if found[0] < step]
        self.samples = [event for event in self.samples if event["step"] < step]


def _without_old_progress(lines: bytes) -> Iterable[bytes]:
    """The lines but for progress before the newest: half of a long file, which need not even be parsed."""
    newest = lines.rfind(_PROGRESS)
    later = lines[:newest].count(b"\n") if newest >= 0 else -1
    return (line for number, line in enumerate(lines.split(b"\n")) if number == later or _PROGRESS not in line)


def decimated(curve: Curve, first: int, limit: int) -> dict[str, Any]:
    """The rows of a curve from `first` on as at most about `limit` points, as JSON takes them.

    A point that stands for several steps has their mean loss, and their least and greatest beside it (`low`, `high`).
    The first and the last row stay as they are.
    """
    spans = _spans(first, len(curve.steps), limit)
    ends = [end - 1 for _, end in spans]
    parts = [[value for value in curve.losses[start:end] if not math.isnan(value)] for start, end in spans]
    return {
        "steps": [curve.steps[end] for end in ends],
        "loss": [_rounded(sum(part) / len(part)) if part else None for part in parts],
        "low": [_rounded(min(part, default=NOT_A_NUMBER)) for part in parts],
        "high": [_rounded(max(part, default=NOT_A_NUMBER)) for part in parts],
        "rates": {name: [_rounded(values[end]) for end in ends] for name, values in curve.rates.items()},
    }


def _spans(first: int, end: int, limit: int) -> list[tuple[int, int]]:
    """Consecutive spans of rows, each from its first row to the one after its last."""
    size = max(1, -(-(end - first) // limit))
    if size == 1:
        return [(row, row + 1) for row in range(first, end)]
    inner = [(row, min(row + size, end - 1)) for row in range(first + 1, end - 1, size)]
    return [(first, first + 1), *inner, (end - 1, end)]


def _rounded(value: float) -> float | None:
    """Six digits: more cannot be seen, and would double what travels."""
    return None if math.isnan(value) else float(f"{value:.6g}")
