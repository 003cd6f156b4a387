"""What is written beside a picture."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.captioning.captioner import Described
from kohya_like.captioning.writing import caption_text, with_ends
from kohya_like.config.caption import CaptionConfig

TAGS = Described("1girl, long hair, smile", (("1girl", 0.9), ("long hair", 0.8), ("smile", 0.7)))
SENTENCE = Described("a girl who smiles")


def config(**values: Any) -> CaptionConfig:
    return CaptionConfig.checked({"train_data_dir": "/tmp", **values})


@pytest.mark.parametrize(
    ("old", "described", "values", "expected"),
    [
        ("", TAGS, {}, "1girl, long hair, smile"),
        ("", TAGS, {"caption_prefix": "sls"}, "sls, 1girl, long hair, smile"),
        ("", TAGS, {"caption_prefix": "sls, ", "caption_suffix": ", end"}, "sls, 1girl, long hair, smile, end"),
        ("", SENTENCE, {"caption_prefix": "sls,"}, "sls, a girl who smiles"),
        ("", SENTENCE, {"caption_prefix": "a photo of"}, "a photo of a girl who smiles"),
        ("", Described(""), {"caption_prefix": "sls"}, "sls"),
        ("smile, hat", TAGS, {}, "smile, hat, 1girl, long hair"),
        ("sls, smile", TAGS, {"caption_prefix": "sls"}, "sls, smile, 1girl, long hair"),
        ("hat", SENTENCE, {}, "hat, a girl who smiles"),
        ("hat", TAGS, {"caption_separator": " | "}, "hat | 1girl, long hair, smile"),
        ("", TAGS, {"caption_prefix": "1g"}, "1g, 1girl, long hair, smile"),
        ("", TAGS, {"caption_prefix": "1girl, long"}, "1girl, long, 1girl, long hair, smile"),
        ("", TAGS, {"caption_suffix": "girl, smile"}, "1girl, long hair, smile, girl, smile"),
        ("", SENTENCE, {"caption_prefix": "a", "caption_suffix": "smiles"}, "a girl who smiles"),
        ("", Described("red_fox runs"), {"caption_prefix": "red"}, "red red_fox runs"),
        ("Long_Hair, hat", TAGS, {}, "Long_Hair, hat, 1girl, smile"),
        ("", TAGS, {"caption_prefix": "1girl", "caption_suffix": "smile"}, "1girl, long hair, smile"),
    ],
)
def test_captions(old: str, described: Described, values: dict[str, Any], expected: str) -> None:
    assert caption_text(old, described, config(**values)) == expected


WORDS = st.text("abc ", min_size=0, max_size=5).map(str.strip)


@given(WORDS, WORDS, WORDS, st.sampled_from([", ", " "]))
def test_prefix_and_suffix_come_once(body: str, prefix: str, suffix: str, glue: str) -> None:
    once = with_ends(body, prefix, suffix, glue)
    assert with_ends(once, prefix, suffix, glue) == once
    assert body in once
