"""Options that several commands take."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from kohya_like.config.problems import InputError
from kohya_like.config.schema import Parameter
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
    return typer.Option(flag or f"--{name.replace('_', '-')}", metavar=form or choices, help=str(parameter.help))
