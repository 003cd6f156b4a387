"""What state a job is in. Nothing stores it: it follows from the job's last word and from whether its process lives."""

from dataclasses import dataclass
from typing import Literal

import psutil

from kohya_like.config.text import Text
from kohya_like.jobs.events import TERMINAL, Event, lifecycle_events
from kohya_like.jobs.job import Job
from kohya_like.jobs.processes import living
from kohya_like.jobs.records import Place, Process

Status = Literal[
    "created",
    "queued",
    "starting",
    "running",
    "stopping",
    "finished",
    "stopped",
    "failed",
    "killed",
    "interrupted",
    "damaged",
]

LIVE: frozenset[Status] = frozenset({"starting", "running", "stopping"})
PENDING: frozenset[Status] = LIVE | {"queued"}
"""States that will change by themselves."""

LABELS: dict[Status, Text] = {
    "created": Text("not started", "未启动"),
    "queued": Text("queued", "排队中"),
    "starting": Text("starting", "正在启动"),
    "running": Text("running", "运行中"),
    "stopping": Text("stopping", "正在停止"),
    "finished": Text("finished", "已完成"),
    "stopped": Text("stopped", "已停止"),
    "failed": Text("failed", "失败"),
    "killed": Text("killed", "已强制结束"),
    "interrupted": Text("interrupted", "意外中断"),
    "damaged": Text("damaged", "文件已损坏"),
}


@dataclass(frozen=True)
class Look:
    """A job as it was found just now."""

    status: Status
    attempt: int
    """Starts so far."""

    last_word: Event | None
    """The terminal event of the last attempt."""

    processes: tuple[psutil.Process, ...]
    """The living ones among the recorded processes of the last attempt (launcher and child)."""

    place: Place | None
    """The place in the queue, if the job waits there."""

    @property
    def alive(self) -> bool:
        """Whether the job still occupies its device. Shortly after its last word it does."""
        return bool(self.processes)


def look(job: Job) -> Look:
    """Look at a job. Raises InputError if one of its files is damaged."""
    attempt, words = _attempt(job)
    processes = _living(job, attempt, words)
    if not processes:
        attempt, words = _attempt(job)  # It may have said its last word and ended just now, between the two.
    last_word = next((event for event in reversed(words) if event["event"] in TERMINAL), None)
    place = job.read(Place)
    waiting = place if place is not None and place.attempt > attempt else None
    if processes and last_word is None:
        started = any(event["event"] == "started" for event in words)
        status: Status = "stopping" if job.requested("stop") else "running" if started else "starting"
    elif waiting is not None:
        status = "queued"
    elif last_word is not None:
        status = last_word["event"]
    else:
        status = "interrupted" if attempt else "created"
    return Look(status, attempt, last_word, processes, waiting)


def _attempt(job: Job) -> tuple[int, list[Event]]:
    """The number of the last attempt, 0 if there was none, and its lifecycle events."""
    record = job.read(Process)
    history = lifecycle_events(job.events_file)
    attempt = max([record.attempt if record else 0, *(event["attempt"] for event in history)])
    return attempt, [event for event in history if event["attempt"] == attempt]


def _living(job: Job, attempt: int, words: list[Event]) -> tuple[psutil.Process, ...]:
    """Launcher and child, as far as they live: a child may outlive its launcher."""
    recorded = {(event["pid"], event["create_time"]) for event in words if event["event"] == "started"}
    record = job.read(Process)
    if record is not None and record.attempt == attempt:
        recorded.add((record.pid, record.create_time))
    mark = record.mark if record is not None else ""
    return tuple(process for number, created in recorded if (process := living(number, created, mark)) is not None)
