"""One run as the page shows it: where it stands, what is new since the last look, how it ended, what can be done."""

import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import NonNegativeInt

from kohya_like.config.problems import Problem
from kohya_like.config.reading import Draft, read_run
from kohya_like.config.text import Text
from kohya_like.jobs.events import Event, text_of
from kohya_like.jobs.history import History, decimated
from kohya_like.jobs.job import REQUESTS, Job
from kohya_like.jobs.outcome import Outcome, outcome_of
from kohya_like.jobs.records import Launch
from kohya_like.jobs.status import LIVE, Look, look
from kohya_like.jobs.training import MODULE
from kohya_like.plan.document import problem_document
from kohya_like.ui.answers import both
from kohya_like.ui.panels.run_actions import Actions
from kohya_like.ui.roots import Roots
from kohya_like.ui.serving.downloads import served

POINTS = 2000
"""Points of a chart that travel at once: more than a screen has columns, and 100 kB."""

FindRoots = Callable[[], Roots]
"""The allowed folders as they are now; looking them up reads the disk, and is needed only where there are files."""

Seen = dict[str, NonNegativeInt]
"""How many of each kind of thing the browser has: rows, validations, samples, saved, warnings."""


class RunView:
    """A job that is being looked at. What was read of it is kept, so that the next look reads only what is new."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.history = History(job.events_file)

    @cached_property
    def launch(self) -> Launch:
        """How it was started."""
        return self.job.launch()

    @cached_property
    def run(self) -> Draft | None:
        """The run; None where the job is of another kind. A job's configuration never changes."""
        return read_run(self.job.config) if self.launch.module == MODULE else None

    def document(self, find_roots: FindRoots, key: str, seen: Seen) -> dict[str, Any]:
        """All that is new to a browser that has `seen` so much of the history `key`, and how the job stands now.

        `key` in the answer is the history's; where it is another one, everything is told anew (`whole`).
        """
        found = look(self.job)  # Before reading: what was written until then is not missed.
        self.history.update()
        with self.history.lock:
            now = f"{self.history.began}:{self.history.cuts}"
            known = seen if key == now else {}
            new = _news(self.history, known, find_roots)
            return {"key": now, "whole": known is not seen or not seen, **new, **self._state(found)}

    def _state(self, found: Look) -> dict[str, Any]:
        history, progress = self.history, self.history.progress
        live = found.status in LIVE
        end = outcome_of(self.job, found)
        return {
            "id": self.job.id,
            "title": self.launch.title,
            "training": self.run is not None,
            "folder": str(self.job.folder),
            "created": self.launch.created,
            "status": found.status,
            "requests": [name for name in REQUESTS if self.job.requested(name)] if live else [],
            "phase": _phase(history.phase) if live else None,
            "step": progress["step"] if progress else None,
            "total": progress["total"] if progress else None,
            "epoch": progress["epoch"] if progress else None,
            "loss": history.loss,
            "speed": history.seconds_per_step(),
            "left": history.seconds_left() if live else None,
            "worked": _worked(history.attempts, live),
            "end": None if end.code is None else _end(end, found.last_word),
            "actions": Actions(self.job, found, self.run).document(),
        }


def _news(history: History, seen: Seen, find_roots: FindRoots) -> dict[str, Any]:
    """What a browser that has seen so much has not seen yet; `seen` is what it has then."""
    curve = history.curve
    validations = history.validations[seen.get("validations", 0) :]
    samples = history.samples[seen.get("samples", 0) :]
    warnings = history.warnings[seen.get("warnings", 0) :]
    return {
        "seen": {
            "rows": len(curve.steps),
            "validations": len(history.validations),
            "samples": len(history.samples),
            "saved": len(history.saved),
            "warnings": len(history.warnings),
        },
        "rows": decimated(curve, min(seen.get("rows", 0), len(curve.steps)), POINTS),
        "validations": [list(point) for point in validations],
        "samples": [_sample(event) for event in samples],
        "warnings": [both(text_of(event, "message") or Text("", "")) for event in warnings],
        "files": _files(history.saved, find_roots()) if seen.get("saved") != len(history.saved) else None,
    }


def _phase(event: Event | None) -> dict[str, str] | None:
    text = text_of(event, "message") if event else None
    return both(text) if text else None


def _sample(event: Event) -> dict[str, Any]:
    url = f"{served(event['path'])}?{event['time']}"  # A resumed run may draw a picture of the same name again.
    return {"step": event["step"], "url": url, "prompt": event["prompt"], "seed": event["seed"]}


def _files(saved: list[Event], roots: Roots) -> list[dict[str, Any]]:
    """The trained files that are still there, the newest first; `url` is None where the page may not serve them."""
    newest = {event["path"]: event for event in saved if event["kind"] == "weights"}
    found = []
    for event in reversed(newest.values()):
        path = Path(event["path"])
        try:
            facts = path.stat()
        except OSError:  # Deleted, or on a disk that is gone.
            continue
        url = served(path) if roots.allowed(path) else None
        about = {"name": path.name, "path": str(path), "size": facts.st_size, "time": facts.st_mtime}
        found.append({**about, "step": event["step"], "url": url})
    return found


def _worked(attempts: list[tuple[float, float]], live: bool) -> float:
    """Seconds that all attempts took; the one that goes on lasts until now."""
    seconds = sum(end - begin for begin, end in attempts)
    return seconds + (time.time() - attempts[-1][1]) if attempts and live else seconds


def _end(end: Outcome, last_word: Event | None) -> dict[str, Any]:
    """How it ended. The hint of one that can be resumed names a command, for which the page has a button."""
    word = last_word or {}
    listed = [
        Problem(problem["field"], text_of(problem, "message") or Text("", ""), problem["severity"])
        for problem in word.get("problems", [])
    ]
    helpful = end.hint if end.status in ("failed", "interrupted") else None
    return {
        "code": end.code,
        "text": both(end.text),
        "hint": both(helpful) if helpful else None,
        "problems": [problem_document(problem) for problem in listed],
        "log": "\n".join(end.log),
    }
