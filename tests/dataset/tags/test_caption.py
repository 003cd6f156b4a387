"""Captions taken apart and put together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.sections.dataset import Caption as Options
from kohya_like.dataset.captions import used_lines
from kohya_like.dataset.tags.caption import Caption, distinct, key, listed, split_tags
from tests.dataset.tags.making import captions, lists, odd_texts

separators = st.sampled_from((",", ";", ".", "|", " | ", " "))


@given(captions | odd_texts.map(str.encode))
def test_taken_apart_and_put_together_nothing_changes(content: bytes) -> None:
    caption = Caption.of(content)
    assert caption.content() == content
    assert caption.with_tags(caption.tags()).content() == content


@given(captions | odd_texts.map(str.encode))
def test_the_line_is_the_one_that_training_uses(content: bytes) -> None:
    assert Caption.of(content).line == used_lines(content.decode("utf-8-sig"), Options())


@given(captions, lists, separators)
def test_new_tags_are_read_back_and_the_rest_stays(content: bytes, typed: str, separator: str) -> None:
    tags = listed(typed, separator)
    caption = Caption.of(content)
    written = caption.with_tags(tags, separator)
    assert split_tags(written.line, separator) == tags
    assert (written.before, written.after, written.marked) == (caption.before, caption.after, caption.marked)


@pytest.mark.parametrize(
    ("content", "tags", "after"),
    [
        (b"1girl,  smile ,\r\n", ("1girl", "smile", "hat"), b"1girl, smile, hat\r\n"),
        (b"\xef\xbb\xbfa man in a hat.\nsecond", ("x",), b"\xef\xbb\xbfx\nsecond"),
        (b"\n\n  a\rb", ("c",), b"\n\n  c\rb"),
        (b"", ("a",), b"a"),
        (b"\r\n", ("a",), b"a\r\n"),
        (b"a, b\n", (), b"\n"),
    ],
)
def test_only_the_first_line_is_written_anew(content: bytes, tags: tuple[str, ...], after: bytes) -> None:
    assert Caption.of(content).with_tags(tags).content() == after


def test_a_sentence_is_one_tag_and_empty_ones_are_none() -> None:
    assert Caption.of(b"a man in a hat\n").tags() == ("a man in a hat",)
    assert Caption.of(b", a,, b ,").tags() == ("a", "b")


def test_tags_are_the_same_where_clip_reads_them_alike() -> None:
    assert key("Long  Hair") == key(" long hair") != key("long_hair")
    assert key("e\u0301") == key("É")
    assert distinct(("Smith", "a", "smith", "A")) == ("Smith", "a")
    assert listed(" Smith,\n facial\n hair, smith,,") == ("Smith", "facial hair")
