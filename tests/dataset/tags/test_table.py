"""Tags with their counts and example pictures."""

from pathlib import Path

import pytest

from kohya_like.dataset.tags.reading import read
from kohya_like.dataset.tags.table import Row, next_group, table
from tests.dataset.tags.making import make_captions


def test_tags_are_counted_by_caption_and_shown_as_spelt_most_often(tmp_path: Path) -> None:
    captions = {f"{place}.png": text for place, text in enumerate(["smith, hat, hat", "Smith, a", "Smith", "Smith, B"])}
    rows = table(read(make_captions(tmp_path, captions)).whole(), examples=2)
    assert rows == [
        Row("Smith", 4, ("0.png", "1.png")),
        Row("a", 1, ("1.png",)),
        Row("B", 1, ("3.png",)),
        Row("hat", 1, ("0.png",)),
    ]


def test_the_separator_is_that_of_the_captions(tmp_path: Path) -> None:
    rows = table(read(make_captions(tmp_path, {"a.png": "a, b; c"})).whole(), ";")
    assert [row.tag for row in rows] == ["a, b", "c"]


@pytest.mark.parametrize(
    ("captions", "name"),
    [
        (["Smith, hat", "Smith", "other"], "Smith_group1"),
        (["Smith, Smith_group1", "Smith, smith_group9, other_group20"], "Smith_group10"),
        (["Smith_group1, Smith"], "group1"),
        ([], "group1"),
    ],
)
def test_the_next_group_is_named_after_the_trigger(tmp_path: Path, captions: list[str], name: str) -> None:
    place = make_captions(tmp_path, {f"{number}.png": text for number, text in enumerate(captions)})
    assert next_group(read(place).whole()) == name
