"""What each operation makes of the tags of a caption."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.tags.caption import distinct, split_tags
from kohya_like.dataset.tags.catalogue import OPERATIONS
from kohya_like.demo.measures import FOLDER
from kohya_like.demo.project import MODEL
from tests.dataset.tags.making import VALUES, lines, operation, operations

BINARY = FOLDER / MODEL
MERGED = {"tags": "1boy, facial hair", "into": "Smith"}


@pytest.mark.parametrize(
    ("name", "values", "before", "after"),
    [
        ("merge", MERGED, "hat, 1boy, facial hair, smile", "Smith, hat, smile"),
        ("merge", MERGED, "hat, Facial  Hair, smith", "Smith, hat"),
        ("merge", MERGED, "hat, smith", "hat, smith"),
        ("merge", MERGED | {"present": "all"}, "hat, 1boy", "hat, 1boy"),
        ("merge", MERGED | {"present": "all"}, "facial hair, 1boy", "Smith"),
        ("merge", {"tags": "smith", "into": "Smith"}, "a, smith", "Smith, a"),
        ("group", {"tag": "Smith_group1"}, "Smith, hat", "Smith, Smith_group1, hat"),
        ("group", {"tag": "g", "position": "first"}, "Smith, hat", "g, Smith, hat"),
        ("group", {"tag": "g", "position": "last"}, "Smith, hat", "Smith, hat, g"),
        ("group", {"tag": "g"}, "Smith, hat, G", "Smith, hat, G"),
        ("group", {"tag": "g"}, "", "g"),
        ("replace", {"old": "a", "new": "x"}, "b, a, c, A", "b, x, c"),
        ("replace", {"old": "a, c", "new": "x, y"}, "b, a, c, x", "b, x, y"),
        ("replace", {"old": "a", "new": "x"}, "b, x", "b, x"),
        ("replace", {"old": "smith", "new": "Smith"}, "a, smith", "a, Smith"),
        ("add", {"tags": "x, a"}, "a, b", "a, b, x"),
        ("add", {"tags": "x, y", "position": "first"}, "a", "x, y, a"),
        ("add", {"tags": "x", "position": "after_trigger"}, "a, b", "a, x, b"),
        ("remove", {"tags": "A, x"}, "a, b, a", "b"),
        ("blacklist", {"tags": "*hair, b"}, "long hair, hairband, b, Facial Hair, c", "hairband, c"),
        ("front", {"tags": "c, x, b"}, "a, b, c", "c, b, a"),
        ("sort", {}, "z, c, B, a", "z, a, B, c"),
        ("sort", {"keep_first": 0}, "z, c, a", "a, c, z"),
        ("dedupe", {}, "a, b, A, b", "a, b"),
        ("spaces", {}, "long_hair, ^_^, Smith_group1, _, (o)_(o)", "long hair, ^_^, Smith_group1, _, (o)_(o)"),
        ("spaces", {"keep": ""}, "Smith_group1", "Smith group1"),
        ("spaces", {}, r"\(o\)_\(o\)", r"\(o\)_\(o\)"),
        ("escape", {}, r"saber (fate), a\(b\)", r"saber \(fate\), a\(b\)"),
        ("escape", {"direction": "unescape"}, r"saber \(fate\), a\b", r"saber (fate), a\b"),
        ("regex", {"pattern": r"^(\w+) hair$", "replacement": r"hair: \1"}, "red hair, hair", "hair: red, hair"),
        ("regex", {"pattern": "^a$"}, "a, ab", "ab"),
        ("regex", {"pattern": "A", "ignore_case": True, "replacement": "x,\ny"}, "a", "x, y"),
        ("regex", {"pattern": "a, b", "over": "caption", "replacement": "c"}, "a,b, d", "c, d"),
        ("remove", {"tags": "a; b", "separator": ";"}, "a; b; c, d", "c, d"),
    ],
)
def test_each_operation(name: str, values: dict[str, object], before: str, after: str) -> None:
    separator = str(values.get("separator", ","))
    made = operation(name, **values)
    assert made.apply(split_tags(before, separator)) == split_tags(after, separator)


@given(operations, lines)
def test_operations_are_pure_and_end(made, line: str) -> None:
    tags = split_tags(line)
    once = made.apply(tags)
    assert once == made.apply(tags)
    assert all(tag == tag.strip() != "" for tag in once)
    if made.name != "regex":
        assert made.apply(once) == once or made.name in ("merge", "replace")


@given(lines)
def test_escaping_is_taken_back_by_unescaping(line: str) -> None:
    bare = operation("escape", direction="unescape").apply(split_tags(line))
    if not any("\\" in tag for tag in bare):
        assert operation("escape", direction="unescape").apply(operation("escape").apply(bare)) == bare


@given(lines, st.sampled_from(("dedupe", "sort", "front")))
def test_nothing_is_lost_by_ordering(line: str, name: str) -> None:
    made = operation(name, **({"tags": "1boy, Smith"} if name == "front" else {}))
    tags = split_tags(line)
    expected = distinct(tags) if name == "dedupe" else tags
    assert sorted(made.apply(tags)) == sorted(expected)


def test_every_operation_is_named_once_and_speaks_both_languages() -> None:
    assert set(OPERATIONS) == set(VALUES)
    for name, kind in OPERATIONS.items():
        assert kind.name == name and kind.title.zh and kind.about.zh
        assert "separator" in kind.parameters()


def test_the_history_says_what_was_done() -> None:
    assert operation("merge", **MERGED).done() == Text(
        "Merge: 1boy, facial hair → Smith", "合并：1boy, facial hair → Smith"
    )
    assert operation("sort").done().en == "Sort"
    assert operation("regex", pattern="a", replacement="b").done().en == "Regular expression: a → b"
    assert len(operation("remove", tags="x" * 500).done().en) < 80


def test_a_blacklist_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "没有.txt").write_text("\ufeffa, b\n\n*hair\n", encoding="utf-8")
    made = operation("blacklist", tags="x", file=str(tmp_path / "没有.txt"))
    assert made.apply(("a", "b", "long hair", "x", "c")) == ("c",)
    assert made.done().en == "Blacklist: x, a, b, *hair"


def test_a_list_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("a\n" * 60_000)
    with pytest.raises(InputError, match="longer than 100000 characters"):
        operation("blacklist", file=str(tmp_path / "list.txt"))


@pytest.mark.parametrize(
    ("name", "values", "field", "said"),
    [
        ("merge", {"tags": " , ", "into": "Smith"}, "tags", "names no tag"),
        ("merge", {"tags": "a", "into": "b, c"}, "into", "takes one tag, and b, c are several"),
        ("merge", {"tags": "a", "into": "b", "present": "some"}, "present", "not one of any, all"),
        ("merge", {"tags": "a", "into": "b", "separator": ""}, "separator", "is empty"),
        ("merge", {"tags": "a", "into": "b", "separator": ",\n"}, "separator", "has the wrong form"),
        ("add", {"tags": "a\ud83d"}, "tags", "is not a text"),
        ("blacklist", {}, "tags", "names no tag"),
        ("blacklist", {"file": "/gone/list.txt"}, "file", "list.txt cannot be read: No such file"),
        ("blacklist", {"file": str(BINARY)}, "file", "is not UTF-8 text"),
        ("sort", {"keep_first": -1}, "keep_first", "at least 0"),
        ("regex", {"pattern": "("}, "pattern", "no regular expression: missing"),
        ("regex", {"pattern": ""}, "pattern", "is empty"),
        ("regex", {"pattern": "a", "replacement": r"\1"}, "replacement", "group that the pattern does not have"),
        ("regex", {"pattern": "a", "replacement": "\\"}, "replacement", "cannot replace anything: bad escape"),
        ("regex", {"pattern": "a", "replacement": r"\g<x>"}, "replacement", "group that the pattern does not have"),
        ("regex", {"pattern": "(?:a{1000}){1000}"}, "pattern", "too long"),
        ("regex", {"pattern": "(?R)*a"}, "pattern", "too long"),
        ("regex", {"pattern": "a" * 301}, "pattern", "longer than 300"),
    ],
)
def test_wrong_parameters_are_said(name: str, values: dict[str, object], field: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        operation(name, **values)
    assert caught.value.problems[0].field == field


def test_a_pattern_that_takes_too_long_is_stopped() -> None:
    made = operation("regex", pattern="(x|xx)+[yz]$", over="caption")
    made._seconds = 0.05
    with pytest.raises(InputError, match="too long"):
        made.apply(("x" * 60 + "!",))


def test_a_replacement_cannot_fill_the_memory() -> None:
    made = operation("regex", pattern="a?", replacement="x" * 300)
    with pytest.raises(InputError, match="longer than a million"):
        made.apply(("a" * 10_000,))
