"""kohya-like jobs."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kohya_like.cli.jobs import app
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.jobs import launch
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.job import Job
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.status import look
from tests.jobs.conftest import MakeJob, make_job, root, wait_until

__all__ = ["make_job", "root"]


@pytest.fixture(autouse=True)
def here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_WORKSPACE", str(root))
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


def run(*words: str, code: int = 0) -> str:
    """Standard output of `kohya-like jobs ...`."""
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, result.output
    return result.stdout


def document(*words: str, code: int = 0) -> Any:
    """The one document that `--json` prints."""
    return json.loads(run(*words, "--json", code=code))


def test_list_shows_the_newest_first(make_job: MakeJob) -> None:
    assert run("list") == "" and document("list") == {"jobs": []}
    first, second = make_job(title="first"), make_job(title="猫")
    EventLog(first.events_file, 1).finished(None)
    assert [row["id"] for row in document("list")["jobs"]] == [second.id, first.id]
    lines = run("list").splitlines()
    assert lines[0].startswith(second.id) and lines[0].endswith("猫") and "not started" in lines[0]
    assert "finished" in lines[1]


def test_list_looks_where_it_is_told(make_job: MakeJob, tmp_path: Path) -> None:
    make_job()
    assert document("list", "--workspace", str(tmp_path / "elsewhere")) == {"jobs": []}


def test_show_says_how_it_ended_and_what_it_printed(make_job: MakeJob) -> None:
    job = make_job(title="cat")
    EventLog(job.events_file, 1).failed(4, Text("No memory.", "内存不足。"))
    job.console_file.write_text("one\ntwo\nthree\n")
    shown = document("show", job.id)
    assert (shown["status"], shown["message"], shown["folder"]) == ("failed", "No memory.", str(job.folder))
    assert shown["log"] == []
    assert document("show", job.id, "--log", "2")["log"] == ["two", "three"]
    text = run("show", job.id, "--log", "1")
    assert "No memory." in text and text.endswith("three\n") and "two" not in text


def test_an_unknown_job_is_an_error() -> None:
    for command in (["show"], ["stop"], ["kill"], ["resume"], ["queue", "cancel"]):
        result = CliRunner().invoke(app, [*command, "nothing"])
        assert isinstance(result.exception, InputError) and "no job nothing" in str(result.exception)


def test_stop_asks_a_running_job_and_takes_a_waiting_one_out(make_job: MakeJob) -> None:
    running, waiting = make_job("step_until_asked"), make_job()
    launch.start(running)
    Queue(waiting.root).enqueue(waiting)
    assert document("stop", running.id)["status"] in ("stopping", "stopped")
    wait_until(lambda: look(running).status == "stopped")
    assert document("stop", waiting.id)["status"] == "created"


def test_kill_ends_a_job(make_job: MakeJob) -> None:
    job = make_job("linger")
    launch.start(job)
    wait_until(lambda: look(job).status == "finished")
    assert document("kill", job.id, "--after", "0")["alive"] is False
    assert not look(job).alive


def test_the_queue_is_shown_and_ordered(make_job: MakeJob) -> None:
    a, b = make_job(title="a"), make_job(title="b")
    for job in (a, b):
        Queue(job.root).enqueue(job)
    assert [row["title"] for row in document("queue")["jobs"]] == ["a", "b"]
    assert [row["title"] for row in document("queue", "move", b.id, "1")["jobs"]] == ["b", "a"]
    assert document("queue", "cancel", b.id)["status"] == "created"
    assert run("queue").splitlines()[0].startswith(a.id)


@pytest.mark.parametrize(("behaviour", "code"), [("finish", 0), ("input", 2), ("machine", 4), ("unexpected", 1)])
def test_resume_follows_to_the_end(make_job: MakeJob, behaviour: str, code: int) -> None:
    job = make_job(behaviour)
    EventLog(job.events_file, 1).stopped(5)
    result = document("resume", job.id, code=code)
    assert (result["job"], result["code"]) == (job.id, code)
    assert look(job).attempt == 2


def test_resume_says_in_words_what_happened(make_job: MakeJob) -> None:
    job = make_job("unexpected")
    EventLog(job.events_file, 1).stopped(5)
    result = CliRunner().invoke(app, ["resume", job.id])
    assert result.exit_code == 1 and result.stdout == ""
    lines = result.stderr.splitlines()
    assert "ZeroDivisionError: division by zero" in lines
    assert lines[-2].startswith("Unexpected error: ZeroDivisionError")
    done = make_job("finish")
    EventLog(done.events_file, 1).stopped(5)
    assert run("resume", done.id) == f"Finished: {done.folder / 'result.txt'}\n"


def press_ctrl_c_when(condition: Any) -> None:
    """Press it once the condition holds, while the command is being run."""

    def press() -> None:
        wait_until(condition)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press, daemon=True).start()


posix = pytest.mark.skipif(sys.platform == "win32", reason="os.kill sends no Ctrl-C there")


@posix
def test_ctrl_c_stops_and_saves(make_job: MakeJob) -> None:
    job = make_job("step_until_asked")
    EventLog(job.events_file, 1).stopped(5)
    press_ctrl_c_when(lambda: look(job).status == "running")
    result = CliRunner().invoke(app, ["resume", job.id])
    assert result.exit_code == 3, result.output
    assert "Ctrl-C again" in result.stderr and "Stopped after step" in result.stderr
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@posix
def test_a_second_ctrl_c_ends_the_job(make_job: MakeJob) -> None:
    job = make_job("refuse_to_end")
    EventLog(job.events_file, 1).stopped(5)
    press_ctrl_c_when(lambda: (job.folder / "below.txt").exists())
    press_ctrl_c_when(lambda: look(job).status == "stopping")
    result = CliRunner().invoke(app, ["resume", job.id])
    assert result.exit_code == 1
    assert look(job).status == "killed" and not look(job).alive


@posix
def test_ctrl_c_while_waiting_leaves_the_queue(make_job: MakeJob) -> None:
    first, job = make_job("step_until_asked"), make_job()
    Queue(first.root).enqueue(first)
    EventLog(job.events_file, 1).stopped(5)
    press_ctrl_c_when(lambda: look(job).status == "queued" and look(first).status == "running")
    result = CliRunner().invoke(app, ["resume", job.id])
    assert "Waiting for the jobs before it" in result.stderr
    assert result.exit_code == 3 and look(job).status == "stopped"
    assert look(first).status == "running"


def test_help_is_printed_in_the_language_of_the_user() -> None:
    code = "from kohya_like.cli.jobs import app; app()"
    environment = {**os.environ, "KOHYA_LIKE_LANG": "zh", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", code, "--help"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=True)
    assert "查看、停止、继续和排列任务。" in done.stdout


def test_a_job_found_by_its_folder_is_the_same(make_job: MakeJob, root: Path) -> None:
    job = make_job()
    assert Job.find(root, job.id) == job
