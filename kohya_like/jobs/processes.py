"""Processes of a start: are they alive, which are they all, and how to end them."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from operator import methodcaller

import psutil

MARK_VARIABLE = "KOHYA_LIKE_START"
"""Environment variable with a random mark of the start, inherited by every process below it. Groups and trees do not
suffice: torchrun gives its workers sessions of their own, and a tree falls apart where its root dies."""

CLOCK_SLACK = 2.0
"""Seconds by which a creation time may differ from the recorded one: it is derived from a clock that gets corrected."""

POLL_SECONDS = 0.1

Find = Callable[[], list[psutil.Process]]


def living(pid: int, create_time: float, mark: str) -> psutil.Process | None:
    """The process with this number, if it is the one that was recorded and has not ended.

    After a large correction of the clock the creation time no longer fits; then the mark in its environment decides.
    """
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - create_time) <= CLOCK_SLACK or _mark(process) == mark
    except psutil.NoSuchProcess:
        return None
    return process if same and is_running(process) else None


def is_running(process: psutil.Process) -> bool:
    """Whether a process still runs; one that has ended but was not collected by its parent does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def family(roots: Iterable[psutil.Process], mark: str) -> list[psutil.Process]:
    """All living processes of a start: the given ones, those below them, and every process that bears the mark."""
    found = {process for process in psutil.process_iter() if _mark(process) == mark}
    for root in roots:
        with suppress(psutil.NoSuchProcess):
            found |= {root, *root.children(recursive=True)}
    return [process for process in found if is_running(process)]


def end(find: Find, *, terminate_seconds: float, kill_seconds: float) -> list[psutil.Process]:
    """Ask all processes that `find` gives to terminate, later kill them, and return those that are still alive."""
    if _signalled(find, methodcaller("terminate"), terminate_seconds):
        return []
    _signalled(find, methodcaller("kill"), kill_seconds)
    return find()


def gone(find: Find, seconds: float) -> bool:
    """Wait until `find` gives nothing, at most `seconds`."""
    return any(not find() for _ in _ticks(seconds))


def _signalled(find: Find, signal: Callable[[psutil.Process], object], seconds: float) -> bool:
    """Signal every process once, those that appear meanwhile too, until none is left or the time is over."""
    reached: set[psutil.Process] = set()
    for _ in _ticks(seconds):
        alive = find()
        if not alive:
            return True
        for process in set(alive) - reached:
            with suppress(psutil.NoSuchProcess):
                signal(process)
        reached.update(alive)
    return False


def _ticks(seconds: float) -> Iterator[None]:
    """Now, and again at intervals until the time is over; the last time after its end."""
    deadline = time.monotonic() + seconds
    while True:
        last = time.monotonic() >= deadline
        yield
        if last:
            return
        time.sleep(POLL_SECONDS)


def _mark(process: psutil.Process) -> str | None:
    """The mark in the environment of a process; None where there is none or it may not be read."""
    try:
        return process.environ().get(MARK_VARIABLE)
    except (psutil.Error, OSError):
        return None
