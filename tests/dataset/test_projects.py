"""Projects: their folders."""

from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.building.concepts import Concept
from kohya_like.dataset.projects import Project


def test_a_project_is_found_again(tmp_path: Path) -> None:
    made = Project.create(tmp_path, "sls")
    assert made.folder == tmp_path / "projects" / "sls"
    assert Project.find(tmp_path, "sls") == made
    assert made.source() == made.own_pictures
    assert made.own_pictures.is_dir()


def test_a_folder_elsewhere_is_remembered_and_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "my pictures 图片"
    mine.mkdir()
    project = Project.create(tmp_path, "sls", mine)
    assert Project.find(tmp_path, "sls").source() == mine
    assert not project.own_pictures.exists()


def test_taken_names_get_a_number(tmp_path: Path) -> None:
    assert [Project.create(tmp_path, "sls").name for _ in range(3)] == ["sls", "sls-2", "sls-3"]


@pytest.mark.parametrize("name", ["../secrets", "none", "..", ""])
def test_what_is_no_project_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "project.toml").touch()
    (tmp_path / "projects").mkdir()
    with pytest.raises(InputError, match="There is no project"):
        Project.find(tmp_path, name)


def test_a_damaged_project_says_so(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "sls")
    (project.folder / "project.toml").write_text("pictures = 7")
    with pytest.raises(InputError, match="damaged"):
        project.source()


def test_a_new_project_takes_another_name_with_its_pictures(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "")
    (project.own_pictures / "a.png").touch()
    renamed = project.renamed("sls")
    assert (renamed.name, project.name) == ("sls", "untitled")
    assert (renamed.own_pictures / "a.png").exists()
    assert not project.folder.exists()


def test_renaming_never_lands_in_another_project(tmp_path: Path) -> None:
    Project.create(tmp_path, "sls")
    assert Project.create(tmp_path, "").renamed("sls").name == "sls-2"


def test_a_project_that_was_laid_out_keeps_its_name(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "old")
    project.train.mkdir()
    assert project.renamed("new") == project


def test_cropped_copies_are_worked_on_while_there_are_some(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "sls")
    assert project.working() == project.own_pictures
    (project.cropped / ".kohya-like").mkdir(parents=True)
    assert project.working() == project.own_pictures
    (project.cropped / "a.png").touch()
    assert project.working() == project.cropped


def test_concepts_are_kept_with_what_else_is_known(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "sls", tmp_path)
    concepts = [Concept(repeats=10, identifier="sls", source="猫"), Concept(repeats=1, class_word="1girl", is_reg=True)]
    project.remember_concepts(concepts)
    assert (project.concepts(), project.source()) == (concepts, tmp_path)
    project.remember_concepts([])
    assert project.concepts() == []
