"""Checks of how many pictures there are, for what is to be learned from them."""

from collections.abc import Iterator

from kohya_like.config.presets.preset import Goal
from kohya_like.config.text import Text
from kohya_like.dataset.doctor.finding import Found
from kohya_like.dataset.doctor.subject import Subject

FEW: dict[Goal, int] = {"character": 8, "style": 15, "object": 6}
"""With fewer pictures than this, they are learned by heart rather than what they show."""

MANY: dict[Goal, int] = {"character": 300, "style": 3000, "object": 200}
"""More than this of one thing add work rather than knowledge: the best of them teach it better."""


def none(subject: Subject) -> Iterator[Found]:
    """A set without pictures."""
    if not subject.train:
        yield Found(_NONE.format(folder=subject.sets.folder))


def too_few(subject: Subject) -> Iterator[Found]:
    """A set that is too small to learn from."""
    if 0 < len(subject.train) < FEW[subject.goal]:
        yield Found(_FEW.format(count=len(subject.train), few=FEW[subject.goal]))


def too_many(subject: Subject) -> Iterator[Found]:
    """A set that is larger than its purpose needs."""
    if len(subject.train) > MANY[subject.goal]:
        yield Found(_MANY.format(count=len(subject.train), many=MANY[subject.goal]))


_NONE = Text("There are no pictures in {folder}: nothing can be trained.", "{folder} 中没有图片：无法训练。")
_FEW = Text(
    "Only {count} pictures: fewer than {few} are learned by heart, rather than what they show. Add some.",
    "只有 {count} 张图片：少于 {few} 张时，模型会死记这些图片，而不是学会其中的内容。请再添加一些。",
)
_MANY = Text(
    "With {count} pictures of one thing, training takes long and the weaker ones spoil the result: the best {many} "
    "teach it better.",
    "同一主题有 {count} 张图片，训练耗时，质量差的还会影响结果：挑选最好的 {many} 张效果更好。",
)
