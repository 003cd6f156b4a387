"""Which pictures are meant: `1girl & !smile & (hat | "long hair")`.

    expression = either ("|" either)*            any of these
    either     = part ("&" part)*                all of these
    part       = "!" part | "(" expression ")" | word | "word in quotes"

A word is a tag; blanks may stand in it, and `*` for any characters, so that `!*` are the pictures without tags. A tag
that has one of the signs in it stands in quotes, where a backslash goes before a quote or a backslash.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.tags.caption import key
from kohya_like.dataset.tags.matching import STAR, Matcher

FIELD = "where"
LONGEST = 20_000
"""Characters of an expression."""
DEEPEST = 50
"""Brackets and exclamation marks within each other."""

WIDE = str.maketrans("＆｜！（）", "&|!()")
"""The signs as Chinese keyboards write them, which count as the same."""
TOKEN = re.compile(
    r'(?P<sign>[&|!()＆｜！（）])|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^&|!()＆｜！（）"]+)', re.DOTALL
)
ESCAPE = re.compile(r'\\(["\\])')


class Expression(ABC):
    """Something that the tags of a picture meet, or not. `str()` writes it so that it can be read again."""

    @abstractmethod
    def holds(self, keys: frozenset[str]) -> bool:
        """Whether it is true of a picture whose tags have these keys."""


@dataclass(frozen=True)
class Everything(Expression):
    """Every picture: what an empty expression means."""

    def holds(self, keys: frozenset[str]) -> bool:
        return True

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class Has(Expression):
    """The pictures with a tag."""

    tag: str

    def holds(self, keys: frozenset[str]) -> bool:
        return key(self.tag) in keys

    def __str__(self) -> str:
        return quoted(self.tag)


@dataclass(frozen=True)
class Like(Expression):
    """The pictures with a tag of some form: `*hair`."""

    pattern: str

    def holds(self, keys: frozenset[str]) -> bool:
        return any(map(self._matcher.fits, keys))

    def __str__(self) -> str:
        return self.pattern

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher((self.pattern,))


@dataclass(frozen=True)
class Not(Expression):
    """Those of which something is not true."""

    part: Expression

    def holds(self, keys: frozenset[str]) -> bool:
        return not self.part.holds(keys)

    def __str__(self) -> str:
        return f"!{_enclosed(self.part)}"


@dataclass(frozen=True)
class AllOf(Expression):
    """Those of which everything is true."""

    parts: tuple[Expression, ...]

    def holds(self, keys: frozenset[str]) -> bool:
        return all(part.holds(keys) for part in self.parts)

    def __str__(self) -> str:
        return " & ".join(map(_enclosed, self.parts))


@dataclass(frozen=True)
class AnyOf(Expression):
    """Those of which something is true."""

    parts: tuple[Expression, ...]

    def holds(self, keys: frozenset[str]) -> bool:
        return any(part.holds(keys) for part in self.parts)

    def __str__(self) -> str:
        return " | ".join(map(_enclosed, self.parts))


def parse(text: str) -> Expression:
    """Read an expression. Raises InputError with one sentence that says where it goes wrong."""
    if len(text) > LONGEST:
        raise InputError.of(FIELD, _TOO_LONG.format(most=LONGEST))
    tokens = list(_tokens(text))
    if not tokens:
        return Everything()
    return _Reader(tokens).whole()


def quoted(tag: str) -> str:
    """A tag as it stands in an expression, whatever is in it."""
    return '"' + re.sub(r'(["\\])', r"\\\1", tag) + '"'


@dataclass(frozen=True)
class _Token:
    place: int
    """Counted from 1."""
    sign: str = ""
    """Empty for a word."""
    word: Expression | None = None


END = "end"


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            raise InputError.of(FIELD, _NO_QUOTE.format(place=place + 1))
        if found["sign"]:
            yield _Token(place + 1, sign=found["sign"].translate(WIDE))
        elif found["quoted"] is not None:
            yield _Token(place + 1, word=Has(ESCAPE.sub(r"\1", found["quoted"])))
        elif word := found["word"].strip():
            yield _Token(place + 1, word=Like(word) if STAR in word else Has(word))
        place = found.end()


class _Reader:
    """Goes through tokens from left to right, one function for each line of the grammar."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = [*tokens, _Token(tokens[-1].place, sign=END)]
        self._next = 0
        self._depth = 0

    def whole(self) -> Expression:
        found = self._expression()
        if self._now.sign != END:
            raise self._unexpected()
        return found

    def _expression(self) -> Expression:
        parts = [self._either()]
        while self._takes("|"):
            parts.append(self._either())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _either(self) -> Expression:
        parts = [self._part()]
        while self._takes("&"):
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _part(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise InputError.of(FIELD, _TOO_DEEP.format(most=DEEPEST))
        try:
            if self._takes("!"):
                return Not(self._part())
            if self._now.sign == "(":
                return self._bracket()
            return self._word()
        finally:
            self._depth -= 1

    def _bracket(self) -> Expression:
        opened = self._now.place
        self._next += 1
        inner = self._expression()
        if self._now.sign == END:
            raise InputError.of(FIELD, _NOT_CLOSED.format(place=opened))
        if not self._takes(")"):
            raise self._unexpected()
        return inner

    def _word(self) -> Expression:
        word = self._now.word
        if word is None:
            raise self._unexpected()
        self._next += 1
        return word

    @property
    def _now(self) -> _Token:
        return self._tokens[self._next]

    def _takes(self, sign: str) -> bool:
        found = self._now.sign == sign
        self._next += found
        return found

    def _unexpected(self) -> InputError:
        now = self._now
        if now.sign == END:
            return InputError.of(FIELD, _ENDS_EARLY)
        if now.word is not None:
            return InputError.of(FIELD, _NO_SIGN.format(place=now.place))
        return InputError.of(FIELD, _NO_TAG.format(sign=now.sign, place=now.place))


def _enclosed(part: Expression) -> str:
    return f"({part})" if isinstance(part, AllOf | AnyOf) else str(part)


_TOO_LONG = Text("The expression is longer than {most} characters: shorten it.", "表达式超过 {most} 个字符：请缩短。")
_TOO_DEEP = Text(
    "The expression has more than {most} brackets within each other: make it simpler.",
    "表达式的括号嵌套超过 {most} 层：请简化。",
)
_NO_QUOTE = Text(
    "The quote at character {place} of the expression has no second one: add it.",
    "表达式第 {place} 个字符处的引号没有成对：请补上。",
)
_NOT_CLOSED = Text(
    "The bracket at character {place} of the expression is not closed: add a ).",
    "表达式第 {place} 个字符处的括号没有闭合：请补上 )。",
)
_ENDS_EARLY = Text(
    "The expression ends where a tag should follow: write one, or take the last sign away.",
    "表达式在应有标签的地方结束了：请补上标签，或删除最后的符号。",
)
_NO_SIGN = Text(
    "Before the tag at character {place} of the expression stands no sign: write & for “and”, | for “or”.",
    "表达式第 {place} 个字符处的标签前缺少符号：“且”写 &，“或”写 |。",
)
_NO_TAG = Text(
    "A tag is missing before the {sign} at character {place} of the expression; signs that belong to a tag stand in "
    "quotes.",
    "表达式第 {place} 个字符 {sign} 之前缺少标签；标签本身含有的符号请放在引号中。",
)
