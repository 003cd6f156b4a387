"""The list of runs, and one run as it goes on."""

import threading
from collections import OrderedDict
from typing import Any, Literal

from pydantic import NonNegativeInt

from kohya_like.config.problems import InputError
from kohya_like.config.reading import to_tables
from kohya_like.config.text import Text
from kohya_like.jobs import launch
from kohya_like.jobs.child import AUTOMATIC
from kohya_like.jobs.history import decimated
from kohya_like.jobs.status import look
from kohya_like.ui.panels.run_list import list_document, waiting_document
from kohya_like.ui.panels.run_log import log_document
from kohya_like.ui.panels.run_view import RunView, Seen
from kohya_like.ui.serving.downloads import served
from kohya_like.ui.site import Site

VIEWS = 32
"""Runs whose histories are kept in memory; one of 100,000 steps takes 4 MB."""

COMPARED_POINTS = 600
"""Points of each curve where several are compared."""


class Runs:
    """What the page of runs asks for. Every `job` is the id of one."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._views: OrderedDict[str, RunView] = OrderedDict()
        self._lock = threading.Lock()

    def runs(self, search: str = "", group: str = "", start: int = 0) -> dict[str, Any]:
        """One page of the list: see `list_document`."""
        return list_document(self._site, search, group, start)

    def curves(self, jobs: list[str]) -> list[dict[str, Any]]:
        """The losses of several runs, to be drawn over each other."""
        return [self._curve(self._view(job)) for job in jobs]

    def follow(self, job: str, key: str = "", seen: Seen | None = None) -> dict[str, Any]:
        """Where a run stands and what is new: see `RunView.document`; with its place in the queue, if it waits."""
        document = self._view(job).document(self._site.roots, key, seen or {})
        waits = document["status"] == "queued"
        return {**document, "queue": waiting_document(self._site.jobs(), job) if waits else None}

    def log(self, job: str, offset: NonNegativeInt | None = None) -> dict[str, Any]:
        """What the run printed since `offset`: see `log_document`; `url` is the whole file's."""
        path = self._view(job).job.console_file
        return {**log_document(path, offset), "url": served(path)}

    def settings(self, job: str) -> dict[str, Any]:
        """The run's configuration: `{values, toml}`, the values being those that differ from the defaults, by name."""
        view = self._view(job)
        toml = view.job.config.read_text(encoding="utf-8")
        if view.run is None:
            return {"values": {}, "toml": toml}
        tables = to_tables(view.run.config, changed_only=True)
        return {"values": {name: value for table in tables.values() for name, value in table.items()}, "toml": toml}

    def stop(self, job: str) -> None:
        """Ask a run to finish its step, save and end; one that waits leaves the queue."""
        self._site.stop(job)

    def kill(self, job: str) -> None:
        """End every process of a run without waiting for its step."""
        launch.kill(self._site.job(job), stop_seconds=0)
        self._site.changed()

    def request(self, job: str, name: Literal["save", "sample"]) -> None:
        """Ask a run to save, or to draw its previews, after the step it is at."""
        found = self._site.job(job)
        if look(found).status != "running":
            raise InputError.of("", _NOT_RUNNING)
        found.request(name)

    def resume(self, job: str) -> None:
        """Put a run into the queue again; it goes on from its newest saved state, if it has one."""
        self._site.queued(self._site.job(job), AUTOMATIC)

    def move(self, job: str, position: int) -> None:
        """Put a waiting run at a position of the queue, 1 being the next."""
        self._site.queue.move(self._site.job(job), position)
        self._site.changed()

    def delete(self, job: str) -> None:
        """Delete the folder of a run that has ended; its trained files elsewhere stay."""
        self._site.queue.delete(self._site.job(job))
        with self._lock:
            self._views.pop(job, None)
        self._site.changed()

    def _view(self, job_id: str) -> RunView:
        job = self._site.job(job_id)
        with self._lock:
            view = self._views.pop(job_id, None) or RunView(job)
            self._views[job_id] = view
            while len(self._views) > VIEWS:
                self._views.popitem(last=False)
            return view

    def _curve(self, view: RunView) -> dict[str, Any]:
        view.history.update()
        with view.history.lock:
            rows = decimated(view.history.curve, 0, COMPARED_POINTS)
            validations = [list(point) for point in view.history.validations]
        return {"id": view.job.id, "title": view.launch.title, "rows": rows, "validations": validations}


_NOT_RUNNING = Text("The run does not run: nothing can be asked of it.", "训练没有在运行：无法执行该操作。")
