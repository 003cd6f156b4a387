"""A check as its child process runs it."""

import shutil
from pathlib import Path

import pytest

from kohya_like.config.check import CheckConfig
from kohya_like.dataset.doctor import __main__ as child_module
from kohya_like.dataset.doctor import measuring
from kohya_like.dataset.doctor.facts import Facts
from kohya_like.dataset.doctor.job import MODULE, new_check
from kohya_like.dataset.doctor.report import read_report
from kohya_like.dataset.embeddings import write_embeddings
from kohya_like.jobs.child import ChildJob, StopRequested
from kohya_like.jobs.events import EventLog, read_events
from kohya_like.jobs.job import Job
from tests.dataset.doctor.making import scenes, write


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    scenes(folder)
    write(folder / "text.png", "no picture")
    return folder


def child(root: Path, folder: Path) -> ChildJob:
    job = new_check(root, CheckConfig(folder=folder))
    return ChildJob(job, EventLog(job.events_file))


def events(job: Job, name: str) -> list[dict[str, object]]:
    return [event for event in read_events(job.events_file)[0] if event["event"] == name]


def test_a_check_writes_its_report_and_nothing_into_the_folder(tmp_path: Path, pictures: Path) -> None:
    before = sorted(pictures.iterdir())
    job = child(tmp_path, pictures)
    child_module.check(job)
    report = read_report(tmp_path, pictures)
    assert report is not None
    assert [finding.code for finding in report.findings] == ["unreadable", "caption_missing"]
    assert (report.pictures, report.has_errors) == (9, True)
    assert sorted(pictures.iterdir()) == before
    assert [event["name"] for event in events(job.job, "phase")] == ["measure", "judge"]
    assert (events(job.job, "progress")[-1]["step"], events(job.job, "progress")[-1]["total"]) == (9, 9)


def test_the_second_check_decodes_nothing(tmp_path: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child_module.check(child(tmp_path, pictures))
    first = read_report(tmp_path, pictures)
    monkeypatch.setattr(measuring, "look_at", lambda path: pytest.fail("measured again"))
    child_module.check(child(tmp_path, pictures))
    second = read_report(tmp_path, pictures)
    assert first is not None
    assert second is not None
    assert second.findings == first.findings


def test_what_clip_saw_is_used(tmp_path: Path, pictures: Path) -> None:
    seen = sorted(pictures.glob("*.png"))[:2]
    write_embeddings(pictures, "tiny", {path: [1.0, 2.0] for path in seen})  # type: ignore[dict-item]
    child_module.check(child(tmp_path, pictures))
    report = read_report(tmp_path, pictures)
    assert report is not None
    assert [set(finding.files) for finding in report.findings if finding.code == "near_duplicate"] == [set(seen)]


def test_a_stop_is_followed_between_pictures(tmp_path: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "TOGETHER", 2)
    monkeypatch.setattr(child_module, "PROGRESS_SECONDS", 0.0)
    job = child(tmp_path, pictures)

    def look_at(path: Path) -> Facts:
        job.job.request("stop")
        return Facts("fine")

    monkeypatch.setattr(measuring, "look_at", look_at)
    with pytest.raises(StopRequested) as stopped:
        child_module.check(job)
    assert stopped.value.step == 2
    assert read_report(tmp_path, pictures) is None


def test_files_that_vanish_during_the_check_are_a_warning(
    tmp_path: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = child_module.survey

    def survey(folder: Path, reg: Path | None) -> object:
        sets = listed(folder, reg)
        (folder / "3.png").unlink()
        (folder / "text.png").unlink()
        return sets

    monkeypatch.setattr(child_module, "survey", survey)
    child_module.check(child(tmp_path, pictures))
    report = read_report(tmp_path, pictures)
    assert report is not None
    [finding] = [finding for finding in report.findings if finding.code == "changing"]
    assert [path.name for path in finding.files] == ["3.png", "text.png"]


def test_a_folder_that_cannot_be_written_to_is_checked_too(
    tmp_path: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *arguments: object, **more: object) -> None:
        if path.is_relative_to(pictures):
            raise PermissionError(13, "Permission denied", str(path))
        mkdir(path, *arguments, **more)  # type: ignore[arg-type]

    mkdir = Path.mkdir
    monkeypatch.setattr(Path, "mkdir", refuse)
    child_module.check(child(tmp_path, pictures))
    assert read_report(tmp_path, pictures) is not None


def test_a_workspace_that_was_emptied_begins_anew(tmp_path: Path, pictures: Path) -> None:
    child_module.check(child(tmp_path, pictures))
    shutil.rmtree(tmp_path / "checks")
    child_module.check(child(tmp_path, pictures))
    assert read_report(tmp_path, pictures) is not None


def test_the_module_is_what_runs() -> None:
    assert f"{MODULE}.__main__" == child_module.__name__
