"""Which of many pictures look alike, without comparing them one by one in Python."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kohya_like.dataset.doctor.facts import COLOURS, Facts
from kohya_like.dataset.embeddings import Vector

CELLS = 1 << 22
"""Pairs of hashes that are compared at once: a few dozen megabytes."""
COMPARED = 1 << 14
"""Pairs of tiny pictures that are compared at once: less than ten megabytes."""

NEAR_BITS = 6
"""Of 64. Copies of another size, quality or with a watermark differ in 0 to 6; different pictures in about 32."""
NEAR_COLOURS = 12.0
"""Mean difference of the tiny pictures, of 255: more has other colours."""
NEAR_COSINE = 0.97
"""Of CLIP's vectors: a copy that was mirrored, cropped or touched up."""
RELATED_BITS = 14
"""Pictures with the same composition. By chance, one pair of 300,000 differs so little."""

Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]


def outlines(facts: Iterable[Facts]) -> NDArray[np.uint64]:
    """The perceptual hashes as numbers."""
    return np.frombuffer(b"".join(each.outline for each in facts), dtype=np.uint64)


def near_pairs(facts: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """Pairs of pictures that show the same in the same colours, by their places; of equal ones only those with the
    first, for a thousand would make half a million pairs."""
    firsts: dict[bytes, int] = {}
    for place, each in enumerate(facts):
        first = firsts.setdefault(each.outline + each.colours, place)
        if first != place:
            yield first, place
    different = np.array(list(firsts.values()), dtype=np.intp)
    chosen = [facts[place] for place in different]
    colours = np.frombuffer(b"".join(each.colours for each in chosen), dtype=np.uint8).reshape(-1, 3 * COLOURS**2)
    for one, other in _blocks(outlines(chosen), NEAR_BITS):
        like = _of_like_colours(colours, one, other)
        yield from zip(different[one[like]].tolist(), different[other[like]].tolist(), strict=True)


def near_vectors(vectors: Sequence[Vector]) -> Iterator[tuple[int, int]]:
    """Pairs of pictures in which CLIP saw the same."""
    matrix = np.stack(vectors)
    rows = max(1, CELLS // len(matrix))
    for start in range(0, len(matrix), rows):
        one, other = np.nonzero(matrix[start : start + rows] @ matrix[start:].T >= NEAR_COSINE)
        yield from ((start + a, start + b) for a, b in zip(one.tolist(), other.tolist(), strict=True) if a < b)


def related(facts: Sequence[Facts]) -> int:
    """How many pictures are composed like another one."""
    hashes = outlines(facts)
    found = np.zeros(len(hashes), dtype=bool)
    for one, other in _blocks(hashes, RELATED_BITS):
        found[one] = found[other] = True
    return int(found.sum())


def groups(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """What hangs together by pairs: the groups of more than one, each in order."""
    parents = list(range(count))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = place = parents[parents[place]]
        return place

    for one, other in pairs:
        parents[max(root(one), root(other))] = min(root(one), root(other))
    members: defaultdict[int, list[int]] = defaultdict(list)
    for place in range(count):
        members[root(place)].append(place)
    return [group for group in members.values() if len(group) > 1]


def _blocks(hashes: NDArray[np.uint64], bits: int) -> Iterator[Pairs]:
    """The pairs that differ in at most so many bits, some rows of the table of all at a time."""
    rows = max(1, CELLS // max(1, len(hashes)))
    for start in range(0, len(hashes), rows):
        differing = np.bitwise_count(hashes[start : start + rows, None] ^ hashes[None, start:])
        one, other = np.nonzero(differing <= bits)
        apart = one < other
        yield start + one[apart], start + other[apart]


def _of_like_colours(colours: NDArray[np.uint8], one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Of pairs, those whose colours differ little."""
    parts = [slice(start, start + COMPARED) for start in range(0, len(one), COMPARED)]
    differences = (np.abs(colours[one[part]].astype(np.int16) - colours[other[part]]) for part in parts)
    return np.concatenate([np.empty(0, dtype=bool), *(each.mean(axis=1) <= NEAR_COLOURS for each in differences)])
