"""Watch a job until it ends."""

import time
from collections.abc import Callable, Iterator

from kohya_like.jobs.events import Event, read_events
from kohya_like.jobs.job import Job
from kohya_like.jobs.queue import LINGER_SECONDS
from kohya_like.jobs.status import PENDING, look

POLL_SECONDS = 0.2
EXIT_POLL_SECONDS = 0.1


def follow(
    job: Job, offset: int = 0, *, between: Callable[[], object] = lambda: None, poll_seconds: float = POLL_SECONDS
) -> Iterator[Event]:
    """The events of a job from `offset` (bytes) on, as they come, until its last word or until its process is gone.

    A queued job is waited for. `between` is called before each look, e.g. to move the queue on.
    """
    status = look(job).status
    while True:
        between()
        before, status = status, look(job).status  # Before reading: what was written until then is not missed.
        events, offset = read_events(job.events_file, offset)
        yield from events
        # A process gone without a word is believed at the second look: whoever collects it is recording its exit code.
        if status not in PENDING and (status != "interrupted" or status == before):
            return
        time.sleep(poll_seconds)


def wait_for_exit(job: Job, seconds: float = LINGER_SECONDS) -> None:
    """Until its processes are gone, which takes about a second, a job holds its device and cannot be resumed."""
    deadline = time.monotonic() + seconds
    while look(job).alive and time.monotonic() < deadline:
        time.sleep(EXIT_POLL_SECONDS)
