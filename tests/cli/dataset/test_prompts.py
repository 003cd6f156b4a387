"""`kohya-like dataset prompts`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kohya_like.cli.dataset import app
from kohya_like.config.problems import InputError
from tests.dataset.making import make_picture


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_picture(tmp_path / "train" / "2_sks cat" / "a.png", caption="{red|green} hat, " + "dog, " * 40)
    make_picture(tmp_path / "train" / "2_sks cat" / "猫.png")
    return tmp_path / "train"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["prompts", *map(str, arguments)])


def test_the_texts_of_a_run_are_shown_and_where_they_are_cut(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "run.toml").write_text('[caption]\nenable_wildcard = true\n[dataset]\ntrain_data_dir = "train"\n')
    output = run(folder, tmp_path / "run.toml", "--draws", 1).stdout
    assert "2_sks cat/猫.png" in output and "sks cat" in output
    assert "red hat" in output or "green hat" in output
    assert "not read: dog, dog" in output


def test_as_one_document(folder: Path) -> None:
    result = run(folder, "--json", "--picture", "2_sks cat/猫.png", "--draws", 2, "--set", "caption_suffix=film")
    document = json.loads(result.stdout)
    (picture,) = document["pictures"]
    assert [draw["text"] for draw in picture["draws"]] == ["sks cat film"] * 2
    assert document["laid_out"] and document["max_token_length"] == 75


def test_wrong_input_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for arguments in (
        [folder / "gone"],
        [tmp_path / "empty"],
        [folder, tmp_path / "no.toml"],
        [folder, "--picture", "x"],
        [folder, "--set", "x=1"],
    ):
        assert isinstance(run(*arguments).exception, InputError)
    assert run(folder, "--draws", 0).exit_code == 2
