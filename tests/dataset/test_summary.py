"""What lies in a folder of pictures."""

import os
from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.summary import summarise
from tests.dataset.making import make_picture


def test_a_plain_folder(tmp_path: Path) -> None:
    make_picture(tmp_path / "a.png", (64, 48), "hat")
    make_picture(tmp_path / "b.png", (32, 32))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    (tmp_path / "c.gif").touch()
    found = summarise(tmp_path)
    assert [(p.path.name, p.size, p.caption) for p in found.pictures] == [
        ("a.png", (64, 48), "hat"),
        ("b.png", (32, 32), None),
    ]
    assert (found.captions, found.per_epoch) == (["hat"], None)
    assert ["broken.png" in text.en or "c.gif" in text.en for text in found.problems] == [True, True]


def test_a_caption_of_the_other_extension_is_read(tmp_path: Path) -> None:
    make_picture(tmp_path / "a.png")
    (tmp_path / "a.caption").write_text("hat")
    assert summarise(tmp_path).captions == ["hat"]


def test_folders_with_repeats_are_taken_as_they_stand(tmp_path: Path) -> None:
    for name in ("10_sls 1girl", "5_dog"):
        picture = make_picture(tmp_path / name / "a.png")
        picture.with_suffix(".caption").write_text("hat")
    found = summarise(tmp_path)
    assert [(subset.repeats, subset.name) for subset in found.subsets] == [(5, "dog"), (10, "sls 1girl")]
    assert found.per_epoch == 15
    assert found.caption_extension == ".caption"
    assert found.captions == ["hat", "hat"]


def test_pictures_one_level_deeper_are_pointed_out(tmp_path: Path) -> None:
    make_picture(tmp_path / "inside" / "a.png")
    (text,) = summarise(tmp_path).problems
    assert "inside" in text.en


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gone"):
        summarise(tmp_path / "gone")


def test_a_picture_that_changes_is_looked_at_again(tmp_path: Path) -> None:
    picture = make_picture(tmp_path / "a.png", (64, 48))
    assert summarise(tmp_path).pictures[0].size == (64, 48)
    make_picture(picture, (32, 32))
    os.utime(picture, ns=(1, 1))
    assert summarise(tmp_path).pictures[0].size == (32, 32)


def test_a_link_to_nothing_is_left_out_with_a_sentence(tmp_path: Path) -> None:
    make_picture(tmp_path / "a.png")
    (tmp_path / "b.png").symlink_to(tmp_path / "gone.png")
    summary = summarise(tmp_path)
    assert [found.path.name for found in summary.pictures] == ["a.png"]
    assert ["b.png cannot be read" in text.en for text in summary.problems] == [True]


def test_pictures_in_folders_beside_others_are_said_to_be_left_out(tmp_path: Path) -> None:
    make_picture(tmp_path / "a.png")
    make_picture(tmp_path / "cpc" / "b.png")
    found = summarise(tmp_path)
    assert [picture.path.name for picture in found.pictures] == ["a.png"]
    (problem,) = found.problems
    assert "left out" in problem.en and "cpc" in problem.en
