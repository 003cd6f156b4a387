"""`kohya-like` as a whole: its help, and how exceptions become exit codes."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kohya_like.cli import check
from kohya_like.cli.commands import COMMANDS
from kohya_like.config.problems import MachineError
from kohya_like.config.text import Text
from tests.e2e.commands import called


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


def test_help_lists_the_commands() -> None:
    end = called("--help")
    assert end.code == 0
    for command in ("demo", "check", "train", "generate", "doctor", "model", "jobs"):
        assert f" {command} " in end.out


def test_help_is_in_the_language_of_the_user() -> None:
    names = [command.__name__ for command, _ in COMMANDS]
    code = (
        "import sys; from typer.testing import CliRunner; from kohya_like.cli.commands import app\n"
        "for command in sys.argv[1:]: print(CliRunner().invoke(app, [command, '--help']).output, '=====')"
    )
    environment = {**os.environ, "KOHYA_LIKE_LANG": "zh", "PYTHONUTF8": "1", "COLUMNS": "200"}
    command = [sys.executable, "-c", code, *names]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=True)
    pages = done.stdout.split("=====")
    for (_, about), page in zip(COMMANDS, pages, strict=False):
        assert about.zh in page and about.en not in page


def test_output_that_lacks_a_character_ends_no_command(tmp_path: Path) -> None:
    environment = {**os.environ, "KOHYA_LIKE_LANG": "zh", "PYTHONIOENCODING": "cp1252"}
    program = [sys.executable, "-m", "kohya_like.cli"]
    arguments = ["jobs", "queue", "--help"]
    done = subprocess.run([*program, *arguments], capture_output=True, encoding="cp1252", env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u7b49" in done.stdout  # The first character of the help.


def test_an_unknown_command_or_option_is_wrong_input() -> None:
    assert "Did you mean 'train'" in called("trian").err
    for arguments in (("trian",), ("train",), ("train", "a.toml", "--nope"), ("generate", "--prompt", "a fox")):
        assert called(*arguments).code == 2


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (MachineError(Text("No memory.", "没有内存。"), hint=Text("Buy some.", "请购买。")), 4, "No memory. Buy some."),
        (MemoryError(), 4, "The computer's memory (RAM) is full."),
        (OSError(errno.ENOSPC, "No space left", "/out/x"), 4, "The disk is full: /out/x was not written."),
        (OSError(errno.ENOSPC, "No space left"), 4, "The disk is full. Free some space"),
        (PermissionError(errno.EACCES, "Permission denied", "/out/x"), 1, "Permission denied: '/out/x'\n"),
    ],
    ids=["machine", "memory", "disk", "nameless disk", "permission"],
)
def test_an_exception_becomes_a_sentence_and_a_code(
    monkeypatch: pytest.MonkeyPatch, error: Exception, code: int, said: str
) -> None:
    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(check, "read_run", fail)
    end = called("check", "run.toml")
    assert (end.code, end.out) == (code, "")
    assert said in end.err and len(end.sentences) == 1


def test_with_json_a_refusal_is_one_document_too(tmp_path: Path) -> None:
    end = called("train", tmp_path / "gone.toml", "--json")
    document = json.loads(end.out)
    assert (end.code, document["code"]) == (2, 2)
    assert document["message"] == document["problems"][0]["message"] == end.err.strip()
    assert "没有文件" in document["message_zh"]


def test_ctrl_c_before_anything_has_begun_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "read_run", interrupt)
    end = called("train", "run.toml")
    assert (end.code, end.out, end.err) == (130, "", "")  # As shells have it: 128 and SIGINT.
