"""No two results have one name, on any system."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kohya_like.dataset.cropping.names import LONGEST, Names, stem_of

STEMS = st.sampled_from(
    ["a", "A", "a-1", "a-2", "a-flip", "a-1-flip", "é", "e\u0301", "x/a", "图" * 80, "图" * 79 + "b"]
)
PICTURES = st.lists(st.tuples(STEMS, st.sampled_from([".png", ".jpg"])).map("".join), unique=True, max_size=8)


def test_names_are_those_of_the_originals() -> None:
    names = Names(["a.jpg", "x/b.c.png"])
    assert names.of("a.jpg", 1, flip=False) == [(0, False, "a")]
    assert names.of("x/b.c.png", 1, flip=True) == [(0, False, "x/b.c"), (0, True, "x/b.c-flip")]


def test_tiles_are_numbered_and_equal_names_too() -> None:
    names = Names(["a.jpg", "a.png", "a-1.png"])
    assert [name for *_, name in names.of("a.jpg", 2, flip=True)] == ["a-1-2", "a-1-flip", "a-2-2", "a-2-flip"]
    assert names.of("a.png", 1, flip=False) == [(0, False, "a-2")]
    assert names.of("a-1.png", 1, flip=False) == [(0, False, "a-1")]


@given(PICTURES, st.lists(STEMS, max_size=3), st.booleans(), st.data())
def test_no_name_comes_twice_or_is_too_long(
    pictures: list[str], taken: list[str], flip: bool, data: st.DataObject
) -> None:
    names = Names(pictures, taken)
    found = [name for picture in pictures for *_, name in names.of(picture, data.draw(st.integers(1, 3)), flip=flip)]
    keys = [unicodedata.normalize("NFC", name).casefold() for name in found]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & {unicodedata.normalize("NFC", name).casefold() for name in taken}
    assert all(len(name.rpartition("/")[2].encode()) <= LONGEST for name in found)


def test_a_stem_keeps_the_folder() -> None:
    assert (stem_of("x/a.b.png"), stem_of("a")) == ("x/a.b", "a")
