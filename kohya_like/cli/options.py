"""Options that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

from kohya_like.config.text import Text

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
