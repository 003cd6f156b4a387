"""What is wrong, or unwise, about a trigger word and a class."""

from collections.abc import Iterator
from dataclasses import dataclass

from kohya_like.config.names import UNSAFE
from kohya_like.config.problems import Problem
from kohya_like.config.text import Text
from kohya_like.dataset.captions import EAST_ASIAN
from kohya_like.dataset.tokens import token_ids

LONGEST = 60
"""Characters. Words become part of a folder's name, and the rest of a caption needs room."""

MANY_TOKENS = 5

RARE = 30_000
"""CLIP's tokens are numbered from frequent to rare (of 49,408): those from here on seldom have a meaning."""


@dataclass(frozen=True)
class Fields:
    """What the two fields are called where the problems are shown."""

    trigger: str
    class_word: str


def word_problems(trigger: str, class_word: str, fields: Fields) -> Iterator[Problem]:
    """Errors with which the words cannot be used, and warnings about words that would be learned badly."""
    if trigger:
        yield from trigger_problems(trigger, fields.trigger)
    else:
        yield Problem(fields.trigger, _EMPTY)
    yield from class_problems(class_word, fields.class_word)


def trigger_problems(trigger: str, field: str) -> Iterator[Problem]:
    """The same for a trigger word alone."""
    yield from (Problem(field, text) for text in _unusable(trigger))
    yield from (Problem(field, text, "warning") for text in _unwise(trigger))


def class_problems(class_word: str, field: str) -> Iterator[Problem]:
    """The same for a class alone; there may be none."""
    yield from (Problem(field, text) for text in _unusable(class_word))
    if EAST_ASIAN.search(class_word):
        yield Problem(field, _FOREIGN.format(word=class_word), "warning")


def _unusable(word: str) -> Iterator[Text]:
    if UNSAFE.search(word) or "," in word:
        yield _SIGNS.format(word=word)
    elif word.startswith(".") or word.endswith("."):
        yield _DOTS.format(word=word)
    if len(word) > LONGEST:
        yield _TOO_LONG.format(limit=LONGEST)


def _unwise(trigger: str) -> Iterator[Text]:
    if EAST_ASIAN.search(trigger):
        yield _FOREIGN.format(word=trigger)
        return
    tokens = token_ids(trigger)
    if len(tokens) == 1 and tokens[0] < RARE:
        yield _KNOWN.format(word=trigger)
    elif len(tokens) > MANY_TOKENS:
        yield _MANY.format(word=trigger, tokens=len(tokens))


_EMPTY = Text(
    "There is no trigger word: make one up, such as sls or mychar7.", "没有触发词：请自拟一个，例如 sls 或 mychar7。"
)
_SIGNS = Text(
    'Commas and the signs / \\ : * ? " < > | cannot stand in it: use letters, digits and blanks.',
    '不能含有逗号和 / \\ : * ? " < > |：请使用字母、数字和空格。',
)
_DOTS = Text("It cannot begin or end with a dot: remove the dot.", "不能以点开头或结尾：请去掉点。")
_TOO_LONG = Text("It is too long: use at most {limit} characters.", "太长了：请不要超过 {limit} 个字符。")
_FOREIGN = Text(
    "CLIP reads only English and does not understand {word}: write it in Latin letters.",
    "CLIP 只懂英文，不理解“{word}”：请改用拉丁字母（例如拼音）。",
)
_KNOWN = Text(
    "The base model knows {word} as a word with a meaning of its own: a made-up one, such as sls7, mixes less.",
    "底模已认识“{word}”这个词并有自己的含义：自造的词（如 sls7）不易混淆。",
)
_MANY = Text(
    "{word} takes {tokens} of the 75 tokens of a caption: a shorter word is learned more easily.",
    "“{word}”占用标签 75 个 token 中的 {tokens} 个：短一些的词更容易学会。",
)
