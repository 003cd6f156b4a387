"""The child's side of a job: what the process that does the work reads, writes and answers."""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import psutil

from kohya_like.config.problems import InputError, MachineError
from kohya_like.jobs.events import TERMINAL, EventLog, lifecycle_events
from kohya_like.jobs.failures import failure_of
from kohya_like.jobs.job import Job, Request
from kohya_like.jobs.launch import ATTEMPT_VARIABLE

AUTOMATIC = "auto"
"""Value of `Launch.resume`: go on from the job's own state."""


class StopRequested(Exception):
    """Raised by the work once it has followed a stop request: `step` is done and everything is saved."""

    def __init__(self, step: int) -> None:
        self.step = step
        super().__init__(f"stopped after step {step}")


@dataclass(frozen=True)
class ChildJob:
    """The job as its child sees it."""

    job: Job
    events: EventLog
    """Of several processes that train together, only the first one on a machine writes events."""

    @property
    def config(self) -> Path:
        """The configuration of this job."""
        return self.job.config

    @property
    def state_dir(self) -> Path:
        """Where to keep what a resumed run needs."""
        return self.job.state_dir

    @property
    def samples_dir(self) -> Path:
        """Where to put previews."""
        return self.job.samples_dir

    @property
    def resume_from(self) -> Path | None:
        """The folder with the state to go on from; None to begin anew."""
        wanted = self.job.launch().resume
        return self.state_dir if wanted == AUTOMATIC else None if wanted is None else Path(wanted)

    @property
    def resume(self) -> bool:
        """Whether to go on from a saved state."""
        return self.resume_from is not None

    def requested(self, name: Request) -> bool:
        """Whether `name` was asked for. `stop` stands until the process ends; the others are taken up by this call.

        Of several processes that train together, only the one that writes events sees requests, and it tells the
        others: they could see them a step earlier or later.
        """
        if self.events.muted:
            return False
        return self.job.requested(name) if name == "stop" else self.job.withdraw(name)


Work = Callable[[ChildJob], Path | None]
"""Does the job and returns its result, if that is one file or folder."""


def run_child(work: Work, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run `work` as the child of a job: `python -m MODULE --config <job folder>/job.toml`.

    However it ends, the event file gets exactly one last word, and the console the traceback of what was not foreseen.
    The exit code is 0 after `finished` and `stopped`, since launchers report every other as a crash.
    """
    child = _child(arguments)
    child.events.started(os.getpid(), psutil.Process().create_time())
    try:
        result = work(child)
    except StopRequested as stop:
        child.events.stopped(stop.step)
    except BaseException as error:
        sys.exit(_failed(child, error))
    else:
        child.events.finished(result)
    sys.exit(0)


def _child(arguments: Sequence[str] | None) -> ChildJob:
    parser = argparse.ArgumentParser(description="Child process of a job; kohya-like starts it.")
    parser.add_argument("--config", type=Path, required=True, help="job.toml in the folder of the job")
    job = Job(parser.parse_args(arguments).config.resolve().parent)
    muted = os.environ.get("LOCAL_RANK", "0") != "0"
    events = EventLog(job.events_file, int(os.environ.get(ATTEMPT_VARIABLE, "1")), muted=muted)
    return ChildJob(job, events)


def _failed(child: ChildJob, error: BaseException) -> int:
    """Say why, and return the exit code. Of several processes that fail, the first one speaks: it knows the cause."""
    failure = failure_of(error)
    if isinstance(error, InputError | MachineError):
        print(failure.error, file=sys.stderr)
    else:
        traceback.print_exception(error)
    log = EventLog(child.job.events_file, child.events.attempt)
    if not _has_spoken(log):
        log.failed(failure.code, failure.error, hint=failure.hint, problems=failure.problems)
    return failure.code


def _has_spoken(log: EventLog) -> bool:
    return any(e["event"] in TERMINAL and e["attempt"] == log.attempt for e in lifecycle_events(log.path))
