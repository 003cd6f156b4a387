"""Jobs with real children, none of which survives its test."""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from kohya_like.jobs.job import Job
from kohya_like.jobs.options import LaunchOptions
from kohya_like.jobs.processes import end, family

PLAIN = LaunchOptions(launcher="python")
MakeJob = Callable[..., Job]


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A workspace; the processes of its jobs are ended."""
    folder = tmp_path / "workspace"
    yield folder
    end_jobs(folder)


def end_jobs(root: Path) -> None:
    """End every process that the jobs of a workspace left."""
    for path in root.glob("jobs/*/process.json"):
        mark = json.loads(path.read_bytes())["mark"]
        # By the mark alone: where a test records its own process, that one must live.
        assert end(partial(family, [], mark), terminate_seconds=0, kill_seconds=10) == []


@pytest.fixture
def make_job(root: Path) -> MakeJob:
    """`make_job("finish")` is a job whose child behaves so."""

    def make(
        behaviour: str = "finish",
        *,
        title: str = "job",
        launch: LaunchOptions = PLAIN,
        module: str = "tests.jobs.child_for_tests",
    ) -> Job:
        return Job.create(root, module=module, config_text=f'behaviour = "{behaviour}"', title=title, launch=launch)

    return make


def wait_until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for something that must happen; fail if it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def is_dead(pid: int) -> bool:
    """Whether there is no such process any more, or only what is left of it until its parent looks."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
