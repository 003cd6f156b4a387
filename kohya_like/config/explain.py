"""pydantic's findings as plain sentences."""

import math
from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import ConvertError

from kohya_like.config.problems import Problem
from kohya_like.config.schema import Kind, Parameter
from kohya_like.config.text import Text

LONGEST_VALUE = 60
"""Characters of a wrong value that a sentence quotes."""

NOTHING = Text("", "")

KINDS: dict[Kind, Text] = {
    "text": Text("a text", "文字"),
    "path": Text("a path", "路径"),
    "integer": Text("a whole number", "整数"),
    "number": Text("a number", "数字"),
    "switch": Text("true or false", " true 或 false"),
    "list": Text("a list of texts", "文字列表"),
}

LIMITS = {
    "ge": Text("at least {n}", "不小于 {n}"),
    "gt": Text("above {n}", "大于 {n}"),
    "le": Text("at most {n}", "不大于 {n}"),
    "lt": Text("below {n}", "小于 {n}"),
    "multiple_of": Text("a multiple of {n}", "是 {n} 的倍数"),
    "min_length": Text("{n} or more characters", "不少于 {n} 个字符"),
    "max_length": Text("{n} or fewer characters", "不多于 {n} 个字符"),
}

LIMIT_ERRORS = ("greater_than", "greater_than_equal", "less_than", "less_than_equal", "multiple_of")

SENTENCES = {
    "string_too_short": Text("{name} is empty: give it a value.", "{name} 为空：请填写。"),
    "string_too_long": Text(
        "{name} = {given} is longer than {max_length} characters: shorten it.",
        "{name} = {given} 超过 {max_length} 个字符：请缩短。",
    ),
    "string_pattern_mismatch": Text(
        "{name} = {given} has the wrong form. {form}", "{name} = {given} 的格式不对。{form}"
    ),
    "control_character": Text(
        'The path {name} = {given} has a control character in it: write "/" for "\\", or put it in single quotes.',
        '路径 {name} = {given} 中含有控制字符：请把 "\\" 写成 "/"，或使用单引号。',
    ),
}

Sentence = tuple[Text, dict[str, object]]
"""A sentence and what is filled in besides {name} and {given}."""


def explain(parameter: Parameter, given: object, detail: Mapping[str, Any]) -> Problem:
    """One of pydantic's error details about the given value, as a sentence that says what is allowed and what to do."""
    context = detail.get("ctx", {})
    if parameter.choices:
        text, extra = _choice(parameter, context.get("close"))
    elif detail["type"] in LIMIT_ERRORS:
        text, extra = _limits(parameter)
    elif detail["type"] in SENTENCES:
        text, extra = SENTENCES[detail["type"]], {"form": _first_sentence(parameter.help), **context}
    else:
        text, extra = _kind(parameter, given)
    return Problem(parameter.path, text.format(name=parameter.name, given=shown(given), **extra))


def _choice(parameter: Parameter, close: str | None) -> Sentence:
    hint = Text(" Did you mean {close}?", "是否想写 {close}？").format(close=close) if close else NOTHING
    choices = ", ".join(str(choice) for choice in parameter.choices)
    text = Text("{name} = {given} is not one of {choices}.{hint}", "{name} = {given} 不是可选值之一：{choices}。{hint}")
    return text, {"choices": choices, "hint": hint}


def _limits(parameter: Parameter) -> Sentence:
    text = Text("{name} = {given} is impossible: it must be {limits}.", "{name} = {given} 不可用：必须{limits}。")
    return text, {"limits": limits_of(parameter)}


def limits_of(parameter: Parameter) -> Text:
    """The limits of a parameter, such as `at least 1 and at most 1024`; empty where it has none."""
    said = [LIMITS[name].format(n=_short(limit)) for name, limit in parameter.limits.items()]
    return Text(" and ".join(word.en for word in said), "、".join(word.zh for word in said))


def _short(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else f"{number:g}"


def _kind(parameter: Parameter, given: object) -> Sentence:
    text = Text("{name} = {given} is not {wanted}{remedy}.", "{name} = {given} 不是{wanted}{remedy}。")
    return text, {"wanted": KINDS[parameter.kind], "remedy": _remedy(parameter.kind, given)}


def _remedy(wanted: Kind, given: object) -> Text:
    """What to do where only the notation is wrong."""
    if isinstance(given, str) and _reads_as(wanted, given):
        return Text(": write it without quotes", "：请去掉引号")
    if isinstance(given, str) and wanted == "list":
        return Text(": put it in square brackets", "：请放在方括号中")
    if not isinstance(given, str | list | dict) and wanted in ("text", "path"):
        return Text(": put it in quotes", "：请加上引号")
    return NOTHING


def _reads_as(wanted: Kind, text: str) -> bool:
    if wanted == "switch":
        return text in ("true", "false")
    try:
        if wanted == "integer":
            return str(int(text)) == text
        return wanted == "number" and math.isfinite(float(text))
    except ValueError:
        return False


def shown(value: Any) -> str:
    """A value as TOML would write it, cut where it is long."""
    try:
        text = "{...}" if isinstance(value, dict) else tomlkit.item(value).as_string()
    except ConvertError:  # JSON has a null, TOML none.
        text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def _first_sentence(help_text: Text) -> Text:
    return Text(help_text.en.partition(". ")[0].rstrip(".") + ".", help_text.zh.partition("。")[0] + "。")
