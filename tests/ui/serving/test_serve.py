"""How the page is served: who is let in, what is said, and that jobs outlive it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kohya_like.config.problems import InputError
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.status import look
from kohya_like.ui.serving import serve as module
from kohya_like.ui.serving.access import Account
from kohya_like.ui.serving.serve import Options, has_desktop, required_account, serve
from tests.jobs.conftest import MakeJob, make_job, root, wait_until

__all__ = ["make_job", "root"]

HERE = Path(__file__).resolve().parents[3]
PLAIN = Options(host="127.0.0.1", port=0, share=False, auth=None, language=None, browser=False)


def options(**changes: object) -> Options:
    return {**PLAIN, **changes}  # type: ignore[typeddict-item]


def test_on_this_computer_nobody_has_to_sign_in() -> None:
    assert required_account(PLAIN, exposed=False) is None
    assert required_account(options(auth="me:secret"), exposed=False) == Account("me", "secret")


@pytest.mark.parametrize(("changes", "field"), [({"host": "0.0.0.0"}, "host"), ({"share": True}, "share")])
def test_what_others_can_reach_needs_an_account(tmp_path: Path, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as refused:
        serve(tmp_path, **options(**changes))
    [problem] = refused.value.problems
    assert problem.field == field and "--auth USER:PASSWORD" in problem.text.en


def test_the_password_is_taken_out_of_the_environment_of_jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_AUTH", "me:secret")
    with pytest.raises(InputError):
        serve(tmp_path, **options(host="no such host"))
    assert "KOHYA_LIKE_AUTH" not in os.environ


@pytest.mark.parametrize(
    ("platform", "variables", "desktop"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "192.0.2.1"}, False),
        ("win32", {}, True),
        ("darwin", {}, True),
        ("darwin", {"SSH_CONNECTION": "192.0.2.1"}, False),
    ],
)
def test_a_desktop_is_where_somebody_looks(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], desktop: bool
) -> None:
    monkeypatch.setattr(module.sys, "platform", platform)
    monkeypatch.setattr(module.os, "environ", variables)
    assert has_desktop() is desktop


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator["subprocess.Popen[str]"]:
    """A server with an account, in Chinese, and its address as `.url`."""
    folder = tmp_path_factory.mktemp("served")
    variables = {"PYTHONPATH": str(HERE), "PYTHONUTF8": "1", "KOHYA_LIKE_AUTH": "me:secret"}
    command = [sys.executable, "-m", "kohya_like.cli", "--workspace", str(folder), "--port", "0", "--lang", "zh"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", env={**os.environ, **variables}
    ) as process:
        yield process
        process.kill()


def test_a_server_from_its_first_line_to_its_last(server: "subprocess.Popen[str]") -> None:
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    assert url.startswith("http://127.0.0.1:")

    with httpx.Client(base_url=url) as client:
        for path in (
            "/",
            "/runs",
            "/config",
            "/gradio_api/info",
            "/gradio_api/app_id",
            "/theme.css",
            "/assets/index.js",
        ):
            assert client.get(path).status_code == 401
        for path in ("/gradio_api/run/jobs", "/gradio_api/component_server", "/gradio_api/upload", "/gradio_api/reset"):
            assert client.post(path, json={}).status_code == 401
        client.auth = ("me", "secret")
        page = client.get("/")
        assert page.status_code == 200 and 'name="kohya-like-language" content="zh"' in page.text
        assert client.get("/", headers={"host": "attacker.example"}).status_code == 200  # A proxy's name, signed in.
        assert client.post("/gradio_api/run/jobs", json={"data": []}).json()["data"] == [[]]
        assert client.get("/gradio_api/file=/etc/passwd").status_code == 403

    server.send_signal(signal.SIGINT)
    said = server.stdout.read()
    assert server.wait(30) == 0
    assert said.splitlines()[-1] == "页面已结束。"
    assert "密码太短" in said and "secret" not in said
    assert "Traceback" not in said and "ERROR" not in said


def test_jobs_outlive_the_page_and_are_counted_in_its_last_line(root: Path, make_job: MakeJob) -> None:
    job = make_job("step_until_asked")
    variables = {**os.environ, "PYTHONPATH": str(HERE), "PYTHONUTF8": "1", "KOHYA_LIKE_LANG": "en"}
    command = [sys.executable, "-m", "kohya_like.cli", "--workspace", str(root), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=variables) as server:
        assert server.stdout is not None
        server.stdout.readline()
        Queue(root).enqueue(job)
        wait_until(lambda: look(job).status == "running", 60)
        server.send_signal(signal.SIGINT)
        said = server.stdout.read()
    assert "Jobs that go on: 1." in said
    assert look(job).alive
    before = job.events_file.stat().st_size
    wait_until(lambda: job.events_file.stat().st_size > before)


def test_a_busy_port_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy, pytest.raises(InputError) as refused:
        serve(tmp_path, **options(port=busy.getsockname()[1]))
    assert refused.value.problems[0].field == "port"
