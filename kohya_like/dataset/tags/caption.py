"""The text of a caption file taken apart into tags and put together again; what no tag is stays byte for byte."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from kohya_like.dataset.captions import LINE_END

SEPARATOR = ","
MARK = b"\xef\xbb\xbf"
"""What some editors put before UTF-8 text."""

Tags = tuple[str, ...]


@dataclass(frozen=True)
class Caption:
    """A caption file. Training uses its first line that is not blank; only that one is taken apart."""

    before: str
    line: str
    """Without blanks at its ends; empty where nothing but blanks is in the file."""
    after: str
    marked: bool = False

    @classmethod
    def of(cls, content: bytes) -> "Caption":
        """The content of a caption file, which must be UTF-8 text."""
        marked = content.startswith(MARK)
        text = content[len(MARK) :].decode() if marked else content.decode()
        start = len(text) - len(text.lstrip())
        if start == len(text):
            return cls("", "", text, marked)
        end = LINE_END.search(text, start)
        line = text[start : end.start() if end else len(text)].rstrip()
        return cls(text[:start], line, text[start + len(line) :], marked)

    def content(self) -> bytes:
        """What stands in the file."""
        return (MARK if self.marked else b"") + f"{self.before}{self.line}{self.after}".encode()

    def tags(self, separator: str = SEPARATOR) -> Tags:
        """The tags; a sentence without separators is one."""
        return split_tags(self.line, separator)

    def with_tags(self, tags: Tags, separator: str = SEPARATOR) -> "Caption":
        """The caption with these tags. Where they are those that it has, nothing is written anew."""
        return self if tags == self.tags(separator) else replace(self, line=joined(tags, separator))


EMPTY = Caption("", "", "")
"""That of a picture without a caption file."""


def split_tags(line: str, separator: str = SEPARATOR) -> Tags:
    """The tags of one line, without blanks around them; nothing between two separators is no tag."""
    return tuple(tag for part in line.split(separator) if (tag := part.strip()))


def joined(tags: Iterable[str], separator: str = SEPARATOR) -> str:
    """Tags as one line, as taggers write it: `tag, tag`."""
    return (separator if separator[-1].isspace() else f"{separator} ").join(tags)


@lru_cache(maxsize=1 << 16)
def key(tag: str) -> str:
    """What two spellings of one tag have in common: CLIP reads no case, and any blanks as one."""
    return " ".join(unicodedata.normalize("NFC", tag).lower().split())


def distinct(tags: Iterable[str]) -> Tags:
    """The tags without later spellings of one that is there already."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(key(tag), tag)
    return tuple(first.values())


def listed(typed: str, separator: str = SEPARATOR) -> Tags:
    """Tags as a person lists them, on one line and each once."""
    return distinct(" ".join(tag.split()) for tag in split_tags(typed, separator))


def keys(tags: Iterable[str]) -> frozenset[str]:
    """What of tags is compared with others."""
    return frozenset(map(key, tags))
