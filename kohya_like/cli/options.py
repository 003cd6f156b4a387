"""Options that several commands take."""

from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter as Argument
from inspect import signature
from pathlib import Path
from typing import Annotated, Any

import typer

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.schema import Kind, Parameter
from kohya_like.config.text import Text
from kohya_like.jobs.workspace import workspace
from kohya_like.plan.outputs import wrong_place

Assignments = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help=str(Text("Change one parameter; may be given several times.", "修改一个参数；可多次使用。")),
    ),
]
Workspace = Annotated[
    Path | None,
    typer.Option(
        "--workspace", help=str(Text("Folder of jobs, models and outputs.", "存放任务、模型和输出的文件夹。"))
    ),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help=str(Text("Print one JSON document and nothing else.", "只输出一个 JSON 文档。"))),
]


def writable_workspace(given: Path | None) -> Path:
    """The workspace, absolute; creates nothing. Raises InputError where nothing can be written in it."""
    place = workspace(given)
    wrong = wrong_place(place)
    if wrong is not None:
        raise InputError.of("workspace", wrong)
    return place


def option(parameters: Mapping[str, Parameter], name: str, *, flag: str | None = None, form: str | None = None) -> Any:
    """A parameter of a job as an option of the command line: its definition has the help and the choices."""
    parameter = parameters[name]
    choices = "|".join(map(str, parameter.choices)) or None
    return typer.Option(flag or flag_of(name), metavar=form or choices, help=str(parameter.help))


def flag_of(name: str, flags: Mapping[str, str] | None = None) -> str:
    """What a parameter is called on the command line, where `flags` name no other."""
    return (flags or {}).get(name, f"--{name.replace('_', '-')}")


def refuse_idle(
    parameters: Mapping[str, Parameter], given: Mapping[str, Any], flags: Mapping[str, str] | None = None
) -> None:
    """Raise InputError for every option that was given and would do nothing beside the others."""
    values = {name: parameter.default for name, parameter in parameters.items()} | dict(given)
    idle = [
        parameters[name]
        for name in given
        if any(values[other] not in allowed for other, allowed in parameters[name].only.items())
    ]
    if idle:
        raise InputError(
            Problem(each.name, _IDLE.format(flag=flag_of(each.name, flags), condition=each.condition()))
            for each in idle
        )


def printable(text: str) -> str:
    """Text of a file on one line, without what a terminal would obey."""
    return "".join(character if character.isprintable() else " " for character in text)


TYPES: dict[Kind, Any] = {"switch": bool, "integer": int, "number": float, "list": list[str]}
"""What typer calls kinds of parameters; the others are texts to it."""


def takes(
    parameters: Iterable[Parameter], flags: Mapping[str, str] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option for each parameter, as in `flag_of`. It gets them as keywords, None for those that were
    not given."""

    def wrapped(command: Callable[..., None]) -> Callable[..., None]:
        stated = signature(command)
        own = [argument for argument in stated.parameters.values() if argument.kind != Argument.VAR_KEYWORD]
        added = [_argument(parameter, flag_of(parameter.name, flags)) for parameter in parameters]
        command.__signature__ = stated.replace(parameters=[*own, *added])  # type: ignore[attr-defined]
        return command

    return wrapped


def _argument(parameter: Parameter, flag: str) -> Argument:
    if parameter.kind == "switch":
        flag += f"/--no-{flag.removeprefix('--')}"
    metavar = "|".join(map(str, parameter.choices)) or ("PATH" if parameter.kind == "path" else None)
    about = typer.Option(flag, metavar=metavar, help=str(_with_default(parameter)))
    kind: Any = TYPES.get(parameter.kind, str)
    return Argument(parameter.name, Argument.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, about])


def _with_default(parameter: Parameter) -> Text:
    if parameter.required or parameter.default in (None, "", [], False):
        return parameter.help
    default = "on" if parameter.default is True else parameter.default
    return _DEFAULT.format(help=parameter.help, value=default)


_DEFAULT = Text("{help} Default: {value}.", "{help}默认值：{value}。")
_IDLE = Text(
    "{flag} does nothing here: it acts with {condition}. Leave it out, or set that.",
    "{flag} 在此不起作用：它只在 {condition} 时有效。请去掉它，或作相应设置。",
)
