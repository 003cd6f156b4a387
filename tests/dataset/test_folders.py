"""Folders named "repeats_name" are read; every other layout gets a sentence that says how to mend it."""

import errno
import os
from pathlib import Path

import pytest

from kohya_like.config.problems import Problem
from kohya_like.config.sections.dataset import Caption
from kohya_like.dataset.folders import Subset, read_subsets
from kohya_like.dataset.layout import MAX_REPEATS
from tests.dataset.making import make_picture


def read(folder: Path, is_reg: bool = False) -> tuple[list[Subset], list[Problem]]:
    return read_subsets(folder, Caption(), is_reg, field="dataset.train_data_dir")


def test_folders_are_read_with_repeats_words_sizes_and_captions(tmp_path: Path) -> None:
    make_picture(tmp_path / "10_sls 1girl/b.png", (30, 20), "b")
    make_picture(tmp_path / "10_sls 1girl/a.jpg", (40, 50), "a")
    make_picture(tmp_path / "2_dog/c.webp", (8, 9), "c")
    subsets, problems = read(tmp_path)
    assert problems == []
    assert [(each.folder.name, each.repeats, each.name, each.is_reg) for each in subsets] == [
        ("2_dog", 2, "dog", False),
        ("10_sls 1girl", 10, "sls 1girl", False),
    ]
    assert [(p.path.name, p.size, p.caption) for p in subsets[1].pictures] == [
        ("a.jpg", (40, 50), "a"),
        ("b.png", (30, 20), "b"),
    ]
    assert subsets[1].pictures[0].caption_path == tmp_path / "10_sls 1girl/a.txt"


def test_a_picture_without_caption_takes_the_words_of_its_folder(tmp_path: Path) -> None:
    make_picture(tmp_path / "10_sls 1girl/a.png")
    (subset,), (problem,) = read(tmp_path, is_reg=True)
    assert subset.is_reg
    assert (subset.pictures[0].caption, subset.pictures[0].caption_path) == ("sls 1girl", None)
    assert problem.severity == "warning" and "1 of 1" in problem.text.en


@pytest.mark.parametrize(
    "name", ["5_猫 と犬", "5_" + "x" * 240, '5_it\'s "quoted" {braces}', "5_-rf", "5_a_b", "5_ ", "5_[red]bold"]
)
def test_names_in_any_form_work(tmp_path: Path, name: str) -> None:
    make_picture(tmp_path / name / f"-{name[2:40]}.png", caption="a")
    (subset,), problems = read(tmp_path)
    assert (subset.repeats, subset.name, len(subset.pictures)) == (5, name[2:], 1)
    assert problems == []


def test_hidden_folders_are_left_out(tmp_path: Path) -> None:
    make_picture(tmp_path / "1_a/a.png", caption="a")
    make_picture(tmp_path / ".kohya-like/10_b/b.png")
    make_picture(tmp_path / "1_a/.thumbnails/a.png")
    subsets, problems = read(tmp_path)
    assert ([each.name for each in subsets], problems) == (["a"], [])


LAYOUTS = {
    "nothing": ([], ["There is no picture in {root}: put some"]),
    "directly": (["a.png"], ["Pictures lie directly in {root} (a.png): move them"]),
    "no repeats": (
        ["cat/a.png"],
        ["The name of {root}/cat does not say how often its pictures are used: rename it, for"],
    ),
    "a level higher": (["train/10_cat/a.png"], ['Folders named "repeats_name" lie one level deeper, in {root}/train']),
    "too deep": (["10_cat/more/a.png"], ["Pictures lie too deep to be found, in {root}/10_cat/more: move"]),
    "empty folder": (["10_cat/a.txt"], ["There is no picture in {root}/10_cat: add some"]),
    "never": (["0_cat/a.png"], ["The name of {root}/0_cat asks for 0 repeats"]),
    "a date": (["20240131_cat/a.png"], ["The name of {root}/20240131_cat asks for 20240131 repeats"]),
    "a kind that is not read": (
        ["10_cat/a.psd"],
        ["There is no picture in {root}/10_cat", "Some pictures in {root}/10_cat are of kin"],
    ),
}


@pytest.mark.parametrize(("files", "said"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_layout_without_usable_pictures_is_an_error_that_says_what_to_do(
    tmp_path: Path, files: list[str], said: list[str]
) -> None:
    for name in files:
        if name.endswith(".png"):
            make_picture(tmp_path / name)
        else:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
    subsets, problems = read(tmp_path)
    assert subsets == []
    assert [problem.severity for problem in problems] == ["error"] * len(said)
    assert [problem.field for problem in problems] == ["dataset.train_data_dir"] * len(said)
    for problem, sentence in zip(problems, said, strict=True):
        assert problem.text.en.startswith(sentence.format(root=tmp_path))
        assert str(tmp_path) in problem.text.zh


def test_beside_usable_pictures_misplaced_ones_are_warnings(tmp_path: Path) -> None:
    make_picture(tmp_path / "10_cat/a.png", caption="a")
    make_picture(tmp_path / "10_cat/deeper/a.png")
    make_picture(tmp_path / "b.png")
    make_picture(tmp_path / "dog/c.png")
    subsets, problems = read(tmp_path)
    assert [subset.name for subset in subsets] == ["cat"]
    assert [problem.severity for problem in problems] == ["warning"] * 3


def test_a_folder_of_pictures_given_itself_is_told_from_its_parent(tmp_path: Path) -> None:
    make_picture(tmp_path / "10_cat/a.png")
    _, (problem,) = read(tmp_path / "10_cat")
    assert problem.text.en.endswith(f"give the one that holds it, {tmp_path}.")


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    file = make_picture(tmp_path / "a.png")
    for folder, said in ((tmp_path / "gone", "There is no folder"), (file, "is a file")):
        subsets, (problem,) = read(folder)
        assert subsets == []
        assert said in problem.text.en and str(folder) in problem.text.en


def test_a_folder_that_the_system_withholds_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_picture(tmp_path / "10_cat/a.png")
    withheld, scan = tmp_path / "10_cat", os.scandir

    def scandir(folder: Path) -> object:  # Root may read everywhere.
        if folder == withheld:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    _, (problem,) = read(tmp_path)
    assert problem.text.en == f"The folder {withheld} cannot be read: Permission denied."


def test_what_lies_too_deep_in_a_withheld_folder_stays_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_picture(tmp_path / "10_cat/a.png", caption="a")
    (tmp_path / "10_cat/private").mkdir()
    scan = os.scandir

    def scandir(folder: Path) -> object:
        if folder.name == "private":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    (subset,), problems = read(tmp_path)
    assert (len(subset.pictures), problems) == (1, [])


def test_the_most_repeats_are_possible(tmp_path: Path) -> None:
    make_picture(tmp_path / f"{MAX_REPEATS}_cat/a.png", caption="a")
    (subset,), problems = read(tmp_path)
    assert (subset.repeats, problems) == (MAX_REPEATS, [])


def test_a_damaged_picture_is_named_and_left_out(tmp_path: Path) -> None:
    make_picture(tmp_path / "1_a/good.png", caption="a")
    (tmp_path / "1_a/bad.png").write_bytes(b"no picture")
    (tmp_path / "1_a/bad.txt").write_text("b")
    (subset,), (problem,) = read(tmp_path)
    assert [picture.path.name for picture in subset.pictures] == ["good.png"]
    assert (problem.field, problem.severity) == ("dataset.train_data_dir", "error")
    assert "bad.png" in problem.text.en
