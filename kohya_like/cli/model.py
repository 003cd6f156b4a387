"""kohya-like model: look at model files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from kohya_like.cli.options import AsJson
from kohya_like.config.text import Text
from kohya_like.formats.header import quoted
from kohya_like.formats.identify import ModelFile, identify
from kohya_like.formats.training_facts import training_facts

WRONG_INPUT = 2
LONGEST_PATH = 4096
CONTRACT = ("path", "type", "base", "variant", "rank")

COLUMNS = (
    Text("Type", "类型"),
    Text("Base", "基础模型"),
    Text("Variant", "变体"),
    Text("Rank", "秩"),
    Text("File", "文件"),
)

app = typer.Typer(no_args_is_help=True, help=str(Text("Look at model files.", "查看模型文件。")))


@app.callback()
def model() -> None:
    """Make `inspect` a subcommand: typer turns an app with a single command into that command."""


@app.command(help=str(Text("What files are, without loading them.", "不加载文件即可识别其内容。")))
def inspect(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help=str(Text("Model files, or folders of diffusers models.", "模型文件，或 diffusers 模型的文件夹。")),
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Identify every file and print them all; exit with 2 if any could not be read."""
    found = [identify(path) for path in files]
    if as_json:
        typer.echo(json.dumps({"files": [_document(file) for file in found]}, ensure_ascii=False, indent=2))
    else:
        _print_table(found)
    if any(file.error for file in found):
        raise typer.Exit(WRONG_INPUT)


def _document(file: ModelFile) -> dict[str, str | int | None]:
    values = {name: getattr(file, name) for name in CONTRACT}
    return values | {"error": str(file.error) if file.error else None}


def _print_table(files: list[ModelFile]) -> None:
    """The files as a table, then what is known beyond it, then the errors: they are sentences."""
    table = Table(box=box.SIMPLE)
    for heading in COLUMNS:
        table.add_column(str(heading), overflow="fold")
    for file in files:
        cells = (file.type, file.base, file.variant, file.rank, quoted(Path(file.path).name or file.path, LONGEST_PATH))
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    console = Console(markup=False, emoji=False, highlight=False)
    console.print(table)
    for line in (line for file in files for line in _more(file)):
        console.print(line, soft_wrap=True)


def _more(file: ModelFile) -> Iterator[str]:
    """Lines about one file. What comes from inside it is stripped of characters that a terminal would obey."""
    if file.error:
        yield quoted(str(file.error), LONGEST_PATH)
        return
    facts = [f"  {label}: {quoted(value, 200)}" for label, value in _facts(file)]
    if facts:
        yield quoted(file.path, LONGEST_PATH)
        yield from facts


def _facts(file: ModelFile) -> Iterator[tuple[Text, str]]:
    training = training_facts(file.metadata)
    tags = ", ".join(f"{tag} ({count})" for tag, count in training.tags)
    facts = (
        (Text("layout", "命名方式"), file.layout),
        (Text("vectors", "向量数"), file.vectors),
        (Text("widths", "宽度"), ", ".join(map(str, file.sizes))),
        (Text("name", "名称"), training.name),
        (Text("trained on", "训练所用模型"), training.base_model),
        (Text("resolution", "分辨率"), training.resolution),
        (Text("steps", "步数"), training.steps),
        (Text("epochs", "轮数"), training.epochs),
        (Text("folders", "数据文件夹"), ", ".join(training.folders)),
        (Text("frequent tags", "常见标签"), tags),
    )
    yield from ((label, str(value)) for label, value in facts if value)
