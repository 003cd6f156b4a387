"""The queue: which job comes next, and starting it when its devices are free.

Nobody runs the queue for others: every page and every command line that waits for a job calls `advance` now and then,
and whoever gets the lock of a device starts the next job on it. A lock is held only while a job is started, and the
system releases it when its holder dies. Without a page or a command line nothing starts.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.jobs.deletion import delete
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.failures import failure_of
from kohya_like.jobs.index import Index, Summary, in_order
from kohya_like.jobs.job import Job
from kohya_like.jobs.launch import end_processes, start
from kohya_like.jobs.records import Place
from kohya_like.jobs.status import Status, look
from kohya_like.jobs.workspace import jobs_folder, locks_folder

LINGER_SECONDS = 30.0
"""How long a process may stay after its last word. One that hangs in its clean-up would keep the GPU's memory."""

LOCK_SECONDS = 10.0
"""How long to wait for the lock of a device; starting a job takes a fraction of a second."""


class Queue:
    """The jobs of a workspace that wait, and the means to start them."""

    def __init__(self, root: Path, environment: Callable[[], Mapping[str, str]] = dict) -> None:
        """`environment` is asked at each start for variables that the child gets besides those of this process."""
        self.root = root
        self.environment = environment
        self.index = Index(root)

    def waiting(self) -> list[Job]:
        """The jobs that wait, the next one first."""
        return [self._job(summary) for summary in self.index.waiting()]

    def enqueue(self, job: Job, *, resume: str | None = None) -> None:
        """Put a job at the end; `resume` names the state it goes on from (see `Launch.resume`), None keeps what is set.

        Raises InputError if the job runs, waits already or is finished.
        """
        with self._held(job):
            found = look(job)
            refusal = _RUNNING if found.alive else _NOT_AGAIN.get(found.status)
            if refusal is not None:
                raise InputError.of("", refusal.format(id=job.id))
            if resume is not None:
                job.write(job.launch().model_copy(update={"resume": resume}))
            last = max((summary.order or 0 for summary in self.index.waiting()), default=0)
            job.write(Place(attempt=found.attempt + 1, order=last + 1))

    def cancel(self, job: Job) -> None:
        """Take a job out of the queue. Raises InputError if it does not wait there (any more)."""
        with self._held(job):
            self._require_place(job)
            (job.folder / Place.file).unlink()

    def delete(self, job: Job) -> None:
        """Remove the folder of a job that has ended (see `deletion`), which nobody can start or queue meanwhile."""
        with self._held(job):
            delete(job)

    def move(self, job: Job, position: int) -> None:
        """Put a waiting job at a position, 1 being the next. Raises InputError if it does not wait."""
        self._require_place(job)
        others = [other for other in self.waiting() if other != job]
        others.insert(max(position, 1) - 1, job)
        for order, other in enumerate(others, start=1):
            with self._held(other):
                place = look(other).place
                if place is not None:  # It was neither started nor cancelled meanwhile.
                    other.write(place.model_copy(update={"order": order}))

    def advance(self) -> list[Job]:
        """Start every job whose turn it is: its devices are free and no job before it waits for one of them."""
        jobs = self.index.jobs()
        self._end_lingering(jobs)
        taken = _occupied(jobs)
        started = []
        for summary in in_order(jobs):
            if taken.isdisjoint(summary.devices) and self._start(summary):
                started.append(self._job(summary))
            taken |= set(summary.devices)
        return started

    def _start(self, summary: Summary) -> bool:
        """Start the job unless somebody else was faster or is about to start one on its devices."""
        job = self._job(summary)
        with suppress(Timeout), self._locks(summary.devices, 0):
            free = _occupied(self.index.jobs()).isdisjoint(summary.devices)
            found = look(job)
            if free and found.place is not None:
                self._start_or_fail(job, found.place.attempt)
                return True
        return False

    def _start_or_fail(self, job: Job, attempt: int) -> None:
        """A job that cannot be started has failed; the queue goes on with the next."""
        try:
            start(job, self.environment())
        except (InputError, MachineError, OSError) as error:
            failure = failure_of(error)
            EventLog(job.events_file, attempt).failed(
                failure.code, failure.error, hint=failure.hint, problems=failure.problems
            )

    def _end_lingering(self, jobs: Iterable[Summary]) -> None:
        limit = time.time() - LINGER_SECONDS
        for summary in jobs:
            if summary.alive and summary.ended is not None and summary.ended < limit:
                with suppress(MachineError):  # Then its devices stay occupied; ending it by hand says why.
                    end_processes(self._job(summary))

    def _require_place(self, job: Job) -> None:
        if look(job).place is None:
            raise InputError.of("", _NOT_WAITING.format(id=job.id))

    def _job(self, summary: Summary) -> Job:
        return Job(jobs_folder(self.root) / summary.id)

    @contextmanager
    def _held(self, job: Job) -> Iterator[None]:
        """While this is open nobody else starts, moves, cancels or deletes the job. Raises MachineError if one does."""
        try:
            with self._locks(job.launch().options.devices(), LOCK_SECONDS):
                yield
        except Timeout as error:
            raise MachineError(_LOCKED.format(path=error.lock_file), hint=_TRY_AGAIN) from error

    @contextmanager
    def _locks(self, devices: Iterable[str], seconds: float) -> Iterator[None]:
        """Hold the locks of these devices, always taken in the same order so that nobody waits in a circle."""
        folder = locks_folder(self.root)
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            for device in sorted(devices):
                held.enter_context(FileLock(folder / f"{device}.lock", timeout=seconds))
            yield


def _occupied(jobs: Iterable[Summary]) -> set[str]:
    return {device for summary in jobs if summary.alive for device in summary.devices}


_RUNNING = Text("Job {id} runs already.", "任务 {id} 已在运行。")
_NOT_AGAIN: dict[Status, Text] = {
    "queued": Text("Job {id} waits in the queue already.", "任务 {id} 已在队列中。"),
    "finished": Text("Job {id} is finished: there is nothing left to do.", "任务 {id} 已完成：没有剩余的工作。"),
}
_LOCKED = Text("Another process holds {path}.", "另一个进程占用了 {path}。")
_TRY_AGAIN = Text("It is starting a job: try again in a moment.", "它正在启动任务：请稍后再试。")
_NOT_WAITING = Text("Job {id} does not wait in the queue.", "任务 {id} 不在队列中。")
