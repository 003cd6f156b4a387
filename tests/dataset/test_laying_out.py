"""From a project's pictures to the folder that a run reads."""

import os
from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.config.sections.dataset import Caption
from kohya_like.dataset.folders import read_subsets
from kohya_like.dataset.laying_out import lay_out
from kohya_like.dataset.projects import Project
from tests.dataset.making import make_picture

WORDS = ("sls", "1girl")


def project_with(tmp_path: Path, captions: dict[str, str | None]) -> tuple[Project, list[Path]]:
    project = Project.create(tmp_path, "p")
    pictures = [make_picture(project.own_pictures / f"{name}.png", caption=text) for name, text in captions.items()]
    return project, pictures


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_pictures_and_captions_are_laid_out_as_a_run_reads_them(tmp_path: Path) -> None:
    project, pictures = project_with(tmp_path, {"a": "smiling, hat", "b": None})
    folder = lay_out(project, pictures, 10, WORDS)
    assert folder == project.train / "10_sls 1girl"
    (subset,), _ = read_subsets(project.train, Caption(), is_reg=False)
    assert subset.repeats == 10
    assert {p.path.name: p.caption for p in subset.pictures} == {"a.png": "sls, smiling, hat", "b.png": "sls 1girl"}


def test_the_originals_are_not_touched(tmp_path: Path) -> None:
    project, pictures = project_with(tmp_path, {"a": "smiling"})
    before = {path.name: path.read_bytes() for path in project.own_pictures.iterdir()}
    lay_out(project, pictures, 10, WORDS)
    assert {path.name: path.read_bytes() for path in project.own_pictures.iterdir()} == before


def test_other_repeats_rename_the_folder(tmp_path: Path) -> None:
    project, pictures = project_with(tmp_path, {"a": None})
    first = lay_out(project, pictures, 10, WORDS)
    (first / "a.png").stat()
    assert lay_out(project, pictures, 20, WORDS).name == "20_sls 1girl"
    assert names(project.train) == ["20_sls 1girl"]


def test_what_was_removed_or_changed_is_brought_up_to_date(tmp_path: Path) -> None:
    project, pictures = project_with(tmp_path, {"a": "one", "b": "two"})
    folder = lay_out(project, pictures, 10, WORDS)
    changed = make_picture(pictures[0].with_name("new.png"), (80, 80), seed=5)
    changed.replace(pictures[0])
    pictures[0].with_suffix(".txt").unlink()
    lay_out(project, pictures[:1], 10, WORDS)
    assert names(folder) == ["a.png"]
    assert (folder / "a.png").read_bytes() == pictures[0].read_bytes()


def test_laying_out_again_changes_nothing(tmp_path: Path) -> None:
    project, pictures = project_with(tmp_path, {"a": "one"})
    folder = lay_out(project, pictures, 10, WORDS)
    times = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    lay_out(project, pictures, 10, WORDS)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == times


def test_copies_where_links_are_impossible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("another disk")

    monkeypatch.setattr(os, "link", refuse)
    project, pictures = project_with(tmp_path, {"a": None})
    copy = lay_out(project, pictures, 10, WORDS) / "a.png"
    assert copy.read_bytes() == pictures[0].read_bytes()
    assert not os.path.samefile(copy, pictures[0])


def test_folders_that_the_user_made_are_neither_renamed_nor_emptied(tmp_path: Path) -> None:
    project, pictures = project_with(tmp_path, {"a": None})
    lay_out(project, pictures, 10, WORDS)
    own = make_picture(project.train / "0_extra" / "mine.png")
    lay_out(project, pictures, 20, WORDS)
    assert names(project.train) == ["0_extra", "20_sls 1girl"]
    assert own.exists()


def test_a_folder_of_the_users_that_has_the_name_is_left_alone(tmp_path: Path) -> None:
    project, pictures = project_with(tmp_path, {"a": None})
    own = make_picture(project.train / "10_sls 1girl" / "mine.png")
    with pytest.raises(InputError, match="somebody else"):
        lay_out(project, pictures, 10, WORDS)
    assert names(own.parent) == ["mine.png"]
