"""Tags with their counts and example pictures."""

from pathlib import Path

from kohya_like.dataset.tags.reading import read
from kohya_like.dataset.tags.table import Row, table
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
