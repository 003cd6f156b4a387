"""Folders are listed alike on every platform."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.dataset.listing import list_folder, natural_order, some_names

ORDERED = ["1.png", "2.png", "10.png", "010.png", "a1b2.png", "a1b10.png", "É.png", "图1.png", "图02.png", "图10.png"]
FILE_NAMES = st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=20)


def test_names_are_sorted_as_people_count() -> None:
    paths = [Path(name) for name in ORDERED]
    random.Random(1).shuffle(paths)
    found = [path.name for path in natural_order(paths)]
    assert found == ["1.png", "2.png", "010.png", "10.png", *ORDERED[4:]]


def test_upper_and_lower_case_stand_together() -> None:
    paths = [Path(name) for name in ("b.png", "A.png", "a.png", "B.png")]
    assert [path.name for path in natural_order(paths)] == ["A.png", "a.png", "B.png", "b.png"]


@given(st.lists(FILE_NAMES, unique=True), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_discovery(names: list[str], chance: random.Random) -> None:
    paths = [Path(name) for name in names]
    ordered = natural_order(paths)
    chance.shuffle(paths)
    assert natural_order(paths) == ordered


def test_a_listing_holds_what_is_visible(tmp_path: Path) -> None:
    for name in ("b.PNG", "a.jpg", "a.txt", ".hidden.png", "._a.jpg", "layers.psd"):
        (tmp_path / name).touch()
    for name in ("10_x", ".kohya-like"):
        (tmp_path / name).mkdir()
    listing = list_folder(tmp_path)
    assert [path.name for path in listing.pictures] == ["a.jpg", "b.PNG"]
    assert [path.name for path in listing.unread] == ["layers.psd"]
    assert [path.name for path in listing.files] == ["a.jpg", "a.txt", "b.PNG", "layers.psd"]
    assert [path.name for path in listing.folders] == ["10_x"]


def test_a_broken_link_is_listed_so_that_reading_it_can_name_it(tmp_path: Path) -> None:
    (tmp_path / "a.png").symlink_to(tmp_path / "gone.png")
    assert [path.name for path in list_folder(tmp_path).pictures] == ["a.png"]


@pytest.mark.parametrize(("count", "shown"), [(1, "0"), (3, "0, 1, 2"), (4, "0, 1, 2, …")])
def test_of_many_names_the_first_are_shown(count: int, shown: str) -> None:
    assert some_names([Path("folder", str(number)) for number in range(count)]) == shown
