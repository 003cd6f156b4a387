"""From TOML and `--set` to a run, with every mistake named at once."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError

from kohya_like.config.explain import explain
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.rules import problems_of
from kohya_like.config.run import PARAMETERS, RunConfig
from kohya_like.config.schema import Parameter
from kohya_like.config.text import Text

Tables = dict[str, dict[str, Any]]

LARGEST_FILE = 1 << 20
"""Bytes. A run takes a few thousand; what is larger was named by mistake."""


@dataclass
class Draft:
    """A run as far as it could be read: wrong values stand at their defaults, and `problems` says what was wrong."""

    config: RunConfig
    problems: list[Problem] = field(default_factory=list)

    def checked(self) -> RunConfig:
        """The run, if nothing is wrong. Raises InputError with every error."""
        errors = [problem for problem in self.problems if problem.severity == "error"]
        if errors:
            raise InputError(errors)
        return self.config


def read_run(path: Path, assignments: Sequence[str] = ()) -> Draft:
    """The run in a TOML file, with `name=value` assignments over it.

    Paths in the file are relative to its folder, those in assignments to the working folder. Raises InputError when the
    file cannot be read at all.
    """
    tables, problems = _known_tables(parse_toml(path))
    base = _validated(tables)
    draft = with_assignments(base.config.absolute(path.resolve().parent), assignments)
    in_file = Text("{text} (in {path})", "{text}（文件 {path}）")
    named = [
        Problem(problem.field, in_file.format(text=problem.text, path=path), problem.severity)
        for problem in problems + base.problems
    ]
    return Draft(draft.config, named + draft.problems)


def with_assignments(config: RunConfig, assignments: Iterable[str]) -> Draft:
    """A run with `name=value` (or `section.name=value`) assignments over it, and the problems of the whole.

    A value is written as it is: `true`, `1e-4`, `my folder`. An empty one means "not given". A list is a TOML array, or
    one item a line.
    """
    tables = to_tables(config)
    problems: list[Problem] = []
    for assignment in assignments:
        _assign(tables, assignment, problems)
    draft = _validated(tables, strict=False)  # Everything on a command line is text.
    absolute = draft.config.absolute(Path.cwd())
    return Draft(absolute, problems + draft.problems + problems_of(absolute))


def with_values(values: Mapping[str, Any], *, over: RunConfig, folder: Path) -> Draft:
    """A run with the values of some parameters, by name, over another one, and the problems of the whole.

    Values have the types of JSON; None means the parameter's default. Relative paths are taken from `folder`.
    """
    tables = to_tables(over)
    problems: list[Problem] = []
    for name, value in values.items():
        if name not in PARAMETERS:
            problems.append(_unknown(name))
        elif value is None:
            tables.get(PARAMETERS[name].section, {}).pop(name, None)
        else:
            tables.setdefault(PARAMETERS[name].section, {})[name] = value
    draft = _validated(tables)
    absolute = draft.config.absolute(folder)
    return Draft(absolute, problems + draft.problems + problems_of(absolute))


def read_text(text: str, name: str) -> tuple[dict[str, Any], list[Problem]]:
    """What a run file says: the right values by parameter, as they are written, and a problem for each wrong one.

    `name` is what the problems call the file. Raises InputError when it is no TOML at all.
    """
    data = text.encode(errors="surrogatepass")
    tables, problems = _known_tables(_parsed(Path(name), data))
    draft = _validated(tables)
    wrong = {problem.field for problem in draft.problems}
    values = {
        parameter: value
        for section, entries in tables.items()
        for parameter, value in entries.items()
        if f"{section}.{parameter}" not in wrong
    }
    return values, problems + draft.problems


def parse_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file. Raises InputError when it is missing, unreadable or no TOML."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _unreadable(path, Text("There is no file {path}.", "没有文件 {path}。")) from None
    except OSError as error:
        if path.is_dir():
            text = Text("{path} is a folder: name the TOML file in it.", "{path} 是文件夹：请指定其中的 TOML 文件。")
        else:
            text = Text("{path} cannot be read: {error}.", "无法读取 {path}：{error}。")
        raise _unreadable(path, text, error.strerror) from error
    return _parsed(path, data)


def to_tables(config: RunConfig, changed_only: bool = False) -> Tables:
    """The sections as plain TOML values; what is not given is left out, since TOML knows no null."""
    plain: Tables = config.model_dump(mode="json", exclude_none=True, exclude_defaults=changed_only)
    return {section: values for section, values in plain.items() if values}


def to_toml(config: RunConfig, changed_only: bool = False) -> str:
    """The run as TOML: every value, or only those that differ from the defaults."""
    return tomlkit.dumps(to_tables(config, changed_only))


@cache
def sd_scripts_arguments() -> frozenset[str]:
    """The names of sd-scripts' arguments."""
    text = files("kohya_like.config").joinpath("sd_scripts_arguments.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _parsed(path: Path, data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST_FILE:
        raise _unreadable(path, Text("{path} is too large for a run file.", "{path} 太大，不是训练配置文件。"))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")  # Notepad begins files with a byte-order mark.
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        wrong = Text(
            "{path} is not UTF-8 text: save it with the encoding UTF-8.",
            "{path} 不是 UTF-8 文本：请以 UTF-8 编码保存。",
        )
        raise _unreadable(path, wrong) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        wrong = Text("{path} is not valid TOML: {error}.{hint}", "{path} 不是有效的 TOML：{error}。{hint}")
        raise _unreadable(path, wrong, error, _backslash_hint(text)) from error


def _backslash_hint(text: str) -> Text:
    if not re.search(r'"[^"\n]*\\[^"\n]*"', text):
        return Text("", "")
    return Text(
        ' In double quotes a backslash has a meaning of its own: write paths with "/", or in single quotes.',
        '双引号中的反斜杠有特殊含义：请在路径中使用 "/"，或改用单引号。',
    )


def _unreadable(path: Path, text: Text, error: object = None, hint: Text | None = None) -> InputError:
    return InputError.of("", text.format(path=path, error=error, hint=hint))


def _known_tables(raw: dict[str, Any]) -> tuple[Tables, list[Problem]]:
    """Only what the schema knows, and a problem for each thing it does not."""
    tables: Tables = {}
    problems: list[Problem] = []
    for section, values in raw.items():
        if section not in RunConfig.model_fields:
            problems.append(_unknown(section))
        elif not isinstance(values, dict):
            text = Text("{name} is a table: write [{name}] on a line.", "{name} 是表：请单独写一行 [{name}]。")
            problems.append(Problem(section, text.format(name=section)))
        else:
            known = {name for name in values if f"{section}.{name}" in _PATHS}
            tables[section] = {name: values[name] for name in values if name in known}
            problems += [_unknown(f"{section}.{name}") for name in values if name not in known]
    return tables, problems


_PATHS = frozenset(parameter.path for parameter in PARAMETERS.values())


def _unknown(path: str) -> Problem:
    """Why a key is not known, and what to do: moved, not implemented, or misspelt."""
    name = path.rpartition(".")[2]
    section = close = ""
    if name in PARAMETERS:
        section = PARAMETERS[name].section
        text = Text("{name} belongs into [{section}].", "{name} 应写在 [{section}] 中。")
    elif name in sd_scripts_arguments():
        text = Text(
            "{name} is a parameter of sd-scripts that is not implemented here: remove it.",
            "{name} 是 sd-scripts 的参数，这里尚未实现：请删除它。",
        )
    elif matches := get_close_matches(name, [*PARAMETERS, *RunConfig.model_fields], n=1):
        close = matches[0]
        text = Text("{name} is unknown; did you mean {close}?", "没有 {name} 这个参数；是否想写 {close}？")
    else:
        text = Text("{name} is unknown: remove it.", "没有 {name} 这个参数：请删除它。")
    return Problem(path, text.format(name=name, section=section, close=close))


def _validated(tables: Tables, strict: bool | None = None) -> Draft:
    """Validate; a wrong value is reported and falls back to its default, so that the others are looked at too."""
    try:
        return Draft(RunConfig.model_validate(tables, strict=strict))
    except ValidationError as error:
        wrong: dict[tuple[str, str], Problem] = {}
        for detail in error.errors(include_url=False):
            section, name = str(detail["loc"][0]), str(detail["loc"][1])
            given = tables[section][name]
            wrong.setdefault((section, name), explain(PARAMETERS[name], given, detail))
    right = {
        section: {name: value for name, value in values.items() if (section, name) not in wrong}
        for section, values in tables.items()
    }
    return Draft(RunConfig.model_validate(right, strict=strict), list(wrong.values()))


def _assign(tables: Tables, assignment: str, problems: list[Problem]) -> None:
    path, equals, text = (part.strip() for part in assignment.partition("="))
    name = path.rpartition(".")[2]
    if not (path and equals):
        wrong = Text('"{given}" is not of the form name=value.', "“{given}”不是“名称=值”的形式。")
        problems.append(Problem("", wrong.format(given=assignment)))
    elif name not in PARAMETERS or path not in (name, PARAMETERS[name].path):
        problems.append(_unknown(path))
    else:
        table = tables.setdefault(PARAMETERS[name].section, {})
        table[name] = _typed(PARAMETERS[name], text)


def _typed(parameter: Parameter, text: str) -> object:
    """What pydantic does not make of a text by itself: a list, and a choice that is a number."""
    if parameter.kind == "list":
        return _list_items(text)
    return next((choice for choice in parameter.choices if str(choice) == text), text)


def _list_items(text: str) -> list[Any]:
    if text.startswith("["):
        try:
            items: list[Any] = tomllib.loads(f"items = {text}")["items"]
            return items
        except tomllib.TOMLDecodeError:
            pass  # A prompt may begin with a bracket; then it is taken as it stands.
    return [line.strip() for line in text.splitlines() if line.strip()]
