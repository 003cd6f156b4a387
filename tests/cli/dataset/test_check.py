"""`dataset check`: a job from the command line, its document, its exit code and its fixes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kohya_like.cli.dataset import app
from kohya_like.config.problems import InputError
from kohya_like.dataset.history import HIDDEN, History
from tests.dataset.doctor.making import photograph, scenes, write


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


def check(folder: Path, *arguments: object) -> Result:
    root = folder.parent / "workspace"
    return CliRunner().invoke(app, ["check", str(folder), "--workspace", str(root), *map(str, arguments)])


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A set with one error and one warning that go together."""
    folder = tmp_path / "十 sets"
    for path in scenes(folder / "10_sls 1girl"):
        write(path.with_suffix(".txt"), "sls, 1girl")
    photograph(folder / "10_sls 1girl", "tower.jpg", "-a 'b'.png")
    photograph(folder / "10_sls 1girl", "tower.jpg", "c.jpg")
    write(folder / "10_sls 1girl" / "text.png", "no picture")
    return folder


def test_the_document_and_the_exit_code(pictures: Path) -> None:
    result = check(pictures, "--json", "--resolution", 256, "--goal", "object")
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert (document["folder"], document["pictures"], document["goal"]) == (str(pictures), 11, "object")
    codes = [(finding["code"], finding["severity"]) for finding in document["findings"]]
    assert codes == [
        ("unreadable", "error"),
        ("wrong_extension", "warning"),
        ("duplicate", "warning"),
        ("caption_missing", "hint"),
    ]
    first = document["findings"][0]
    assert first["files"] == [str(pictures / "10_sls 1girl" / "text.png")]
    assert (first["fix"], first["fix_zh"]) == ("Move aside", "移到一边")
    assert first["message"].startswith("No picture can be read from 1 files (text.png)")
    assert "训练会在此中断" in first["message_zh"]
    assert document["fixed"] == []


def test_fixes_are_made_and_the_rest_is_checked_again(pictures: Path) -> None:
    result = check(pictures, "--fix", "unreadable", "--fix", "wrong_extension", "--fix", "duplicate", "--fix", "blurry")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "Mended: Move aside: Not a picture (1 files)",
        "Mended: Name as what it is: Wrong extension (1 files)",
        "Mended: Move aside: Duplicates (1 files)",
    ]
    assert lines[-1] == "9 pictures, 0 for regularisation: 0 errors, 0 warnings, 1 hints"
    assert (pictures / HIDDEN / "aside" / "10_sls 1girl" / "c.jpg").exists()
    for _ in range(3):
        History.of(pictures).undo()
    assert not any((pictures / HIDDEN / "aside").rglob("*.*"))


def test_the_command_itself_with_a_good_set(tmp_path: Path) -> None:
    for path in scenes(tmp_path / "set"):
        write(path.with_suffix(".txt"), "sls, 1girl")
    command = [sys.executable, "-m", "kohya_like.cli", "dataset", "check", "set", "--workspace", "workspace", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert (done.returncode, json.loads(done.stdout)["findings"]) == (0, [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fix", "nope"], "There is no check nope"),
        (["--fix", "too_few"], "mended by hand"),
        (["--goal", "dog"], "not one of character, style, object"),
        (["--resolution", "3"], "at least 64"),
        (["--reg", "/nowhere"], "There is no folder /nowhere"),
    ],
)
def test_wrong_input_is_a_sentence_and_starts_nothing(pictures: Path, arguments: list[str], said: str) -> None:
    error = check(pictures, *arguments).exception
    assert isinstance(error, InputError) and said in str(error)
    assert not (pictures.parent / "workspace").exists()
    missing = check(pictures / "gone").exception
    assert isinstance(missing, InputError) and "There is no folder" in str(missing)


def test_a_check_that_cannot_be_done_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "set"
    scenes(folder, 1)
    blocked = tmp_path / "workspace" / "checks"
    write(blocked, "a file in the place of the folder")
    result = check(folder, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["status"] == "failed"
