"""Tags by patterns with stars."""

from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from kohya_like.dataset.tags.caption import key
from kohya_like.dataset.tags.matching import Matcher

short = st.text("ab*", max_size=8)


@given(short, st.text("ab ", max_size=12))
def test_stars_are_those_of_file_names(pattern: str, tag: str) -> None:
    assert Matcher((pattern,)).fits(tag) == fnmatchcase(key(tag), key(pattern))


def test_everything_but_the_star_stands_for_itself() -> None:
    assert Matcher(("a.c", "(*)")).fits("A.C") and not Matcher(("a.c",)).fits("abc")
    assert Matcher(("(*)",)).fits("(fate)") and not Matcher(("(*)",)).fits("fate")


def test_many_stars_take_no_time() -> None:
    assert not Matcher(("*a" * 40 + "*b",)).fits("a" * 5000)
