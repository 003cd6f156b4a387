"""Tags, captions and operations drawn by chance, and folders of pictures that need not be readable."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from kohya_like.dataset.history import HIDDEN
from kohya_like.dataset.place import Place
from kohya_like.dataset.tags.catalogue import OPERATIONS
from kohya_like.dataset.tags.operation import Operation

WORDS = (
    "Smith",
    "smith",
    "1boy",
    "facial hair",
    "long_hair",
    "^_^",
    "saber (fate)",
    r"saber \(fate\)",
    "帽子",
    "é",
    "a",
)
BLANKS = ("", " ", "\t", "\u3000")
ENDS = ("", "\n", "\r\n", "\r", "\n\nsecond, line\r\n")

odd_texts = st.text(st.characters(codec="utf-8"), max_size=12)
words = st.sampled_from(WORDS) | odd_texts.map(str.strip)
tags = st.tuples(st.sampled_from(BLANKS), words, st.sampled_from(BLANKS)).map("".join)
lines = st.lists(tags, max_size=6).map(",".join)
captions = st.tuples(
    st.sampled_from(("", "\ufeff")), st.sampled_from(("", "\n", " ")), lines, st.sampled_from(ENDS)
).map(lambda parts: "".join(parts).encode())
"""Contents of caption files."""

lists = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(", ".join)
word = st.sampled_from(WORDS)
position = st.sampled_from(("first", "after_trigger", "last"))
VALUES: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "merge": {"tags": lists, "into": word, "present": st.sampled_from(("any", "all"))},
    "group": {"tag": word, "position": position},
    "replace": {"old": lists, "new": lists},
    "add": {"tags": lists, "position": position},
    "remove": {"tags": lists},
    "blacklist": {"tags": lists | st.just("*hair")},
    "front": {"tags": lists},
    "sort": {"keep_first": st.integers(0, 3)},
    "dedupe": {},
    "spaces": {"keep": st.sampled_from(("", "*_group*"))},
    "escape": {"direction": st.sampled_from(("escape", "unescape"))},
    "regex": {
        "pattern": st.sampled_from((r"(\w+) hair", "a", r"^.*$", ",", r"\d")),
        "replacement": st.sampled_from(("", "x", r"\g<0>, more", "two\nlines")),
        "over": st.sampled_from(("tag", "caption")),
    },
}
"""Values of the parameters of every operation."""

operations = st.sampled_from(sorted(OPERATIONS)).flatmap(
    lambda name: st.fixed_dictionaries(dict(VALUES[name])).map(OPERATIONS[name].checked)
)


def operation(name: str, **values: Any) -> Operation:
    """One of the catalogue."""
    return OPERATIONS[name].checked(values)


def make_captions(folder: Path, captions: Mapping[str, str | bytes | None]) -> Place:
    """Pictures by name with their captions; None for one without."""
    for name, caption in captions.items():
        picture = folder / name
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(b"a picture")
        if caption is not None:
            content = caption.encode() if isinstance(caption, str) else caption
            picture.with_suffix(".txt").write_bytes(content)
    return Place(folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Every caption."""
    found = (path for path in folder.rglob("*.txt") if HIDDEN not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
