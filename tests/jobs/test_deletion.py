"""A job is deleted only when it has ended, and nothing else with it."""

import shutil
from pathlib import Path

import pytest

from kohya_like.config.problems import InputError, MachineError
from kohya_like.jobs.deletion import delete
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.index import Index
from kohya_like.jobs.launch import kill, start
from kohya_like.jobs.queue import Queue
from tests.jobs.conftest import MakeJob


def test_an_ended_job_is_deleted_and_its_result_kept(make_job: MakeJob, root: Path) -> None:
    job, other = make_job(title="gone"), make_job(title="other")
    result = root / "outputs" / "file.safetensors"
    result.parent.mkdir()
    result.touch()
    (job.samples_dir / "1.png").touch()
    EventLog(job.events_file).finished(result)
    delete(job)
    assert not job.folder.exists() and result.exists()
    assert [summary.id for summary in Index(root).jobs()] == [other.id]


def test_a_job_that_waits_or_runs_is_not_deleted(make_job: MakeJob, root: Path) -> None:
    waiting, running = make_job(), make_job("step_until_asked")
    Queue(root).enqueue(waiting)
    start(running)
    for job in (waiting, running):
        with pytest.raises(InputError, match="has not ended"):
            delete(job)
        assert job.launch().title == "job"
    kill(running, stop_seconds=30)


def test_what_cannot_be_removed_is_named(make_job: MakeJob, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job()

    def refuse(folder: Path) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(MachineError, match=r"Something is left in .*: in use"):
        delete(job)
    assert Index(root).jobs() == []
