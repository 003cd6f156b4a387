"""From the text of a file to a preset."""

import json
from typing import Any, NoReturn

from pydantic import ValidationError

from kohya_like.config.explain import shown
from kohya_like.config.presets.parts import DIFFERENT, PARTS
from kohya_like.config.presets.preset import (
    PRESET_PARAMETERS,
    Info,
    LeftOut,
    Preset,
    Values,
    changed,
    draft_of,
    wrong_names,
)
from kohya_like.config.presets.tab import DEFAULTS, KEPT_ON_SCREEN, OTHER_TABS, Sheet
from kohya_like.config.problems import InputError
from kohya_like.config.reading import LARGEST_FILE
from kohya_like.config.rules import problems_of
from kohya_like.config.run import PARAMETERS, is_used
from kohya_like.config.text import Text

OURS = "kohya_like"
"""The key that other programs pass over: what the preset says of itself, and what no other key says exactly."""

NEVER_TAKEN = Text("A preset cannot hold it.", "预设不能包含它。")
UNKNOWN = Text("This version has no such parameter.", "此版本没有这个参数。")


def read_preset(text: str) -> Preset:
    """The preset in the text of a file, ours or one of kohya_ss's LoRA tab.

    Keys that are missing mean that tab's defaults, as they do in it. Raises InputError with one sentence when the text
    is no such preset; a single value that cannot be used is left out instead.
    """
    data = parsed(text)
    said, info = _ours(data.pop(OURS, {}))
    sheet = Sheet(data)
    values = _values(sheet, said)
    return Preset(values, sheet.left_out, info)


def info_of(text: str) -> Info:
    """What the preset in a file says of itself, which is told sooner than what it means."""
    return _ours(parsed(text).get(OURS, {}))[1]


def completed(text: str) -> str:
    """The same preset with every key of the tab, and without paths, names, prompts, accounts and secrets."""
    data = parsed(text)
    kept = {key: value for key, value in data.items() if key not in KEPT_ON_SCREEN and value is not None}
    return written({**DEFAULTS, **kept, **dict.fromkeys(KEPT_ON_SCREEN)})


def written(data: Values) -> str:
    """The text of a file in the form that kohya_ss gives its own."""
    return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def parsed(text: str) -> Values:
    """The keys of a preset's file. Raises InputError with one sentence when it is none."""
    if len(text) > LARGEST_FILE:
        raise _no_preset(Text("The file is too large for a preset.", "文件太大，不是预设。"))
    try:
        data = json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse)
        json.dumps(data, ensure_ascii=False).encode()  # Half a surrogate pair could not be shown or written.
    except (ValueError, RecursionError):
        raise _no_preset(Text("The file is not valid JSON.", "文件不是有效的 JSON。")) from None
    if not isinstance(data, dict) or not data.keys() & (DEFAULTS.keys() | {OURS} | OTHER_TABS):
        raise _no_preset(
            Text(
                "The file is JSON, but no preset: it has no setting of a training.",
                "文件是 JSON，但不是预设：其中没有训练设置。",
            )
        )
    if data.keys() & OTHER_TABS and "LoRA_type" not in data:
        raise _no_preset(
            Text(
                "This preset trains whole models or embeddings; only presets of kohya_ss's LoRA tab can be used here.",
                "这个预设用于训练整个模型或嵌入；这里只能使用 kohya_ss 的 LoRA 页的预设。",
            )
        )
    return data


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _no_preset(text: Text) -> InputError:
    return InputError.of("preset", text)


def _ours(block: Any) -> tuple[Values, Info]:
    try:
        if not isinstance(block, dict) or not isinstance(block.get("values", {}), dict):
            raise TypeError(block)
        about = {key: value for key, value in block.items() if key != "values"}
        return block.get("values", {}), Info.model_validate(about)
    except (TypeError, ValidationError):
        text = Text('The part "{key}" of the file is damaged.', "文件中的“{key}”部分已损坏。")
        raise _no_preset(text.format(key=OURS)) from None


def _values(sheet: Sheet, said: Values) -> Values:
    """What the sheet means, then what our own key says over it; the rest is left out."""
    values: Values = {}
    for part in PARTS:
        values |= part.read(sheet)
    sheet.leave_out_the_rest()
    values = _fitting(sheet, _acting(_right(sheet, values)))
    known = {name: value for name, value in said.items() if name in PRESET_PARAMETERS}
    _forget(sheet, known)
    for name in said.keys() - known.keys():
        sheet.left_out.append(LeftOut(name, None, NEVER_TAKEN if name in PARAMETERS else UNKNOWN))
    return changed(draft_of(_right(sheet, {**values, **known})).config)


def _forget(sheet: Sheet, known: Values) -> None:
    """What of the sheet was not taken is of no interest where our own key says the same thing exactly."""
    overruled = set(known).union(*(part.tab_keys() for part in DIFFERENT if known.keys() & set(part.names)))
    sheet.left_out = [each for each in sheet.left_out if each.key not in overruled]


def _right(sheet: Sheet, values: Values) -> Values:
    """The values that are right; each of the others is left out with what is wrong with it."""
    return _without(sheet, values, wrong_names(draft_of(values).problems))


def _acting(values: Values) -> Values:
    """Without what has no effect beside the other values, as it has none there."""
    config = draft_of(values).config
    return {name: value for name, value in values.items() if is_used(PRESET_PARAMETERS[name], config)}


def _fitting(sheet: Sheet, values: Values) -> Values:
    """Without what is refused beside the other values; prompts, say, which a preset cannot give, are no such thing."""
    config = draft_of(values).config
    errors = wrong_names(problem for problem in problems_of(config) if problem.severity == "error")
    return _without(sheet, values, {name: text for name, text in errors.items() if name in changed(config)})


def _without(sheet: Sheet, values: Values, wrong: dict[str, Text]) -> Values:
    sheet.left_out += [LeftOut(name, shown(values[name]), text) for name, text in wrong.items()]
    return {name: value for name, value in values.items() if name not in wrong}


def plain(values: Values) -> Values:
    """Values for every parameter of a preset: these, and the defaults."""
    return {name: values.get(name, parameter.default) for name, parameter in PRESET_PARAMETERS.items()}
