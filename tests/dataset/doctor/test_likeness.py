"""Which of many pictures look alike."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.dataset.doctor import likeness
from kohya_like.dataset.doctor.facts import Facts
from kohya_like.dataset.doctor.likeness import NEAR_BITS, groups, near_pairs, near_vectors, related

GREY, DARK = bytes([128]) * 192, bytes([90]) * 192


def seen(number: int, colours: bytes = GREY) -> Facts:
    return Facts("fine", outline=number.to_bytes(8, "little"), colours=colours)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(likeness, "CELLS", 4)
    monkeypatch.setattr(likeness, "COMPARED", 2)
    yield


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1) | st.integers(0, 255), st.sampled_from([GREY, DARK])), max_size=12))
def test_groups_are_those_of_comparing_each_with_each(pictures: list[tuple[int, bytes]]) -> None:
    def are_near(one: tuple[int, bytes], other: tuple[int, bytes]) -> bool:
        return one[1] == other[1] and bin(one[0] ^ other[0]).count("1") <= NEAR_BITS

    places = range(len(pictures))
    by_hand = [(a, b) for a in places for b in places if a < b and are_near(pictures[a], pictures[b])]
    near = near_pairs([seen(*picture) for picture in pictures])
    assert groups(len(pictures), near) == groups(len(pictures), by_hand)


def test_many_equal_pictures_make_few_pairs() -> None:
    pairs = list(near_pairs([seen(9)] * 300))
    assert len(pairs) <= 600
    assert groups(300, pairs) == [list(range(300))]


def test_related_counts_pictures_with_the_same_composition() -> None:
    assert related([seen(0), seen(2**10 - 1), seen(2**64 - 1)]) == 2
    assert related([]) == 0


def test_vectors_of_the_same_direction_are_near() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.99, 0.141], [0.6, 0.8]], dtype=np.float32)
    assert list(near_vectors(list(vectors))) == [(0, 2)]
