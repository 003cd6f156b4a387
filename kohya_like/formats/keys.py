"""Questions about the names and shapes in a header, as identification asks them."""

import re
from collections import Counter
from functools import cached_property

from kohya_like.formats.header import Header


class Keys:
    """The tensor names of a header, searchable by regular expressions in which ^ and $ are the ends of one name."""

    def __init__(self, header: Header) -> None:
        self.header = header

    @cached_property
    def _names(self) -> str:
        return "\n".join(self.header.tensors)

    def has(self, *patterns: str) -> bool:
        """Whether for each pattern there is a name with it."""
        return all(re.search(pattern, self._names, re.MULTILINE) for pattern in patterns)

    def shapes(self, pattern: str) -> list[tuple[int, ...]]:
        """The shapes of all tensors with the pattern in their names, in the order of the file."""
        wanted = re.compile(pattern)
        return [info.shape for name, info in self.header.tensors.items() if wanted.search(name)]

    def usual_size(self, pattern: str, dimension: int, of: int) -> int | None:
        """The most frequent size of a dimension (of several, the largest) among matching tensors `of` that many."""
        sizes = Counter(shape[dimension] for shape in self.shapes(pattern) if len(shape) == of)
        return max(sizes, key=lambda size: (sizes[size], size), default=None)
