"""Pictures move into the folder of a concept with what belongs to them."""

from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.building.assigning import assign
from kohya_like.dataset.place import Place
from tests.dataset.making import make_picture


def names(folder: Path) -> list[str]:
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in paths if path.parts[0] != ".kohya-like")


def test_pictures_move_with_their_captions_and_come_back(tmp_path: Path) -> None:
    make_picture(tmp_path / "a.png", caption="one")
    make_picture(tmp_path / "b.png")
    assert assign(Place(tmp_path), ["a.png", "b.png"], "sls") == 2
    assert names(tmp_path) == ["sls/a.png", "sls/a.txt", "sls/b.png"]
    assert assign(Place(tmp_path), ["sls/a.png"], "sls") == 0
    assert assign(Place(tmp_path), ["sls/b.png"], ".") == 1
    assert names(tmp_path) == ["b.png", "sls/a.png", "sls/a.txt"]
    Place(tmp_path).history.undo()
    Place(tmp_path).history.undo()
    assert names(tmp_path) == ["a.png", "a.txt", "b.png"]


def test_taken_names_get_a_number(tmp_path: Path) -> None:
    make_picture(tmp_path / "sls" / "a.png", caption="first")
    make_picture(tmp_path / "a.png", caption="second")
    make_picture(tmp_path / "a.jpg")
    assign(Place(tmp_path), ["a.png", "a.jpg"], "sls")
    assert names(tmp_path) == ["sls/a-2.jpg", "sls/a-2.png", "sls/a-2.txt", "sls/a.png", "sls/a.txt"]


def test_a_number_makes_no_name_too_long(tmp_path: Path) -> None:
    name = f"{'x' * 251}.png"
    for folder in (tmp_path, tmp_path / "sls"):
        make_picture(folder / name)
    assign(Place(tmp_path), [name], "sls")
    assert {len(path.name) for path in (tmp_path / "sls").iterdir()} == {251, 255}


def test_a_shared_caption_stays_with_the_picture_that_stays(tmp_path: Path) -> None:
    make_picture(tmp_path / "a.png", caption="both")
    make_picture(tmp_path / "a.jpg")
    assign(Place(tmp_path), ["a.jpg"], "sls")
    assert names(tmp_path) == ["a.png", "a.txt", "sls/a.jpg"]


@pytest.mark.parametrize("source", ["../out", "/etc", "a//b", "a:b", "..", ""])
def test_a_folder_elsewhere_is_refused(tmp_path: Path, source: str) -> None:
    make_picture(tmp_path / "a.png")
    with pytest.raises(InputError):
        assign(Place(tmp_path), ["a.png"], source)
    assert names(tmp_path) == ["a.png"]


def test_a_picture_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No longer there"):
        assign(Place(tmp_path), ["gone.png"], "sls")
