"""Tags by patterns: `*` stands for any characters, everything else for itself."""

import re
from functools import cached_property

from kohya_like.dataset.tags.caption import Tags, key

STAR = "*"


class Matcher:
    """Recognises the tags that fit one of several patterns."""

    def __init__(self, patterns: Tags) -> None:
        self.patterns = patterns

    def fits(self, tag: str) -> bool:
        """Whether a tag is what one of the patterns says. Tags are compared by their keys."""
        bare = key(tag)
        return bare in self._words or any(pattern.fullmatch(bare) for pattern in self._stars)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(map(key, self.patterns))

    @cached_property
    def _stars(self) -> list[re.Pattern[str]]:
        return [_compiled(key(pattern)) for pattern in self.patterns if STAR in pattern]


def _compiled(pattern: str) -> re.Pattern[str]:
    """Each star takes as little as it can and never gives back: what follows it is found by its first place.

    So a pattern of many stars takes no time to speak of.
    """
    first, *middle, last = map(re.escape, pattern.split(STAR))
    return re.compile("".join([first, *(f"(?>.*?{part})" for part in middle), ".*", last]), re.DOTALL)
