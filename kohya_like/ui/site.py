"""What every panel works on: one workspace, its queue and its jobs."""

import threading
import time
from pathlib import Path

from kohya_like.jobs import launch
from kohya_like.jobs.index import Summary
from kohya_like.jobs.job import Job
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.status import look
from kohya_like.ui.roots import Roots, roots_of
from kohya_like.ui.settings import Settings, read_settings

FRESH_SECONDS = 0.5
"""How old a list of jobs may be: many tabs ask for it every second or two, and making it reads the disk."""


class Site:
    """A workspace as the page sees it. Its methods may be called from any thread."""

    def __init__(self, root: Path, *, exposed: bool = False, protected: bool = False) -> None:
        self.root = root
        """The workspace, absolute."""
        self.exposed = exposed
        """Whether others than this computer's users can reach the page."""
        self.protected = protected
        """Whether readers have to sign in."""
        self.queue = Queue(root, environment=lambda: self.settings().environment())
        self._lock = threading.Lock()
        self._summaries: list[Summary] = []
        self._read = float("-inf")

    def jobs(self) -> list[Summary]:
        """Every job, the newest first, as it was at most FRESH_SECONDS ago."""
        with self._lock:
            if time.monotonic() - self._read > FRESH_SECONDS:
                self._summaries = self.queue.index.jobs()
                self._read = time.monotonic()
            return self._summaries

    def job(self, job_id: str) -> Job:
        """The job with this id. Raises InputError if there is none."""
        return Job.find(self.root, job_id)

    def queued(self, job: Job, resume: str | None = None) -> str:
        """Put a job into the queue, to go on from `resume` where that is given; its id."""
        self.queue.enqueue(job, resume=resume)
        self.changed()
        return job.id

    def stop(self, job_id: str) -> None:
        """Ask a job to end after what it is at; one that waits leaves the queue."""
        job = self.job(job_id)
        if look(job).status == "queued":
            self.queue.cancel(job)
        else:
            launch.stop(job)
        self.changed()

    def changed(self) -> None:
        """Forget what was read, for something was just changed that the next answer must show."""
        with self._lock:
            self._read = float("-inf")

    def settings(self) -> Settings:
        """The settings of the workspace as they are now."""
        return read_settings(self.root)

    def roots(self) -> Roots:
        """What the page may look into as the settings are now."""
        return roots_of(self.root, self.settings(), exposed=self.exposed)
