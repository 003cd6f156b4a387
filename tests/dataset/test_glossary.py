"""What tags mean in Chinese."""

import csv
import os
from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.glossary import OURS, gloss, glosses


def test_usual_tags_are_known_however_they_are_spelled() -> None:
    assert gloss("1girl") == "一个女孩"
    assert gloss("Long_Hair") == gloss(" long hair ") == "长发"
    assert gloss(r"spring \(season\)") == "春天"
    assert gloss("^_^") == "眯眼笑"
    assert gloss("xyzzy") is None


def test_colours_and_the_like_are_put_before_what_they_qualify() -> None:
    assert gloss("purple skirt") == "紫色的裙子"
    assert gloss("light blue scarf") == "浅蓝色的围巾"
    assert gloss("cat skirt") is None


def test_the_readers_own_words_stand_before_ours(tmp_path: Path) -> None:
    own = tmp_path / "glossary.csv"
    assert gloss("1girl", own) == "一个女孩"
    own.write_text('tag,中文\n1girl,女孩一名\n"a, b",两样\nlong_hair,\n', encoding="utf-8")
    assert glosses(["1girl", "a, b", "long hair", "smile", "xyzzy"], own) == {
        "1girl": "女孩一名",
        "a, b": "两样",
        "long hair": "长发",
        "smile": "微笑",
    }


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    own = tmp_path / "glossary.csv"
    for number, word in enumerate(("甲", "乙")):
        own.write_bytes(f"zzz,{word}\n".encode("gb18030"))
        os.utime(own, ns=(0, number))
        assert gloss("zzz", own) == word


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "glossary.csv").write_bytes(b"\x81\xff\xff")
    with pytest.raises(InputError, match="cannot be read"):
        gloss("1girl", tmp_path / "glossary.csv")


def test_our_glossary_has_each_tag_once_with_a_meaning() -> None:
    first, *rows = csv.reader(OURS.read_text(encoding="utf-8").splitlines())
    assert "Apache-2.0" in first[0]
    assert len(rows) > 400
    assert all(len(row) == 2 and all(row) for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
    assert not any(
        letter.isascii() and letter.isalpha() for _, meaning in rows for letter in meaning if meaning not in KEPT
    )


KEPT = {"T恤", "Q版", "JPEG 压缩痕迹"}
"""Meanings that Chinese writes with Latin letters."""
