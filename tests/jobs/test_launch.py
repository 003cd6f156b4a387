"""Starting, stopping and ending real children."""

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from kohya_like.config.problems import InputError, MachineError
from kohya_like.jobs.events import read_events
from kohya_like.jobs.follow import follow
from kohya_like.jobs.launch import kill, start, stop
from kohya_like.jobs.options import LaunchOptions
from kohya_like.jobs.outcome import outcome
from kohya_like.jobs.processes import is_running
from kohya_like.jobs.records import Exit, Process
from kohya_like.jobs.status import look
from tests.jobs.conftest import MakeJob, is_dead, wait_until

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and sessions of POSIX")


def test_a_child_runs_to_its_end(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    job = make_job("finish")
    start(job)
    events = list(follow(job))
    assert [event["event"] for event in events] == ["started", "progress", "progress", "progress", "finished"]
    assert look(job).status == "finished"
    assert Path(events[-1]["path"]).read_text() == "resume_from=None threads=1"
    wait_until(lambda: job.read(Exit) == Exit(attempt=1, code=0))


def test_a_child_stops_when_asked_and_starts_again(make_job: MakeJob) -> None:
    job = make_job("step_until_asked")
    start(job)
    wait_until(lambda: look(job).status == "running")
    stop(job)
    assert [event["event"] for event in follow(job)][-1] == "stopped"
    wait_until(lambda: not look(job).alive)
    assert look(job).status == "stopped"

    start(job)
    assert not job.requested("stop"), "the old request must not stop the new start"
    wait_until(lambda: look(job).status == "running")
    assert look(job).attempt == 2 and look(job).last_word is None
    stop(job)
    wait_until(lambda: not look(job).alive)
    words = [(e["event"], e["attempt"]) for e in read_events(job.events_file)[0] if "attempt" in e]
    assert words == [("started", 1), ("stopped", 1), ("started", 2), ("stopped", 2)]


def test_a_running_job_is_not_started_again_and_an_ended_one_not_stopped(make_job: MakeJob) -> None:
    job = make_job("step_until_asked")
    with pytest.raises(InputError, match="does not run"):
        stop(job)
    with pytest.raises(InputError, match="does not run"):
        kill(job)
    start(job)
    with pytest.raises(InputError, match="runs already"):
        start(job)
    kill(job, stop_seconds=30)
    assert look(job).status == "stopped", "it had time to stop by itself"


@posix
def test_a_kill_reaches_grandchildren_in_sessions_of_their_own(make_job: MakeJob) -> None:
    job = make_job("refuse_to_end")
    start(job)
    wait_until(lambda: (job.folder / "below.txt").exists() and len((job.folder / "below.txt").read_text().split()) == 2)
    record = job.read(Process)
    assert record is not None
    below = [int(pid) for pid in (job.folder / "below.txt").read_text().split()]
    kill(job, stop_seconds=0.2, terminate_seconds=0.5, kill_seconds=10)
    assert all(is_dead(pid) for pid in (record.pid, *below))
    assert look(job).status == "killed"
    assert outcome(job).code == 1


@posix
def test_grandchildren_are_ended_where_the_child_is_gone_already(make_job: MakeJob) -> None:
    job = make_job("refuse_to_end")
    start(job)
    wait_until(lambda: any(e["event"] == "phase" for e in read_events(job.events_file)[0]))
    below = [int(pid) for pid in (job.folder / "below.txt").read_text().split()]
    record = job.read(Process)
    assert record is not None
    os.kill(record.pid, signal.SIGKILL)
    wait_until(lambda: look(job).status == "interrupted")
    kill(job, stop_seconds=0, terminate_seconds=0.2, kill_seconds=10)
    assert all(is_dead(pid) for pid in below)


def test_a_process_that_stays_is_an_error(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job("step_until_asked")
    start(job)
    with monkeypatch.context() as patch:
        patch.setattr(psutil.Process, "kill", lambda self: None)
        patch.setattr(psutil.Process, "terminate", lambda self: None)
        patch.setattr(type(job), "request", lambda self, name: None)
        with pytest.raises(MachineError, match="could not be ended"):
            kill(job, stop_seconds=0, terminate_seconds=0.1, kill_seconds=0.1)
    assert look(job).alive


@posix
def test_a_child_that_dies_in_the_middle_of_a_line_is_interrupted_and_resumes(make_job: MakeJob) -> None:
    job = make_job("die")
    start(job)
    assert [event["event"] for event in follow(job)] == ["started", "progress"]
    end = outcome(job)
    assert (end.status, end.code) == ("interrupted", 1)
    assert "SIGKILL" in end.text.en and "memory" in end.text.en

    job.config.write_text('behaviour = "finish"')
    start(job)
    events = list(follow(job))
    assert [event["event"] for event in events] == ["started", "progress", "started", *["progress"] * 3, "finished"]
    assert look(job).status == "finished"


@posix
def test_a_child_outlives_its_launcher_and_is_still_seen(make_job: MakeJob) -> None:
    job = make_job("step_until_asked", launch=LaunchOptions(cpu=True))
    start(job)
    wait_until(lambda: look(job).status == "running", 120)
    record = job.read(Process)
    assert record is not None
    launcher = psutil.Process(record.pid)
    assert {launcher.pid} < {process.pid for process in look(job).processes}
    launcher.kill()
    wait_until(lambda: not is_running(launcher))
    assert look(job).status == "running"
    kill(job, stop_seconds=30)
    assert look(job).status == "stopped"


def test_accelerate_launches_stops_and_ignores_the_users_defaults(
    make_job: MakeJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A default configuration that asks for DeepSpeed, which is not installed, would make every start fail."""
    home = tmp_path / "hf" / "accelerate"
    home.mkdir(parents=True)
    (home / "default_config.yaml").write_text("distributed_type: DEEPSPEED\nnum_processes: 4\nmixed_precision: fp16\n")
    monkeypatch.setenv("HF_HOME", str(home.parent))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    job = make_job("finish", launch=LaunchOptions(num_cpu_threads_per_process=2))
    start(job)
    events = list(follow(job))
    assert [event["event"] for event in events][-1] == "finished", job.console_file.read_text()
    assert Path(events[-1]["path"]).read_text() == "resume_from=None threads=2"
    assert "Traceback" not in job.console_file.read_text()
