"""`kohya-like dataset captions-from`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kohya_like.cli.dataset import app
from kohya_like.config.problems import InputError


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "5_cats").mkdir()
    for name in ("a.png", "-b.png"):
        (tmp_path / "5_cats" / name).touch()
    return tmp_path / "5_cats"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["captions-from", *map(str, arguments)])


def test_metadata_is_written_and_what_is_left_over_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text('{"a": {"tags": "hat"}, "-b": {"caption": "a bee"}, "c": {"tags": "x"}}')
    result = run(folder, tmp_path / "m.json")
    assert result.stdout == "Written: 2, left as they were: 0.\n" and "1 (c)" in result.stderr
    assert (folder / "-b.txt").read_text() == "a bee"
    document = json.loads(run(folder, "--folder-names", "--mode", "append", "--json").stdout)
    assert sorted(document["written"]) == ["-b.png", "a.png"]
    assert (folder / "a.txt").read_text() == "hat, cats"


@pytest.mark.parametrize("arguments", [[], ["m.json", "--words", "x"], ["--words", "x", "--folder-names"]])
def test_captions_come_from_one_source(folder: Path, arguments: list[str]) -> None:
    error = run(folder, *arguments).exception
    assert isinstance(error, InputError) and "only one of them" in str(error)
    assert sorted(path.name for path in folder.iterdir()) == ["-b.png", "a.png"]


@pytest.mark.parametrize("source", [["--words", "x"], ["--folder-names"], ["m.json"]])
def test_an_extension_without_a_folder_of_captions_is_refused(folder: Path, source: list[str]) -> None:
    error = run(folder, *source, "--extension", ".txt").exception
    assert isinstance(error, InputError) and "only does something with a folder of captions" in str(error)
    assert sorted(path.name for path in folder.iterdir()) == ["-b.png", "a.png"]
