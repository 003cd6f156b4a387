"""However a child ends, it has exactly one last word."""

import json
import subprocess
import sys

import pytest

from kohya_like.jobs.child import ChildJob, StopRequested, run_child
from kohya_like.jobs.events import EventLog, lifecycle_events, read_events
from kohya_like.jobs.follow import follow
from kohya_like.jobs.job import Job
from kohya_like.jobs.launch import start
from kohya_like.jobs.records import Exit
from tests.jobs.child_for_tests import BEHAVIOURS
from tests.jobs.conftest import MakeJob, wait_until


def run_here(job: Job, monkeypatch: pytest.MonkeyPatch, **environment: str) -> int:
    """Run the child of a job in this process; its exit code."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    behaviour = job.config.read_text().split('"')[1]
    with pytest.raises(SystemExit) as ended:
        run_child(BEHAVIOURS[behaviour], ["--config", str(job.config)])
    assert isinstance(ended.value.code, int)
    return ended.value.code


FAILURES = {
    "input": (2, "dataset.train_data_dir: No folder. No."),
    "machine": (4, "The loss is NaN."),
    "memory": (4, "The computer's memory (RAM) is full."),
    "disk": (4, "The disk is full: model.safetensors was not written."),
    "cuda_memory": (4, "The GPU's memory is full."),
    "unexpected": (1, "Unexpected error: ZeroDivisionError: division by zero"),
    "exit": (1, "Unexpected error: SystemExit: 7"),
}
"""Behaviour of the child: exit code and sentence."""


@pytest.mark.parametrize("behaviour", FAILURES)
def test_a_failure_is_one_plain_sentence(
    make_job: MakeJob, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, behaviour: str
) -> None:
    job = make_job(behaviour)
    code, error = FAILURES[behaviour]
    assert run_here(job, monkeypatch) == code
    started, failed = read_events(job.events_file)[0]
    assert started["event"] == "started"
    assert (failed["event"], failed["code"], failed["error"]) == ("failed", code, error)
    assert failed["error_zh"] and failed["error_zh"] != error
    foreseen = behaviour in ("input", "machine")
    assert ("Traceback" in capfd.readouterr().err) != foreseen
    assert "Traceback" not in json.dumps(failed)


def test_problems_of_the_input_are_all_reported(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job("input")
    run_here(job, monkeypatch)
    failed = read_events(job.events_file)[0][-1]
    assert failed["field"] == "dataset.train_data_dir"
    assert [problem["message"] for problem in failed["problems"]] == ["No folder.", "No."]


def test_a_result_and_a_stop_are_success_for_the_launcher(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    finished = make_job("finish")
    assert run_here(finished, monkeypatch) == 0
    assert read_events(finished.events_file)[0][-1]["path"] == str(finished.folder / "result.txt")
    stopped = make_job("step_until_asked")
    stopped.request("stop")
    assert run_here(stopped, monkeypatch) == 0
    assert read_events(stopped.events_file)[0][-1]["event"] == "stopped"


def test_of_several_processes_on_a_machine_the_first_writes_and_is_asked(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job("finish")
    job.request("stop")
    job.request("save")
    assert run_here(job, monkeypatch, RANK="1", LOCAL_RANK="1") == 0
    assert not job.events_file.exists()

    def look_at_requests(child: ChildJob) -> None:
        assert not child.requested("stop") and not child.requested("save")

    with pytest.raises(SystemExit) as ended:
        run_child(look_at_requests, ["--config", str(job.config)])
    assert ended.value.code == 0 and job.requested("save")


def test_the_first_process_on_another_machine_writes_events_and_is_asked(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job()
    job.request("save")
    seen: list[bool] = []
    monkeypatch.setenv("RANK", "2")
    monkeypatch.setenv("LOCAL_RANK", "0")
    with pytest.raises(SystemExit):
        run_child(lambda child: seen.append(child.requested("save")), ["--config", str(job.config)])
    assert seen == [True]
    assert [event["event"] for event in lifecycle_events(job.events_file)] == ["started", "finished"]


def test_of_several_processes_the_first_that_fails_speaks(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job("cuda_memory")
    assert run_here(job, monkeypatch, RANK="1", LOCAL_RANK="1") == 4
    assert run_here(job, monkeypatch, RANK="0", LOCAL_RANK="0") == 4
    assert [event["event"] for event in lifecycle_events(job.events_file)] == ["failed", "started"]


def test_a_request_is_taken_up_once_and_a_stop_stands(make_job: MakeJob) -> None:
    job = make_job()
    child = ChildJob(job, EventLog(job.events_file))
    assert not child.requested("save")
    for name in ("save", "stop"):
        job.request(name)
    assert [child.requested("save"), child.requested("save")] == [True, False]
    assert [child.requested("stop"), child.requested("stop")] == [True, True]


@pytest.mark.parametrize(("resume", "folder"), [(None, None), ("auto", "state"), ("/states/of-another", "of-another")])
def test_the_state_to_go_on_from(make_job: MakeJob, resume: str | None, folder: str | None) -> None:
    job = make_job()
    job.write(job.launch().model_copy(update={"resume": resume}))
    child = ChildJob(job, EventLog(job.events_file))
    assert child.resume == (folder is not None)
    assert (child.resume_from.name if child.resume_from else None) == folder
    assert (child.state_dir, child.samples_dir) == (job.folder / "state", job.folder / "samples")


def test_a_stop_tells_its_step() -> None:
    assert StopRequested(12).step == 12


def test_the_attempt_comes_from_whoever_starts(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job("finish")
    run_here(job, monkeypatch, KOHYA_LIKE_ATTEMPT="3")
    assert {event["attempt"] for event in lifecycle_events(job.events_file)} == {3}


def test_the_console_holds_what_was_printed_and_the_traceback(make_job: MakeJob) -> None:
    job = make_job("unexpected")
    start(job)
    list(follow(job))
    wait_until(lambda: job.read(Exit) == Exit(attempt=1, code=1))
    console = job.console_file.read_text()
    assert console.startswith("\n[attempt 1]\n") and "ZeroDivisionError: division by zero" in console


def test_a_missing_argument_is_explained() -> None:
    command = [sys.executable, "-m", "tests.jobs.child_for_tests"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "--config" in done.stderr
