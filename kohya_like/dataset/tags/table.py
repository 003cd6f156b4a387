"""The tags of many captions: how often each stands there, and on which pictures."""

import re
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


GROUP = re.compile(r"(?P<name>.+)_group(?P<number>\d+)", re.IGNORECASE)


def next_group(pictures: Iterable[Captioned], separator: str = SEPARATOR) -> str:
    """A tag for one more group: the trigger, which is what most captions begin with, and the next free number."""
    captions = [picture.caption.tags(separator) for picture in pictures]
    firsts = Counter(tags[0] for tags in captions if tags and GROUP.fullmatch(tags[0]) is None)
    trigger = firsts.most_common(1)[0][0] if firsts else ""
    found = (GROUP.fullmatch(tag) for tags in captions for tag in tags)
    numbers = [int(each["number"]) for each in found if each is not None and key(each["name"]) == key(trigger)]
    return f"{trigger}_group{max(numbers, default=0) + 1}".lstrip("_")


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
