"""The state of a job follows from its last word and from whether its process lives, and from nothing else."""

import itertools
import os
from collections.abc import Callable

import psutil
import pytest

from kohya_like.config.problems import InputError
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.job import Job
from kohya_like.jobs.records import Place, Process
from kohya_like.jobs.status import LABELS, LIVE, PENDING, Status, look
from tests.jobs.conftest import MakeJob

ME = psutil.Process()


def record(attempt: int = 1, *, alive: bool) -> Process:
    """A process that lives (this one) or one that is long gone (this number, but another creation time)."""
    created = ME.create_time() - (0 if alive else 3600)
    return Process(attempt=attempt, pid=os.getpid(), create_time=created, mark="of this test")


@pytest.fixture
def job(make_job: MakeJob) -> Job:
    """A job that nobody starts."""
    return make_job()


def test_a_new_job_is_created_then_queued(job: Job) -> None:
    assert look(job).status == "created"
    job.write(Place(attempt=1, order=1))
    assert look(job).status == "queued"
    assert look(job).place == Place(attempt=1, order=1)


def test_a_living_process_is_starting_running_or_stopping(job: Job) -> None:
    job.write(record(alive=True))
    assert look(job).status == "starting"
    EventLog(job.events_file, 1).started(1, 1.0)
    assert look(job).status == "running"
    job.request("stop")
    assert look(job).status == "stopping"
    assert look(job).alive


WORDS: dict[str, Callable[[EventLog], None]] = {
    "finished": lambda log: log.finished(None),
    "stopped": lambda log: log.stopped(3),
    "failed": lambda log: log.failed(1, LABELS["failed"]),
    "killed": lambda log: log.killed(),
}


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("alive", [True, False])
def test_the_last_word_counts_even_while_the_process_lingers(job: Job, word: str, alive: bool) -> None:
    job.write(record(alive=alive))
    WORDS[word](EventLog(job.events_file, 1))
    assert (look(job).status, look(job).alive) == (word, alive)


def test_without_process_and_word_it_was_interrupted(job: Job) -> None:
    """What heals a job that seems to run after a crash of the computer: another process has its number now."""
    job.write(record(alive=False))
    EventLog(job.events_file, 1).started(os.getpid(), ME.create_time() - 3600)
    found = look(job)
    assert (found.status, found.alive, found.last_word) == ("interrupted", False, None)


def test_the_words_of_an_earlier_attempt_do_not_count(job: Job) -> None:
    EventLog(job.events_file, 1).stopped(5)
    job.write(record(1, alive=False))
    assert look(job).status == "stopped"
    job.write(Place(attempt=2, order=1))
    assert look(job).status == "queued"
    job.write(record(2, alive=True))
    assert (look(job).status, look(job).place) == ("starting", None)
    job.write(record(2, alive=False))
    assert look(job).status == "interrupted"


def test_a_child_that_is_not_recorded_is_known_by_its_own_word(job: Job) -> None:
    """Whoever started it was ended before it could write the record."""
    EventLog(job.events_file, 1).started(os.getpid(), ME.create_time())
    assert look(job).status == "running"


def test_a_failure_to_start_counts_as_an_attempt(job: Job) -> None:
    job.write(record(1, alive=False))
    EventLog(job.events_file, 2).failed(1, LABELS["failed"])
    assert (look(job).status, look(job).attempt) == ("failed", 2)


def test_a_damaged_record_is_named(job: Job) -> None:
    (job.folder / "process.json").write_text("{")
    with pytest.raises(InputError, match=r"process\.json"):
        look(job)
    job.write(record(alive=False))


def test_every_status_has_a_label_in_two_languages() -> None:
    names: tuple[Status, ...] = Status.__args__  # type: ignore[attr-defined]
    assert set(LABELS) == set(names) and LIVE < PENDING
    assert all(a.en != b.en and a.zh != b.zh for a, b in itertools.combinations(LABELS.values(), 2))
