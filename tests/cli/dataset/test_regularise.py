"""Checking and drawing regularisation pictures from the command line."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kohya_like.cli.dataset import app
from kohya_like.config.problems import InputError
from kohya_like.dataset.building.concepts import Concept
from kohya_like.dataset.projects import Project
from tests.dataset.making import make_picture
from tests.e2e.commands import DEMO_MODEL
from tests.jobs.conftest import end_jobs

SMALL = ("--steps", "2", "--device", "cpu")


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


@pytest.fixture
def laid_out(tmp_path: Path) -> Path:
    """Two training pictures, two times each, and one of the class."""
    make_picture(tmp_path / "set" / "train" / "2_sls fox" / "a.png", seed=1)
    make_picture(tmp_path / "set" / "train" / "2_sls fox" / "b.png", seed=2)
    make_picture(tmp_path / "set" / "reg" / "1_fox" / "c.png", seed=3)
    return tmp_path / "set"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["regularise", *map(str, arguments)])


def sentences(result: Result) -> str:
    assert isinstance(result.exception, InputError)
    return str(result.exception)


def test_counts_are_said_in_words_and_in_figures(laid_out: Path) -> None:
    said = run(laid_out)
    assert said.exit_code == 0
    assert "1_fox: 1 of 1 used, each 4 times." in said.stdout
    assert "steps double" in said.stdout and "Class fox: 3 pictures missing." in said.stdout
    found = json.loads(run(laid_out / "train", "--reg", laid_out / "reg", "--json").stdout)
    assert found["classes"] == [{"class_word": "fox", "trained": 4, "present": 1, "missing": 3}]


def test_a_picture_in_both_sets_is_an_error(laid_out: Path) -> None:
    make_picture(laid_out / "reg" / "1_fox" / "d.png", seed=1)
    result = run(laid_out)
    assert result.exit_code == 2 and "trained too: 1 (d.png)" in result.stderr


def test_a_project_is_checked_before_it_is_built(laid_out: Path, tmp_path: Path) -> None:
    project = Project.create(tmp_path, "p", laid_out)
    project.remember_concepts([Concept(repeats=5, identifier="sls", class_word="fox", source="train/2_sls fox")])
    result = run(project.folder)
    assert "There are no regularisation pictures." in result.stdout
    assert "Class fox: 10 pictures missing." in result.stdout


def test_what_is_missing_is_drawn(laid_out: Path, tmp_path: Path) -> None:
    try:
        result = run(laid_out, "--generate", "--base", DEMO_MODEL, *SMALL, "--workspace", tmp_path / "ws", "--json")
    finally:
        end_jobs(tmp_path / "ws")
    assert result.exit_code == 0, result.stderr
    (job,) = json.loads(result.stdout)["jobs"]
    folder = laid_out / "reg" / "1_fox"
    assert job["pictures"] == [str(folder / f"fox-{seed:06d}.png") for seed in (1, 2, 3)]
    assert (folder / "fox-000001.txt").read_text() == "fox"
    assert "3 pictures missing" not in run(laid_out).stdout
    enough = run(laid_out, "--generate", "--base", DEMO_MODEL, "--workspace", tmp_path / "ws")
    assert enough.stdout == "No class pictures are missing.\n"


def test_the_help_states_defaults_only_where_they_hold() -> None:
    said = " ".join(run("--help").stdout.replace("│", " ").split())
    assert "Sampling steps of each picture. Default: 30." in said
    assert "Default: 512" not in said and "Undefined" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="names of folders differ")
def test_each_mistake_has_its_sentence(laid_out: Path, tmp_path: Path) -> None:
    place = ("--workspace", tmp_path / "ws")
    assert "add --base FILE" in sentences(run(laid_out, "--generate", *place))
    assert "base:" in sentences(run(laid_out, "--generate", "--base", tmp_path / "gone.safetensors", *place))
    assert "add --reg FOLDER" in sentences(run(laid_out / "train", "--generate", "--base", DEMO_MODEL, *place))
    wrong = sentences(run(laid_out, "--generate", "--base", DEMO_MODEL, "--sampler", "x", "--width", "7", *place))
    assert "sampler:" in wrong and "width:" in wrong
    assert "cannot be read" in sentences(run(tmp_path / "gone"))
    unheeded = sentences(run(laid_out, "--class", "fox", "--count", "5"))
    assert "--class does nothing without --generate" in unheeded and "--count" in unheeded
    assert "no picture" in sentences(run(laid_out, "--reg", tmp_path))
    assert not (tmp_path / "ws").exists()
