"""The tags of many captions: how often each stands there, and on which pictures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kohya_like.dataset.tags.caption import SEPARATOR, key
from kohya_like.dataset.tags.reading import Captioned


@dataclass(frozen=True)
class Row:
    """One tag."""

    tag: str
    """As it is spelt most often."""
    count: int
    """Captions that have it."""
    examples: tuple[str, ...]
    """Names of some pictures that have it."""


def table(pictures: Iterable[Captioned], separator: str = SEPARATOR, examples: int = 3) -> list[Row]:
    """Every tag, the most frequent first, then by alphabet."""
    spellings: dict[str, Counter[str]] = {}
    names: dict[str, list[str]] = {}
    for picture in pictures:
        for tag in picture.caption.tags(separator):
            spellings.setdefault(key(tag), Counter())[tag] += 1
            having = names.setdefault(key(tag), [])
            if not having or having[-1] != picture.name:  # A tag may stand twice in one caption.
                having.append(picture.name)
    rows = [
        Row(spellings[each].most_common(1)[0][0], len(having), tuple(having[:examples]))
        for each, having in names.items()
    ]
    return sorted(rows, key=lambda row: (-row.count, key(row.tag)))
