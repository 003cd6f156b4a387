"""Checks of what pictures show: enough of it, and sharp."""

import math
from collections.abc import Iterator

from kohya_like.config.text import Text
from kohya_like.dataset.doctor.finding import Found
from kohya_like.dataset.doctor.subject import Subject
from kohya_like.dataset.listing import some_names

ENLARGED = 1.1
"""A picture may be enlarged by a tenth: that is not seen."""

BLURRY = 60.0
"""Variance of the Laplacian of the sharpest part, at 512 pixels. Of photographs and drawings, sharp ones have 400 and
more, and less than 30 once they are blurred by two pixels."""


def too_small(subject: Subject) -> Iterator[Found]:
    """Pictures with fewer pixels than training asks for."""
    least = subject.resolution / ENLARGED
    files = [path for path, facts in subject.fine.items() if math.sqrt(facts.pixels) < least]
    if files:
        text = _TOO_SMALL.format(count=len(files), names=some_names(files), side=subject.resolution)
        yield Found(text, files)


def blurry(subject: Subject) -> Iterator[Found]:
    """Pictures that are sharp nowhere, the most blurred ones first."""
    files = [path for path, facts in subject.fine.items() if facts.sharpness < BLURRY]
    if files:
        files.sort(key=lambda path: subject.fine[path].sharpness)
        yield Found(_BLURRY.format(count=len(files), names=some_names(files)), files)


_TOO_SMALL = Text(
    "Pictures smaller than {side}x{side}: {count} ({names}). They are enlarged for training, which teaches blur.",
    "小于 {side}x{side} 的图片：{count} 张（{names}）。训练时会被放大，模型会学到模糊。",
)
_BLURRY = Text(
    "Pictures that seem blurred everywhere: {count} ({names}). The model learns to draw blurred pictures too.",
    "看起来整体模糊的图片：{count} 张（{names}）。模型也会学着画出模糊的图。",
)
