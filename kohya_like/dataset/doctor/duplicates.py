"""Checks for pictures that are there more than once, and for sets in which all look the same."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from kohya_like.config.text import Text
from kohya_like.dataset.doctor.facts import Facts
from kohya_like.dataset.doctor.finding import Found
from kohya_like.dataset.doctor.likeness import groups, near_pairs, near_vectors, related
from kohya_like.dataset.doctor.subject import Subject
from kohya_like.dataset.listing import some_names

Key = TypeVar("Key")

FEWEST = 6
"""Of fewer pictures it cannot be said that they are all alike."""
ALIKE_SHARE = 0.5
"""Pictures composed like another one, as a part of all."""
ALIKE_COSINE = 0.92
"""Of CLIP's vectors, the mean of all pairs. Pictures of one person in varied scenes have 0.7 to 0.85."""
COVERED = 0.8
"""The part of the pictures that CLIP must have looked at to be believed about the set."""


def duplicates(subject: Subject) -> Iterator[Found]:
    """Files of equal content in the training set."""
    by_content = _by_content((path, subject.facts[path]) for path in subject.train)
    same = [_best_first(subject, group) for group in by_content.values() if len(group) > 1]
    if same:
        yield _found(_DUPLICATES, same)


def near_duplicates(subject: Subject) -> Iterator[Found]:
    """Pictures that show the same as another one in the training set, in other files."""
    firsts = [_best_first(subject, group)[0] for group in _by_content(subject.fine.items()).values()]
    facts = [subject.fine[path] for path in firsts]
    pairs = [*near_pairs(facts), *_near_by_clip(subject, firsts)] if firsts else []
    same = [_best_first(subject, [firsts[place] for place in group]) for group in groups(len(firsts), pairs)]
    if same:
        yield _found(_NEAR, same)


def in_both_sets(subject: Subject) -> Iterator[Found]:
    """Pictures of the training set that are regularisation pictures too, in a copy of any size."""
    pictures = [*subject.fine, *(path for path in subject.reg if subject.facts[path].state == "fine")]
    if not pictures:
        return
    together = groups(len(pictures), near_pairs([subject.facts[path] for path in pictures]))
    border = len(subject.fine)
    mixed = [group for group in together if group[0] < border <= group[-1]]
    if mixed:
        files = [pictures[place] for group in mixed for place in group]
        spare = [pictures[place] for group in mixed for place in group if place >= border]
        yield Found(_BOTH.format(count=len(spare), names=some_names(spare)), files, spare)


def too_alike(subject: Subject) -> Iterator[Found]:
    """Training sets of little variety."""
    facts = [group[0] for group in _by_content((each, each) for each in subject.fine.values()).values()]
    if len(facts) < FEWEST:
        return
    vectors = [vector for path in subject.fine if (vector := subject.vectors.get(path)) is not None]
    if len(vectors) >= max(FEWEST, COVERED * len(subject.fine)):
        total, count = np.sum(vectors, axis=0), len(vectors)
        if (float(total @ total) - count) / (count * (count - 1)) > ALIKE_COSINE:
            yield Found(_ALIKE)
    elif (count := related(facts)) >= ALIKE_SHARE * len(facts):
        yield Found(_ALIKE_BY_OUTLINE.format(count=count, total=len(facts)))


def _near_by_clip(subject: Subject, pictures: Sequence[Path]) -> Iterator[tuple[int, int]]:
    seen = [place for place, path in enumerate(pictures) if path in subject.vectors]
    if seen:
        for one, other in near_vectors([subject.vectors[pictures[place]] for place in seen]):
            yield seen[one], seen[other]


def _by_content(pictures: Iterable[tuple[Key, Facts]]) -> dict[bytes, list[Key]]:
    found: defaultdict[bytes, list[Key]] = defaultdict(list)
    for key, facts in pictures:
        if facts.content:
            found[facts.content].append(key)
    return found


def _best_first(subject: Subject, group: Sequence[Path]) -> list[Path]:
    """The one to keep in front: with a caption that says something, then the largest."""

    def worth(path: Path) -> tuple[bool, int]:
        return any(caption.text for caption in subject.captions[path]), subject.facts[path].pixels

    return sorted(group, key=worth, reverse=True)


def _found(message: Text, same: list[list[Path]]) -> Found:
    spare = [path for group in same for path in group[1:]]
    files = [path for group in same for path in group]
    return Found(message.format(count=len(spare), names=some_names(spare)), files, spare)


_DUPLICATES = Text(
    "Equal to another picture, byte for byte: {count} ({names}). Each counts twice, and is learned by heart sooner.",
    "与另一张图片逐字节相同：{count} 张（{names}）。相当于重复训练，更容易被死记。",
)
_NEAR = Text(
    "Show nearly the same as another picture: {count} ({names}). Together they count as one that is repeated, and are "
    "learned by heart sooner.",
    "与另一张图片几乎相同：{count} 张（{names}）。合起来相当于同一张图重复训练，更容易被死记。",
)
_BOTH = Text(
    "Regularisation pictures that are training pictures too: {count} ({names}). What is to be learned would be "
    "unlearned with them.",
    "同时出现在训练集中的正则化图片：{count} 张（{names}）。它们会抵消要学习的内容。",
)
_ALIKE = Text(
    "The pictures look much alike. What they all show, background and pose included, is learned as one: add some with "
    "other poses, clothes and places.",
    "图片彼此过于相似。它们共有的一切（包括背景和姿势）会被当作一个整体学习：请加入不同姿势、服装和场景的图片。",
)
_ALIKE_BY_OUTLINE = Text(
    "Of {total} pictures, {count} are composed like another one. What they all show, background and pose included, is "
    "learned as one: add some with other poses, clothes and places.",
    "{total} 张图片中有 {count} 张与另一张构图相似。它们共有的一切（包括背景和姿势）会被当作一个整体学习：请加入不同"
    "姿势、服装和场景的图片。",
)
