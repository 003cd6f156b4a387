"""Tags changed by a regular expression, within limits of time and memory."""

import math
import re
import time
from functools import cached_property
from typing import Any, ClassVar, Literal

import regex

from kohya_like.config.problems import InputError
from kohya_like.config.schema import param
from kohya_like.config.text import Text
from kohya_like.dataset.caption_files import MAX_BYTES
from kohya_like.dataset.captions import LINE_END
from kohya_like.dataset.tags.caption import Tags, joined, split_tags
from kohya_like.dataset.tags.operation import Operation, shortened

SECONDS = 3.0
"""For all captions together: a pattern that needs longer tries the same in ever new ways."""
LONGEST = 300
"""Characters of a pattern, and of what replaces it."""
MOST_REPEATS = 1000
"""Product of the counts in braces, which are multiplied out before anything is looked for."""

COUNTS = re.compile(r"\{(\d*)(?:,(\d*))?\}")
RECURSION = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)")
"""A pattern within itself can fill the memory before its time is over."""


class Regex(Operation):
    """Whatever a regular expression finds is replaced."""

    name: ClassVar[str] = "regex"
    title: ClassVar[Text] = Text("Regular expression", "正则表达式")
    about: ClassVar[Text] = Text(
        "Replaces whatever a pattern finds; what becomes empty is removed.",
        "替换匹配到的内容；变为空的标签会被删除。",
    )

    pattern: str = param(
        ..., "Pattern", "表达式", zh="要查找的内容，如 ^(\\w+) hair$。", min_length=1, max_length=LONGEST
    )
    r"""What is looked for, such as ^(\w+) hair$."""

    replacement: str = param(
        "", "Replacement", "替换为", zh="替换成的内容；\\1 代表第一对括号中的内容。", max_length=LONGEST
    )
    r"""What takes its place; \1 stands for what the first pair of brackets found."""

    over: Literal["tag", "caption"] = param(
        "tag",
        "Looked for in",
        "查找范围",
        zh="在每个标签中分别查找，或在整行中查找。",
        labels={"tag": Text("Each tag", "每个标签"), "caption": Text("The whole line", "整行")},
    )
    """Each tag by itself, or the whole line."""

    ignore_case: bool = param(False, "Ignore case", "忽略大小写", zh="不区分大小写。")
    """Take upper and lower case for the same."""

    _seconds: float = SECONDS
    """What is left of its time."""

    def model_post_init(self, context: Any) -> None:
        """Refuse patterns that are none, or could take all memory."""
        super().model_post_init(context)
        counts = (max(1, *(int(count or 1) for count in found)) for found in COUNTS.findall(self.pattern))
        if math.prod(counts) > MOST_REPEATS or RECURSION.search(self.pattern):
            raise InputError.of("pattern", _TOO_MUCH)
        self._require_replacement()

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        try:
            return regex.compile(self.pattern, regex.IGNORECASE if self.ignore_case else 0)
        except regex.error as error:
            raise InputError.of("pattern", _NO_PATTERN.format(reason=error)) from None

    def _require_replacement(self) -> None:
        """Use it once: it is looked at only where something is found, here by an empty alternative."""
        either = regex.compile(f"(?:{self._compiled.pattern}\n)|")
        try:
            either.match("").expand(self.replacement)
        except IndexError:
            raise InputError.of("replacement", _NO_GROUP) from None
        except regex.error as error:
            said = _NO_GROUP if "group" in str(error) else _NO_REPLACEMENT.format(reason=error)
            raise InputError.of("replacement", said) from None

    def apply(self, tags: Tags) -> Tags:
        if self.over == "caption":
            line = joined(tags, self.separator)
            changed = self._replaced(line)
            return tags if changed == line else self._apart(changed)
        parts = ((tag,) if (changed := self._replaced(tag)) == tag else self._apart(changed) for tag in tags)
        return tuple(tag for part in parts for tag in part)

    def done(self) -> Text:
        """As for every operation."""
        said = shortened(f"{self.pattern} → {self.replacement}")
        return Text(f"{self.title.en}: {said}", f"{self.title.zh}：{said}")

    def _apart(self, text: str) -> Tags:
        return split_tags(LINE_END.sub(" ", text), self.separator)

    def _replaced(self, text: str) -> str:
        began = time.monotonic()
        room = MAX_BYTES

        def put(match: regex.Match[str]) -> str:
            nonlocal room
            new: str = match.expand(self.replacement)
            room -= len(new)
            if room < 0:
                raise InputError.of("replacement", _TOO_LONG)
            return new

        try:
            changed: str = self._compiled.sub(put, text, timeout=max(self._seconds, 0.001))
        except (TimeoutError, MemoryError):
            raise InputError.of("pattern", _TOO_MUCH) from None
        finally:
            self._seconds -= time.monotonic() - began
        return changed


_NO_PATTERN = Text(
    "This is no regular expression: {reason}. Correct it, or put a backslash before signs that stand for themselves.",
    "这不是正确的正则表达式：{reason}。请改正，或在表示自身的符号前加反斜杠。",
)
_NO_GROUP = Text(
    "The replacement names a group that the pattern does not have: count its pairs of brackets.",
    "替换内容引用了表达式中不存在的分组：请检查括号的数量。",
)
_NO_REPLACEMENT = Text(
    "This cannot replace anything: {reason}. Write two backslashes for one.",
    "无法用作替换内容：{reason}。要表示一个反斜杠，请写两个。",
)
_TOO_MUCH = Text(
    "This pattern would take too long, or too much memory: make it simpler, without repeats of what is repeated.",
    "这个表达式耗时过长或占用内存过多：请简化，不要对重复的内容再做重复。",
)
_TOO_LONG = Text(
    "With this replacement captions would become longer than a million characters: shorten it.",
    "这样替换后标签会超过一百万个字符：请缩短替换内容。",
)
