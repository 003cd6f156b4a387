"""A workspace as the page sees it."""

from pathlib import Path

import psutil
import pytest

from kohya_like.jobs.job import Job
from kohya_like.jobs.records import Process
from kohya_like.ui.settings import Settings, write_settings
from kohya_like.ui.site import Site
from tests.jobs.conftest import make_job, root, wait_until

__all__ = ["make_job", "root"]


def environment_of(job: Job) -> dict[str, str]:
    record = job.read(Process)
    assert record is not None
    return psutil.Process(record.pid).environ()


def test_jobs_get_the_mirror_that_is_set_when_they_start(root: Path, make_job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://of-the-environment")
    site = Site(root)
    job = make_job("step_until_asked")
    site.queue.enqueue(job)
    write_settings(root, Settings(hf_endpoint="https://of-the-settings"))
    assert site.queue.advance() == [job]
    assert environment_of(job)["HF_ENDPOINT"] == "https://of-the-settings"
    job.request("stop")
    wait_until(lambda: not psutil.pid_exists(job.read(Process).pid))

    write_settings(root, Settings())
    other = make_job("step_until_asked")
    site.queue.enqueue(other)
    wait_until(site.queue.advance)
    assert environment_of(other)["HF_ENDPOINT"] == "https://of-the-environment"


def test_settings_and_roots_are_those_of_now(tmp_path: Path) -> None:
    site, exposed = Site(tmp_path / "workspace"), Site(tmp_path / "workspace", exposed=True)
    assert site.settings() == Settings() and exposed.roots().folders == (tmp_path / "workspace",)
    write_settings(site.root, Settings(allowed_folders=[tmp_path]))
    assert site.settings().allowed_folders == [tmp_path]
    assert site.roots().folders == exposed.roots().folders == (tmp_path / "workspace", tmp_path)
    assert not site.exposed and exposed.exposed


def test_a_list_of_jobs_is_read_again_when_something_changed(root: Path, make_job) -> None:
    site = Site(root)
    assert site.jobs() == []
    job = make_job("finish")
    site.changed()
    assert [summary.id for summary in site.jobs()] == [job.id]
    assert site.job(job.id) == job
