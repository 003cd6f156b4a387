"""The commands that take changes of files back and do them again."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kohya_like.cli.dataset import app
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.edits import Put
from kohya_like.dataset.history import History


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def test_a_change_is_listed_taken_back_and_done_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    History.of(tmp_path).apply(Text("Write", "写入"), [Put(tmp_path / "a.txt", b"b")])
    assert run("undo", tmp_path).stdout == "Taken back: Write (1 files)\n"
    assert (tmp_path / "a.txt").read_text() == "a"
    assert run("redo", tmp_path).stdout == "Done again: Write (1 files)\n"
    assert (tmp_path / "a.txt").read_text() == "b"
    assert run("history", tmp_path).stdout.endswith("done  Write  (1)\n")
    (entry,) = json.loads(run("history", tmp_path, "--json").stdout)["entries"]
    assert entry["files"] == [str(tmp_path / "a.txt")] and entry["state"] == "done"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    error = run("undo", tmp_path / "gone").exception
    assert isinstance(error, InputError) and "There is no folder" in str(error)
    nothing = run("undo", tmp_path).exception
    assert isinstance(nothing, InputError) and "nothing to take back" in str(nothing)
