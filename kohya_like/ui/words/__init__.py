"""Every text that the page's scripts show, by a key that begins with the name of its panel."""

from kohya_like.config.text import Text
from kohya_like.jobs.status import LABELS
from kohya_like.ui.words import (
    browse,
    captioning,
    captions,
    common,
    crop,
    dataset,
    field,
    folders,
    login,
    new,
    pictures,
    plan,
    presets,
    regularise,
    runs,
    scores,
    settings,
    shell,
    tags,
    train,
)

STATUS = {f"status.{name}": label for name, label in LABELS.items()}


def _merged(*parts: dict[str, Text]) -> dict[str, Text]:
    """All parts in one. Raises ValueError for a key that two of them have."""
    merged: dict[str, Text] = {}
    for part in parts:
        if clash := merged.keys() & part.keys():
            raise ValueError(f"defined twice: {', '.join(sorted(clash))}")
        merged |= part
    return merged


WORDS = _merged(
    captioning.WORDS,
    captions.WORDS,
    common.WORDS,
    crop.WORDS,
    shell.WORDS,
    browse.WORDS,
    dataset.WORDS,
    field.WORDS,
    folders.WORDS,
    login.WORDS,
    new.WORDS,
    pictures.WORDS,
    plan.WORDS,
    presets.WORDS,
    regularise.WORDS,
    runs.WORDS,
    scores.WORDS,
    settings.WORDS,
    tags.WORDS,
    train.WORDS,
    STATUS,
)
