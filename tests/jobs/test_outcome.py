"""How a job ended, in one sentence and one code."""

import pytest

from kohya_like.config.text import Text
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.follow import follow
from kohya_like.jobs.launch import start
from kohya_like.jobs.outcome import CONSOLE_BYTES, last_lines, outcome
from kohya_like.jobs.records import Exit, Place, Process
from tests.jobs.conftest import MakeJob

GONE = Process(attempt=1, pid=2**22 + 1, create_time=1.0, mark="of no process")


def test_each_last_word_has_its_code(make_job: MakeJob) -> None:
    job = make_job()
    log = EventLog(job.events_file, 1)
    assert (outcome(job).status, outcome(job).code) == ("created", 3)
    log.finished(job.folder / "lora.safetensors")
    assert (outcome(job).code, outcome(job).path) == (0, str(job.folder / "lora.safetensors"))
    log.stopped(12)
    assert outcome(job).code == 3 and "step 12" in outcome(job).text.en
    log.killed()
    assert outcome(job).code == 1 and job.id in outcome(job).hint.en  # type: ignore[union-attr]
    log.failed(4, Text("No memory.", "内存不足。"), hint=Text("Buy some.", "请购买。"))
    end = outcome(job)
    assert (end.code, end.text, end.hint, end.log) == (
        4,
        Text("No memory.", "内存不足。"),
        Text("Buy some.", "请购买。"),
        (),
    )


@pytest.mark.parametrize("code", [0, 1, 3, 7, -2])
def test_a_failure_never_looks_like_success(make_job: MakeJob, code: int) -> None:
    job = make_job()
    EventLog(job.events_file, 1).failed(code, Text("Wrong.", "错误。"))
    assert outcome(job).code == 1


def test_a_job_that_has_not_ended_has_no_code(make_job: MakeJob) -> None:
    job = make_job()
    job.write(Place(attempt=1, order=1))
    assert (outcome(job).status, outcome(job).code) == ("queued", None)


def test_without_a_last_word_the_exit_code_and_the_console_speak(make_job: MakeJob) -> None:
    job = make_job()
    job.write(GONE)
    assert outcome(job).status == "interrupted" and "without a last word" in outcome(job).text.en
    job.write(Exit(attempt=1, code=3221225477))
    assert "access violation" in outcome(job).text.en
    job.write(Exit(attempt=0, code=3221225477))
    assert "access violation" not in outcome(job).text.en, "the exit code of another attempt"


def test_a_child_that_cannot_be_imported_says_why(make_job: MakeJob) -> None:
    job = make_job(module="tests.jobs.child_that_cannot_be_imported")
    start(job)
    assert list(follow(job)) == []
    end = outcome(job)
    assert (end.status, end.code) == ("interrupted", 4)
    assert end.text.en == "Windows' page file is too small."
    assert "WinError 1455" in end.log[-1]


def test_only_the_console_of_the_last_attempt_counts(make_job: MakeJob) -> None:
    job = make_job()
    job.console_file.write_text("\n[attempt 1]\nValueError: old\n\n[attempt 2]\r\nfirst\r\n  1/3\r  2/3\r\nlast\n\n")
    assert last_lines(job) == ("first", "  2/3", "last")
    assert last_lines(job, 1) == ("last",)


def test_only_the_end_of_a_long_console_is_read(make_job: MakeJob) -> None:
    job = make_job()
    assert last_lines(job) == ()
    job.console_file.write_bytes(b"\xff" * 10 + b"x" * 2 * CONSOLE_BYTES + b"\nlast\n")
    lines = last_lines(job)
    assert len(lines[0]) < CONSOLE_BYTES and lines[1] == "last"


def test_the_document_has_both_languages(make_job: MakeJob) -> None:
    job = make_job()
    EventLog(job.events_file, 1).failed(2, Text("Wrong.", "错误。"))
    assert outcome(job).document() == {
        "status": "failed",
        "code": 2,
        "path": None,
        "message": "Wrong.",
        "message_zh": "错误。",
        "hint": None,
        "hint_zh": None,
    }
