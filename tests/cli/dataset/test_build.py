"""Building folders from the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kohya_like.cli.dataset import app
from kohya_like.config.problems import InputError
from kohya_like.dataset.building.concepts import Concept
from kohya_like.dataset.projects import Project
from tests.dataset.making import make_picture


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["build", *map(str, arguments)])


def sentences(result: Result) -> str:
    assert isinstance(result.exception, InputError)
    return str(result.exception)


@pytest.fixture
def heap(tmp_path: Path) -> Path:
    make_picture(tmp_path / "sls" / "a.png", seed=1, caption="hat")
    make_picture(tmp_path / "cpc" / "b.png", seed=2)
    make_picture(tmp_path / "girls" / "c.png", seed=3)
    return tmp_path


def test_the_three_folders_come_out_exactly(heap: Path) -> None:
    out = heap / "out"
    named = ("--train", f"10_sls 1girl={heap / 'sls'}", "--train", f"10_cpc 1girl={heap / 'cpc'}")
    result = run(out, *named, "--reg", f"1_1girl={heap / 'girls'}")
    assert f"{out / 'train' / '10_sls 1girl'}: 1 pictures, 1 captions, × 10 = 10 an epoch" in result.stdout
    assert "Linked 3, copied 0" in result.stdout
    assert sorted(path.relative_to(out).as_posix() for path in out.glob("*/*")) == [
        *(".kohya-like/built.json", ".kohya-like/history"),
        *("reg/1_1girl", "train/10_cpc 1girl", "train/10_sls 1girl"),
    ]
    assert (out / "train" / "10_sls 1girl" / "a.txt").read_text() == "sls, hat"
    again = json.loads(run(out, *named, "--how", "copy", "--json").stdout)
    assert (again["unchanged"], again["removed"]) == (2, 1)
    assert [folder["per_epoch"] for folder in again["folders"]] == [10, 10]
    assert not (out / "reg" / "1_1girl").exists()


def test_a_folder_whose_name_says_it_needs_no_other(heap: Path) -> None:
    (heap / "sls").rename(heap / "10_sls 1girl")
    run(heap / "out", "--train", heap / "10_sls 1girl", "--no-identifier", "--how", "move")
    assert (heap / "out" / "train" / "10_sls 1girl" / "a.txt").read_text() == "hat"
    assert not (heap / "10_sls 1girl" / "a.png").exists()


def test_a_project_builds_its_own_concepts(heap: Path) -> None:
    project = Project.create(heap, "p", heap)
    assert "does not say yet" in sentences(run(project.folder))
    project.remember_concepts([Concept(repeats=4, identifier="sls", class_word="1girl", source="sls")])
    assert run(project.folder).exit_code == 0
    assert [path.name for path in project.train.iterdir()] == ["4_sls 1girl"]


def test_each_mistake_has_its_sentence_and_nothing_is_made(heap: Path) -> None:
    out = heap / "out"
    assert "nothing to build" in sentences(run(out))
    assert 'write it like "10_sls 1girl"' in sentences(run(out, "--train", f"sls={heap / 'sls'}"))
    assert "must be one of link, copy, move" in sentences(run(out, "--train", f"1_a={heap / 'sls'}", "--how", "burn"))
    both = sentences(run(out, "--train", f"0_a={heap / 'sls'}", "--train", f"2_b={heap / 'gone'}"))
    assert "0_a: Repeats are a whole number" in both and "2_b: There is no folder" in both
    assert "names no folder" in sentences(run(out, "--train", "1_a="))
    assert "is a file" in sentences(run(heap / "sls" / "a.png", "--train", f"1_a={heap / 'sls'}"))
    assert "train: There is nothing to train" in sentences(run(out, "--reg", f"1_1girl={heap / 'girls'}"))
    assert not out.exists()
