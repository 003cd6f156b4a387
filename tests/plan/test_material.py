"""The pictures of a run are read as a whole, with all that is wrong with them."""

import shutil
from pathlib import Path

import pytest

from kohya_like.plan.material import read_material
from tests.dataset.making import make_picture
from tests.plan.making import make_run


def test_training_regularisation_and_held_out_pictures_are_read(tmp_path: Path) -> None:
    make_picture(tmp_path / "reg/1_animal/a.png", (64, 64), "an animal", seed=20)
    make_picture(tmp_path / "held out/1_cat/a.png", (64, 64), "a cat", seed=21)
    folders = {"reg_data_dir": tmp_path / "reg", "validation_data_dir": tmp_path / "held out"}
    found = read_material(make_run(tmp_path, dataset=folders), decode=True)
    assert found.problems == []
    assert [(item.subset.is_reg, item.repeats) for item in found.items] == [(False, 2)] * 6 + [(True, 12)]
    assert [(item.index, item.picture.path.parent.parent.name) for item in found.held_out] == [(7, "held out")]


def test_a_run_without_a_folder_says_so(tmp_path: Path) -> None:
    (problem,) = read_material(make_run(tmp_path, dataset={"train_data_dir": None}), decode=False).problems
    assert (problem.field, problem.severity) == ("dataset.train_data_dir", "error")


@pytest.mark.parametrize(("decode", "found"), [(False, []), (True, ["dataset.train_data_dir"])])
def test_damage_behind_the_header_shows_when_pictures_are_decoded(
    tmp_path: Path, decode: bool, found: list[str]
) -> None:
    config = make_run(tmp_path)
    damaged = tmp_path / "train/2_cat/0.png"
    damaged.write_bytes(damaged.read_bytes()[:-2000])
    problems = read_material(config, decode=decode).problems
    assert [problem.field for problem in problems] == found
    assert all("0.png" in problem.text.en for problem in problems)


@pytest.mark.parametrize("name", ["reg_data_dir", "validation_data_dir"])
def test_pictures_in_two_roles_are_a_warning(tmp_path: Path, name: str) -> None:
    config = make_run(tmp_path, dataset={name: tmp_path / "other"})
    make_picture(tmp_path / "other/1_cat/own.png", (64, 64), "a cat", seed=30)
    shutil.copy(tmp_path / "train/2_cat/1.png", tmp_path / "other/1_cat/copy.png")
    (tmp_path / "other/1_cat/copy.txt").write_text("a cat")
    (problem,) = read_material(config, decode=False).problems
    assert (problem.field, problem.severity) == (f"dataset.{name}", "warning")
    assert "1 (copy.png)" in problem.text.en


def test_pictures_that_no_bucket_fits_leave_the_run_without_items(tmp_path: Path) -> None:
    config = make_run(tmp_path, dataset={"bucket_no_upscale": True, "bucket_reso_steps": 8})
    make_picture(tmp_path / "train/2_cat/tiny.png", (7, 200), "a cat")
    found = read_material(config, decode=False)
    assert found.items == []
    assert ["tiny.png" in problem.text.en for problem in found.problems] == [True]


def test_an_impossible_resolution_is_left_to_the_rules_of_the_configuration(tmp_path: Path) -> None:
    found = read_material(make_run(tmp_path, dataset={"resolution": "0", "enable_bucket": False}), decode=False)
    assert (found.items, found.problems) == ([], [])
