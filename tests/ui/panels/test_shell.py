"""What the frame is told of the jobs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kohya_like.jobs.events import EventLog
from kohya_like.jobs.index import Summary
from kohya_like.jobs.job import Job
from kohya_like.jobs.queue import Queue
from kohya_like.ui.panels.shell import Shell
from kohya_like.ui.site import Site
from kohya_like.ui.web import WEB
from tests.jobs.conftest import PLAIN

Summaries = Callable[..., Shell]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(Site(tmp_path))


@pytest.fixture
def told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Summaries:
    """`told(summary, ...)` is a shell whose site has these jobs, the newest first."""

    def tell(*summaries: Summary) -> Shell:
        monkeypatch.setattr(shell.site, "jobs", lambda: list(summaries))
        return shell

    return tell


def test_nothing_runs_at_first(shell: Shell) -> None:
    assert shell.jobs([]) == {"pending": [], "ended": [], "version": WEB}


def test_jobs_that_run_come_before_those_that_wait(told: Summaries) -> None:
    shell = told(
        Summary(id="d", status="queued", title="D", created=4, order=1),
        Summary(id="c", status="queued", title="C", created=3, order=2),
        Summary(id="b", status="finished", title="B", created=2),
        Summary(id="a", status="running", title="A", created=1, progress=(3, 10)),
    )
    pending = shell.jobs([])["pending"]
    assert [job["id"] for job in pending] == ["a", "d", "c"]
    assert pending[0] == {"id": "a", "title": "A", "status": "running", "step": 3, "total": 10}
    assert (pending[1]["step"], pending[1]["total"]) == (None, None)


def test_only_the_end_of_jobs_that_were_seen_is_told(told: Summaries) -> None:
    shell = told(
        Summary(id="c", status="running", title="C"),
        Summary(id="b", status="failed", title="B", message="The disk is full.", message_zh="磁盘已满。"),
        Summary(id="a", status="finished", title="A"),
    )
    text = {"en": "The disk is full.", "zh": "磁盘已满。"}
    assert shell.jobs(["b", "c", "removed"])["ended"] == [{"id": "b", "title": "B", "status": "failed", "text": text}]


def test_a_job_of_the_workspace_is_followed(shell: Shell, tmp_path: Path) -> None:
    job = Job.create(tmp_path, module="none", config_text="", title="cat", launch=PLAIN)
    Queue(tmp_path).enqueue(job)
    assert [(row["title"], row["status"]) for row in shell.jobs([])["pending"]] == [("cat", "queued")]
    Queue(tmp_path).cancel(job)
    EventLog(job.events_file).stopped(7)
    shell.site.changed()
    answer = shell.jobs([job.id])
    assert (answer["pending"], [row["status"] for row in answer["ended"]]) == ([], ["stopped"])
