"""Where the pictures of a set lie."""

from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.doctor.subject import survey
from kohya_like.dataset.projects import Project
from tests.dataset.making import make_picture


def listed(folder: Path, reg: Path | None = None) -> tuple[list[str], list[str], list[str]]:
    """Training pictures, regularisation pictures and layouts, from the folder."""
    sets = survey(folder, reg)
    train, other = ([path for each in part for path in each.pictures] for part in (sets.train, sets.reg))
    return tuple([path.relative_to(folder).as_posix() for path in part] for part in (train, other, sets.layouts))  # type: ignore[return-value]


def test_a_heap_with_folders(tmp_path: Path) -> None:
    make_picture(tmp_path / "a.png")
    make_picture(tmp_path / "more" / "b.png")
    make_picture(tmp_path / ".kohya-like" / "aside" / "c.png")
    assert listed(tmp_path) == (["a.png", "more/b.png"], [], [])


def test_a_laid_out_set_with_its_regularisation_pictures(tmp_path: Path) -> None:
    make_picture(tmp_path / "img" / "10_sls" / "a.png")
    make_picture(tmp_path / "reg" / "1_x" / "b.png")
    make_picture(tmp_path / "log" / "c.png")
    assert listed(tmp_path) == (["img/10_sls/a.png"], ["reg/1_x/b.png"], ["img", "reg"])
    assert listed(tmp_path / "img") == (["10_sls/a.png"], [], ["."])
    assert listed(tmp_path / "img" / "10_sls") == (["a.png"], [], ["."])


def test_regularisation_pictures_inside_are_not_trained(tmp_path: Path) -> None:
    make_picture(tmp_path / "a.png")
    make_picture(tmp_path / "ordinary" / "b.png")
    assert listed(tmp_path, tmp_path / "ordinary") == (["a.png"], ["ordinary/b.png"], [])


def test_a_project(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "sls")
    make_picture(project.own_pictures / "a.png")
    assert listed(project.folder) == (["source/a.png"], [], [])
    make_picture(project.cropped / "a.png")
    make_picture(project.train / "10_sls" / "a.png")
    make_picture(project.reg / "1_x" / "b.png")
    assert listed(project.folder) == (["cropped/a.png"], ["reg/1_x/b.png"], ["train", "reg"])


def test_what_is_no_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        survey(tmp_path / "gone")


def test_every_change_of_a_file_changes_the_print(tmp_path: Path) -> None:
    make_picture(tmp_path / "a.png")
    prints = {survey(tmp_path).print, survey(tmp_path).print}
    (tmp_path / "a.txt").write_text("hat")
    prints.add(survey(tmp_path).print)
    (tmp_path / "a.txt").write_text("a hat")
    prints.add(survey(tmp_path).print)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    prints.add(survey(tmp_path).print)
    assert len(prints) == 4
