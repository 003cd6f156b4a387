"""The index says what the folders say, whatever happens to its file."""

import multiprocessing
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kohya_like.config.text import Text
from kohya_like.jobs import events as events_module
from kohya_like.jobs import index as index_module
from kohya_like.jobs.events import ENCODING, EventLog
from kohya_like.jobs.index import Index, Summary
from kohya_like.jobs.job import Job
from kohya_like.jobs.launch import kill, start
from kohya_like.jobs.records import Place
from kohya_like.jobs.status import look
from tests.jobs.conftest import PLAIN, MakeJob, wait_until


def states(root: Path) -> dict[str, str]:
    return {summary.title: summary.status for summary in Index(root).jobs()}


def test_every_job_is_listed_with_what_is_known(make_job: MakeJob, root: Path) -> None:
    done, waiting = make_job(title="done"), make_job(title="waiting")
    EventLog(done.events_file, 1).finished(done.folder / "result.txt")
    waiting.write(Place(attempt=1, order=4))
    newest, oldest = Index(root).jobs()
    assert (oldest.status, oldest.title, oldest.path) == ("finished", "done", str(done.folder / "result.txt"))
    assert oldest.ended is not None and oldest.text.en.startswith("Finished")
    assert (newest.status, newest.order, newest.devices, newest.message) == ("queued", 4, ("files",), "")
    assert [summary.id for summary in Index(root).waiting()] == [waiting.id]


def test_the_list_shows_how_far_a_job_came_how_long_it_took_and_its_newest_previews(
    make_job: MakeJob, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(events_module.time, "time", lambda: now[0])
    job = make_job()
    for attempt, last in ((1, "stopped"), (2, None)):
        log = EventLog(job.events_file, attempt)
        log.started(1, 1.0)
        now[0] += 50
        log.metrics(attempt * 10, loss=0.3, loss_average=0.2)
        log.progress(attempt * 10, 40)
        if last:
            log.stopped(10)
        now[0] += 5000
    for name in ("00000010-00.png", "00000020-00.png", "00000020-01.png"):
        (job.samples_dir / name).touch()
    (summary,) = Index(root).jobs()
    assert (summary.status, summary.progress, summary.reached, summary.loss) == ("interrupted", None, (20, 40), 0.2)
    assert (summary.worked, summary.since) == (100.0, None)
    assert summary.previews == ("00000020-00.png", "00000020-01.png")


def test_encoding_pictures_is_no_step_of_the_job(make_job: MakeJob, root: Path) -> None:
    log = EventLog(make_job().events_file)
    log.phase(ENCODING)
    log.progress(34, 34)
    assert Index(root).jobs()[0].reached is None
    log.phase("train")
    log.progress(1, 140)
    assert Index(root).jobs()[0].reached == (1, 140)


def test_a_running_job_is_seen_as_it_is(make_job: MakeJob, root: Path) -> None:
    job = make_job("step_until_asked", title="running")
    start(job)
    wait_until(lambda: Index(root).jobs()[0].progress)
    summary = Index(root).jobs()[0]
    assert (summary.status, summary.alive, summary.attempt) == ("running", True, 1)
    assert summary.since is not None and summary.worked == 0.0
    kill(job, stop_seconds=30)
    summary = Index(root).jobs()[0]
    assert (summary.status, summary.alive, summary.progress) == ("stopped", False, None)


def test_what_is_settled_is_not_read_again(make_job: MakeJob, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job, other = make_job(title="done"), make_job(title="other")
    EventLog(job.events_file, 1).finished(None)
    before = Index(root).jobs()
    read: list[Job] = []
    summarise = index_module.summarise
    monkeypatch.setattr(index_module, "summarise", lambda job: read.append(job) or summarise(job))  # type: ignore[func-returns-value]
    assert Index(root).jobs() == before and read == []
    EventLog(other.events_file, 1).stopped(1)
    assert Index(root).jobs() != before and read == [other]


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"this is no database" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:5000] + bytes(4000)),
        lambda path: path.write_bytes(b""),
        lambda path: execute(path, "PRAGMA user_version = 999"),
        lambda path: execute(path, "UPDATE jobs SET summary = '{'"),
        lambda path: execute(path, "DELETE FROM jobs"),
        lambda path: execute(path, "DROP TABLE jobs"),
    ],
    ids=["lost", "overwritten", "cut", "empty", "version", "row", "emptied", "table"],
)
def test_a_harmed_index_is_rebuilt(make_job: MakeJob, root: Path, harm: Callable[[Path], object]) -> None:
    for number in range(20):
        job = make_job(title=str(number))
        EventLog(job.events_file, 1).finished(None)
    before = Index(root).jobs()
    harm(root / "jobs.sqlite")
    assert Index(root).jobs() == before
    assert Index(root).jobs() == before
    with sqlite3.connect(root / "jobs.sqlite") as database:
        assert database.execute("SELECT count(*) FROM jobs").fetchone() == (20,)


def execute(path: Path, statement: str) -> None:
    database = sqlite3.connect(path)
    with database:
        database.execute(statement)
    database.close()


def test_a_locked_index_costs_no_answer(make_job: MakeJob, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_job(title="a")
    Index(root).jobs()
    make_job(title="b")
    monkeypatch.setattr(index_module, "BUSY_SECONDS", 0.05)
    database = sqlite3.connect(root / "jobs.sqlite")
    database.execute("BEGIN EXCLUSIVE")
    assert set(states(root)) == {"a", "b"}
    database.close()
    assert set(states(root)) == {"a", "b"}


def test_a_removed_folder_is_forgotten(make_job: MakeJob, root: Path) -> None:
    job = make_job(title="gone")
    make_job(title="stays")
    assert set(states(root)) == {"gone", "stays"}
    (job.folder / "launch.json").unlink()
    assert set(states(root)) == {"stays"}


def test_a_damaged_job_does_not_hide_the_others(make_job: MakeJob, root: Path) -> None:
    job = make_job(title="damaged")
    make_job(title="well")
    (job.folder / "launch.json").write_text("{")
    assert states(root) == {job.id: "damaged", "well": "created"}
    damaged = next(summary for summary in Index(root).jobs() if summary.status == "damaged")
    assert "launch.json is damaged" in damaged.message and damaged.message_zh != damaged.message


def test_a_workspace_that_is_not_there_has_no_jobs(tmp_path: Path) -> None:
    assert Index(tmp_path / "nowhere").jobs() == []
    assert list(tmp_path.iterdir()) == []


def refresh(root: Path, times: int) -> list[Summary]:
    """What another process does."""
    for _ in range(times):
        summaries = Index(root).jobs()
    return summaries


def test_several_processes_use_it_at_once(make_job: MakeJob, root: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        others = [pool.apply_async(refresh, (root, 40)) for _ in range(2)]
        for number in range(15):
            job = make_job(title=str(number))
            EventLog(job.events_file, 1).failed(4, Text("No.", "不。"))
            Index(root).jobs()
        for other in others:
            other.get(timeout=60)
        last = pool.apply(refresh, (root, 1))
    assert last == Index(root).jobs()
    assert sorted(states(root)) == sorted(str(number) for number in range(15))


def test_an_interrupted_job_is_healed_at_the_next_look(make_job: MakeJob, root: Path) -> None:
    job = make_job("step_until_asked", title="crashed")
    start(job)
    wait_until(lambda: states(root) == {"crashed": "running"})
    for process in look(job).processes:
        process.kill()
    wait_until(lambda: states(root) == {"crashed": "interrupted"})


def test_a_job_from_another_place_is_no_job_of_this_one(root: Path, tmp_path: Path) -> None:
    Job.create(tmp_path / "other", module="a", config_text="", title="other", launch=PLAIN)
    assert states(root) == {}
