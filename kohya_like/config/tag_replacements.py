"""How `tag_replacement` says that tags are written as others: `found,written;found,written`, as in sd-scripts."""

import re

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text

FIELD = "tag_replacement"
PAIRS, PAIR = r"(?<!\\);", r"(?<!\\),"
ESCAPED = re.compile(r"\\([,;])")
"""A tag may hold a comma or a semicolon, which then stands behind a backslash."""


def parse_replacements(text: str) -> dict[str, str]:
    """What is written instead of each tag. Raises InputError for a pair that is none."""
    found: dict[str, str] = {}
    for pair in filter(str.strip, re.split(PAIRS, text)):
        tags = [ESCAPED.sub(r"\1", tag).strip() for tag in re.split(PAIR, pair)]
        if len(tags) != 2 or not all(tags):
            raise InputError.of(FIELD, _NO_PAIR.format(pair=pair.strip()))
        found[tags[0]] = tags[1]
    return found


_NO_PAIR = Text(
    "{pair} in tag_replacement is no pair: write found,written and put a semicolon between pairs.",
    "tag_replacement 中的 {pair} 不是一对标签：请写成 原标签,新标签，多组之间用分号分隔。",
)
