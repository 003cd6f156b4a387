"""`kohya-like` without a command: what it refuses, in which language, before anything is loaded."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kohya_like.cli import choose_language
from kohya_like.cli import page as module
from kohya_like.cli.page import PAGE, PORT
from kohya_like.config.catalogue import Entry
from tests.e2e.commands import called


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")
    monkeypatch.setenv("KOHYA_LIKE_WORKSPACE", str(tmp_path))
    monkeypatch.delenv("KOHYA_LIKE_AUTH", raising=False)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """What the page would be served with."""

    def serve(*arguments: str) -> dict[str, Any]:
        found: dict[str, Any] = {}

        class Page:
            def load(self) -> Callable[..., None]:
                return lambda root, **options: found.update(options, root=root)

        monkeypatch.setattr(module, "PAGE", Page())
        assert called(*arguments).code == 0
        return found

    return serve


def test_the_page_is_named_as_children_are() -> None:
    assert isinstance(PAGE, Entry) and callable(PAGE.load())


def test_without_options_it_is_for_this_computer(served: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    plain = {"host": "127.0.0.1", "port": PORT, "share": False, "auth": None, "language": None, "browser": None}
    assert served() == {**plain, "root": tmp_path}


def test_every_option_reaches_the_page(served: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    place = tmp_path / "place"
    found = served(
        *("--host", "0.0.0.0", "--port", "0", "--share", "--auth", "me:x", "--lang", "zh", "--no-inbrowser"),
        *("--workspace", str(place)),
    )
    options = {"host": "0.0.0.0", "port": 0, "share": True, "auth": "me:x", "language": "zh", "browser": False}
    assert found == {**options, "root": place}


def test_the_account_can_come_from_the_environment(
    served: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOHYA_LIKE_AUTH", "me:x")
    assert served()["auth"] == "me:x"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "0.0.0.0"], "host: Others could reach this page"),
        (["--host", "192.0.2.7"], "host: Others could reach this page"),
        (["--share"], "share: Others could reach this page"),
        (["--host", "0.0.0.0", "--auth", "secret"], "auth: Write a name and a password"),
        (["--share", "--auth", ":secret"], "auth: Write a name and a password"),
        (["--auth", ""], "auth: Write a name and a password"),
        (["--host", "nowhere at all"], "host: There is no address called"),
        (["--workspace", __file__], "workspace: "),
    ],
)
def test_what_cannot_be_served_is_one_sentence(arguments: list[str], said: str) -> None:
    end = called(*arguments)
    assert (end.code, end.out, len(end.sentences)) == (2, "", 1)
    assert end.err.startswith(said) and "secret" not in end.err


def test_a_busy_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        end = called("--port", busy.getsockname()[1])
    assert end.code == 2 and end.err.startswith("port: Port") and "--port" in end.err


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--port", "x"], ["--lang", "fr"], ["--lang"]])
def test_a_value_of_the_wrong_kind_is_wrong_input(arguments: list[str]) -> None:
    assert called(*arguments).code == 2


def test_the_language_of_help_can_be_chosen() -> None:
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "200"}
    for arguments, said in (
        (["--lang", "zh"], "监听的地址"),
        (["--lang=zh"], "监听的地址"),
        ([], "Address to listen on"),
    ):
        command = [sys.executable, "-m", "kohya_like.cli", *arguments, "--help"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=True)
        assert said in done.stdout


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["--lang", "zh"], "zh"),
        (["--port", "1", "--lang=zh"], "zh"),
        (["--lang", "zh", "--lang", "en"], "en"),
        (["--lang"], "en"),
        (["--lang", "fr"], "en"),
        (["--language", "zh"], "en"),
        (["zh"], "en"),
    ],
)
def test_the_last_language_that_there_is_holds(arguments: list[str], language: str) -> None:
    choose_language(arguments)
    assert os.environ["KOHYA_LIKE_LANG"] == language
