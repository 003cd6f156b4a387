"""Faces in a real photograph, and places in pictures without one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.dataset.cropping.focus import Look, best_place
from kohya_like.dataset.cropping.geometry import Box
from tests.dataset.cropping.making import FACE, portrait, scattered


def overlap(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Common part of two boxes, of what they cover together."""
    across = max(0, min(one[2], other[2]) - max(one[0], other[0]))
    down = max(0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return across * down / (sum(areas) - across * down)


@pytest.mark.parametrize("scale", [1, 4])
def test_the_face_of_a_photograph_is_found_at_any_size(scale: int) -> None:
    pixels = portrait().repeat(scale, axis=0).repeat(scale, axis=1)
    (face,) = Look(pixels).faces
    assert overlap(face, tuple(side * scale for side in FACE)) > 0.7


def test_a_face_that_looks_to_the_side_of_a_wide_picture_is_kept() -> None:
    pixels = np.full((320, 1200, 3), 128, dtype=np.uint8)
    pixels[10:310, 900:1156] = portrait()
    found = Look(pixels).find("focal", (320, 320))
    assert found.means == "face" and 1000 < found.point[0] < 1060


def test_two_faces_are_kept_together_where_there_is_room() -> None:
    pixels = np.full((320, 1200, 3), 128, dtype=np.uint8)
    for left in (100, 400):
        pixels[10:310, left : left + 256] = portrait()
    look = Look(pixels)
    assert len(look.faces) == 2
    assert look.find("face", (600, 320)).point[0] == pytest.approx(382, abs=15), "between them"
    assert look.find("face", (200, 200)).point[0] == pytest.approx(look.faces[0].centre[0]), "the larger one"


@pytest.mark.parametrize("focus", ["saliency", "entropy"])
@pytest.mark.parametrize("left", [10, 250, 500])
def test_what_is_there_to_see_is_found(focus: str, left: int) -> None:
    pixels = scattered((600, 200), Box(left, 60, left + 80, 140))
    found = Look(pixels).find(focus, (200, 200))  # type: ignore[arg-type]
    assert found.means == focus
    start = min(max(found.point[0] - 100, 0), 400)
    assert start <= left + 10 and left + 70 <= start + 200


@pytest.mark.parametrize("focus", ["focal", "face", "saliency", "entropy", "centre"])
def test_an_even_picture_keeps_its_middle(focus: str) -> None:
    pixels = np.full((200, 600, 3), 77, dtype=np.uint8)
    found = Look(pixels).find(focus, (200, 200))  # type: ignore[arg-type]
    assert (found.point, found.means, found.face) == ((300, 100), "centre", None)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 2)])
def test_tiny_and_narrow_pictures_are_no_trouble(size: tuple[int, int]) -> None:
    pixels = np.full((size[1], size[0], 3), 77, dtype=np.uint8)
    assert Look(pixels).find("focal", (1, 1)).means == "centre"


@given(st.integers(2, 40), st.integers(2, 40), st.integers(1, 40), st.integers(1, 40), st.integers(0, 9))
def test_the_best_place_holds_as_much_as_any_other(width: int, height: int, across: int, down: int, seed: int) -> None:
    seen = np.random.default_rng(seed).random((height, width), dtype=np.float32) ** 8
    place = best_place(seen, (across, down))
    across, down = min(across, width), min(down, height)
    sums = {
        (x, y): seen[y : y + down, x : x + across].sum(dtype=np.float64)
        for x in range(width - across + 1)
        for y in range(height - down + 1)
    }
    if place is None:
        assert max(sums.values()) <= 1.03 * sum(sums.values()) / len(sums)
        return
    assert sums[round(place[0] - across / 2), round(place[1] - down / 2)] == pytest.approx(max(sums.values()), rel=1e-5)
