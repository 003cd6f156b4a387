"""The folder of a job."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kohya_like.config.problems import InputError
from kohya_like.jobs.job import Job
from kohya_like.jobs.options import LaunchOptions
from kohya_like.jobs.records import Launch, Process
from tests.jobs.conftest import PLAIN


def create(root: Path, title: str = "My cat") -> Job:
    return Job.create(root, module="kohya_like.training", config_text="a = '猫'\n", title=title, launch=PLAIN)


def test_a_new_job_holds_all_that_is_needed_to_start_it(tmp_path: Path) -> None:
    options = LaunchOptions(gpu_ids="1", num_cpu_threads_per_process=3)
    job = Job.create(
        tmp_path, module="kohya_like.training", config_text="a = '猫'\n", title="My cat", launch=options, resume="auto"
    )
    assert job.config.read_text(encoding="utf-8") == "a = '猫'\n"
    launch = Job.find(tmp_path, job.id).launch()
    assert (launch.module, launch.title, launch.options, launch.resume) == (
        "kohya_like.training", "My cat", options, "auto"
    )  # fmt: skip
    assert abs(launch.created - time.time()) < 60
    assert job.requests.is_dir() and job.state_dir.is_dir() and job.samples_dir.is_dir()
    assert job.root == tmp_path


def test_ids_are_unique_sorted_and_readable(tmp_path: Path) -> None:
    jobs = [create(tmp_path) for _ in range(3)]
    assert len({job.id for job in jobs}) == 3
    stamp = time.strftime("%Y%m%d-%H%M")
    assert all(job.id.startswith(stamp[:8]) and "My-cat" in job.id for job in jobs)
    assert set(Job.all(tmp_path)) == set(jobs)
    assert [job.id for job in Job.all(tmp_path)] == sorted(job.id for job in jobs)


@settings(max_examples=30)  # Each one waits for the disk several times.
@given(title=st.text(max_size=80))
def test_any_title_makes_a_folder_inside_the_workspace(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    root = tmp_path_factory.mktemp("titles")
    job = create(root, title)
    assert job.folder.parent == root / "jobs"
    assert len(job.id.encode()) < 200
    assert job.launch().title == title
    assert Job.find(root, job.id) == job


@pytest.mark.parametrize("wrong", ["", ".", "..", "../jobs", "nowhere", "/etc", "a/../b"])
def test_what_is_no_job_is_not_found(tmp_path: Path, wrong: str) -> None:
    create(tmp_path)
    with pytest.raises(InputError, match="no job"):
        Job.find(tmp_path, wrong)


def test_other_folders_are_no_jobs(tmp_path: Path) -> None:
    assert Job.all(tmp_path) == []
    (tmp_path / "jobs" / "half-made").mkdir(parents=True)
    (tmp_path / "jobs" / "note.txt").write_text("")
    assert Job.all(tmp_path) == []


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    job = create(tmp_path)
    (job.folder / "process.json").write_text('{"pid": ')
    with pytest.raises(InputError, match=r"process\.json is damaged"):
        job.read(Process)
    (job.folder / "launch.json").write_text("[]")
    with pytest.raises(InputError, match=r"launch\.json is damaged"):
        job.launch()
    (job.folder / "launch.json").unlink()
    with pytest.raises(InputError, match="no job"):
        job.launch()


def test_a_request_stands_until_it_is_withdrawn(tmp_path: Path) -> None:
    job = create(tmp_path)
    assert not job.requested("save") and not job.withdraw("save")
    job.request("save")
    assert job.requested("save") and not job.requested("stop")
    assert job.withdraw("save") and not job.requested("save")


@pytest.mark.parametrize("module", ["os; import x", "-c", "a-b", "a..b", "", "../x"])
def test_a_module_is_a_dotted_name(module: str) -> None:
    with pytest.raises(ValidationError):
        Launch(module=module, title="", created=0.0, options=PLAIN)
