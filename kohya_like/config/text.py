"""Texts for people, in English with Simplified Chinese beside it."""

import locale
import os
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]

LANGUAGE_VARIABLE = "KOHYA_LIKE_LANG"
LANGUAGE_VARIABLES = (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")
"""Ours, then POSIX's in their order. `locale` alone would know only languages whose data is installed."""


def language() -> Language:
    """The language of this process: the first variable that names one decides, else the system's setting (Windows)."""
    named = next((value for name in LANGUAGE_VARIABLES if (value := os.environ.get(name))), None)
    wanted = named or locale.getlocale()[0] or "en"
    return "zh" if wanted.lower().startswith(("zh", "chinese")) else "en"


@dataclass(frozen=True)
class Text:
    """One sentence in both languages; `str()` gives the one of this process."""

    en: str
    zh: str

    def format(self, **values: object) -> "Text":
        """Both languages with the values filled in, as `str.format` does; a Text among them goes in by language."""
        english = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
        chinese = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
        return Text(self.en.format(**english), self.zh.format(**chinese))

    def __str__(self) -> str:
        return self.zh if language() == "zh" else self.en
