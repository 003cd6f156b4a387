"""The frame of the Dataset page: what is worked on, its history, and the jobs that work on it."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.entries import Heading
from kohya_like.dataset.history import History, to_redo, to_undo
from kohya_like.dataset.projects import FILE, FOLDER, Project
from kohya_like.jobs.events import last_events, text_of
from kohya_like.jobs.index import summarise
from kohya_like.jobs.outcome import outcome
from kohya_like.jobs.status import PENDING
from kohya_like.ui.answers import both
from kohya_like.ui.places import Chosen, place_of
from kohya_like.ui.site import Site
from kohya_like.ui.thumbnails import drawn

MOST_DRAWN = 100
"""Pictures in one answer."""

MOST_ENTRIES = 200


class Dataset:
    """What the frame of the page asks for."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def projects(self) -> list[str]:
        """The names of all projects, the one changed last first."""
        files = sorted((self._site.root / FOLDER).glob(f"*/{FILE}"), key=_changed, reverse=True)
        return [file.parent.name for file in files]

    def create(self, name: str) -> str:
        """Make a project with pictures of its own; its name, with a number where it was taken."""
        return Project.create(self._site.root, name).name

    def overview(self, chosen: Chosen) -> dict[str, Any]:
        """`{folder, pictures, captions, undo, redo}`: counts, and what undo and redo would do (null: nothing)."""
        place = place_of(self._site, chosen)
        return {
            "folder": str(place.folder),
            "pictures": len(place.pictures),
            "captions": sum(place.caption_file(picture) is not None for picture in place.pictures.values()),
            "undo": _title(to_undo(place.histories).next_undo()),
            "redo": _title(to_redo(place.histories).next_redo()),
        }

    def history(self, chosen: Chosen) -> list[dict[str, Any]]:
        """What was done, the newest first: `[{title, time, state, files}]`, `files` being a number."""
        found = [entry for history in self._histories(chosen) for entry in history.entries()]
        entries = sorted(found, key=lambda entry: entry.time, reverse=True)[:MOST_ENTRIES]
        return [
            {"title": both(entry.title), "time": entry.time, "state": entry.state, "files": len(entry.steps)}
            for entry in entries
        ]

    def undo(self, chosen: Chosen) -> dict[str, str]:
        """Take the last change back; what it was."""
        return both(to_undo(self._histories(chosen)).undo()[-1].title)

    def redo(self, chosen: Chosen) -> dict[str, str]:
        """Do again what was taken back last; what it was."""
        return both(to_redo(self._histories(chosen)).redo()[-1].title)

    def drawn(
        self, chosen: Chosen, names: list[str], side: Annotated[int, Field(ge=16, le=2048)] = 256
    ) -> list[str | None]:
        """Small pictures of these names, as addresses of their own content; None for what cannot be drawn."""
        place = place_of(self._site, chosen)
        return drawn(self._site.roots(), map(place.pictures.get, names[:MOST_DRAWN]), side)

    def job(self, job: str) -> dict[str, Any]:
        """Where a job stands: `{id, status, pending, step, total, phase, end, code, warnings}`.

        `end` and `code` (as the command line's exit code) are null until it has ended.
        """
        found = self._site.job(job)
        summary, events = summarise(found), last_events(found.events_file)
        phase = next((text_of(event, "message") for event in events if event["event"] == "phase"), None)
        warnings = [text_of(event, "message") for event in events if event["event"] == "warning"]
        pending = summary.status in PENDING
        end = None if pending else outcome(found)
        step, total = summary.reached or (0, 0)
        return {
            "id": job,
            "status": summary.status,
            "pending": pending,
            "step": step,
            "total": total,
            "phase": None if phase is None else both(phase),
            "end": None if end is None else both(end.text),
            "hint": None if end is None or end.hint is None else both(end.hint),
            "code": None if end is None else end.code,
            "warnings": [both(text) for text in reversed(warnings) if text is not None],
        }

    def stop_job(self, job: str) -> None:
        """Ask a job to end after what it is at; one that waits leaves the queue."""
        self._site.stop(job)

    def _histories(self, chosen: Chosen) -> tuple[History, ...]:
        return place_of(self._site, chosen).histories


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError as error:
        raise InputError.of("", _GONE.format(path=file)) from error


def _title(entry: Heading | None) -> dict[str, str] | None:
    return None if entry is None else both(entry.title)


_GONE = Text("{path} was removed a moment ago: try again.", "{path} 刚刚被删除：请重试。")
