"""Trigger words in captions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.dataset.triggers import mentions, with_trigger


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("smiling, hat", "sls, smiling, hat"),
        ("hat, SLS, smiling", "sls, hat, smiling"),
        ("sls, hat", "sls, hat"),
        ("a photo of sls on a beach", "a photo of sls on a beach"),
        ("slsk, hat", "sls, slsk, hat"),
        ("", "sls"),
    ],
)
def test_the_trigger_word_comes_into_every_caption(caption: str, expected: str) -> None:
    assert with_trigger(caption, "sls") == expected


@given(st.text(alphabet="ab, .", max_size=30), st.text(alphabet="ab", min_size=1, max_size=3))
def test_every_caption_mentions_the_trigger_word_and_stays_so(caption: str, trigger: str) -> None:
    once = with_trigger(caption, trigger)
    assert mentions(once, trigger)
    assert with_trigger(once, trigger) == once
