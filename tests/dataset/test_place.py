"""Pictures of a folder by their names, and their captions."""

import os
from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.listing import walk
from kohya_like.dataset.place import Place
from kohya_like.dataset.projects import Project
from tests.dataset.making import make_picture


def test_pictures_of_every_folder_have_names(tmp_path: Path) -> None:
    make_picture(tmp_path / "10.png")
    make_picture(tmp_path / "2.png", caption="two")
    make_picture(tmp_path / "10_x" / "a.png")
    make_picture(tmp_path / ".hidden" / "a.png")
    place = Place(tmp_path)
    assert list(place.pictures) == ["2.png", "10.png", "10_x/a.png"]
    assert place.picture("10_x/a.png") == tmp_path / "10_x" / "a.png"
    assert place.caption_file(tmp_path / "2.png") == tmp_path / "2.txt"
    assert place.caption_file(tmp_path / "10.png") is None
    assert place.caption_place(tmp_path / "10.png") == tmp_path / "10.txt"


def test_a_caption_of_the_other_extension_is_found(tmp_path: Path) -> None:
    picture = make_picture(tmp_path / "a.png")
    (tmp_path / "a.caption").touch()
    assert Place(tmp_path).caption_place(picture) == tmp_path / "a.caption"


def test_a_new_caption_has_the_extension_of_the_others(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_picture(tmp_path / f"{name}.png")
        (tmp_path / f"{name}.caption").touch()
    make_picture(tmp_path / "c.png", caption="c")
    picture = make_picture(tmp_path / "d.png")
    assert Place(tmp_path).caption_place(picture) == tmp_path / "d.caption"


def test_a_project_means_the_pictures_that_are_worked_on(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "cat")
    assert Place.at(project.folder) == Place(project.own_pictures)
    make_picture(project.cropped / "a.png")
    assert Place.at(project.folder) == Place(project.cropped)
    assert Place.at(tmp_path) == Place(tmp_path)


def test_what_is_gone_is_named(tmp_path: Path) -> None:
    make_picture(tmp_path / "a.png")
    with pytest.raises(InputError, match=r"No longer there: b\.png"):
        Place(tmp_path).chosen(["a.png", "../b.png"])
    with pytest.raises(InputError, match="cannot be read"):
        assert Place(tmp_path / "gone").pictures


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    os.symlink(tmp_path, tmp_path / "a" / "up")
    os.symlink(tmp_path / "a", tmp_path / "b")
    assert [listing.folder.name for listing in walk(tmp_path)][1:] == ["a", "b"]
    assert len(list(walk(tmp_path, depth=0))) == 1
