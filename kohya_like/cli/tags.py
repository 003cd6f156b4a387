"""`kohya-like tags`: a command for each operation of the catalogue, what tags there are, and the way back."""

import json
from collections.abc import Callable
from inspect import Parameter as Argument
from inspect import Signature
from pathlib import Path
from typing import Annotated, Any

import typer

from kohya_like.cli.dataset import history
from kohya_like.cli.dataset.history import Folder, place_with_pictures
from kohya_like.cli.options import TYPES, AsJson, option, printable
from kohya_like.config.schema import Parameter
from kohya_like.config.text import Text
from kohya_like.dataset.place import Place
from kohya_like.dataset.tags.catalogue import OPERATIONS
from kohya_like.dataset.tags.changes import Change, Part, apply, emptied, preview
from kohya_like.dataset.tags.expression import parse
from kohya_like.dataset.tags.operation import Operation, Splitting
from kohya_like.dataset.tags.reading import Captioned, filtered, read
from kohya_like.dataset.tags.table import Row, table

Where = Annotated[
    str,
    typer.Option(
        "--where",
        metavar="EXPRESSION",
        help=str(Text("Only pictures with these tags: ", "只处理含有这些标签的图片："))
        + '1girl & !smile & (hat | "long hair")',
    ),
]
Pictures = Annotated[
    list[str] | None,
    typer.Option(
        "--picture",
        metavar="NAME",
        help=str(
            Text(
                "Only this picture, named from the folder; may be given several times.",
                "只处理这张图片（从该文件夹起的路径）；可多次使用。",
            )
        ),
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=str(Text("Show what would change, and change nothing.", "只显示将作的更改。")))
]
Top = Annotated[
    int | None,
    typer.Option("--top", min=1, metavar="N", help=str(Text("Only the N most frequent.", "只显示最常见的 N 个。"))),
]
_separator = option(Splitting.parameters(), "separator")


def stats(
    folder: Folder,
    *,
    where: Where = "",
    pictures: Pictures = None,
    separator: Annotated[str, _separator] = Splitting.parameters()["separator"].default,
    top: Top = None,
    as_json: AsJson = False,
) -> None:
    """Print every tag with its count."""
    Splitting.checked({"separator": separator})
    found = _meant(place_with_pictures(folder), where, pictures, separator)
    rows = table(found, separator)[:top]
    bare = sum(not picture.caption.tags(separator) for picture in found)
    if as_json:
        _print_json({"pictures": len(found), "without_tags": bare, "tags": [_row_document(row) for row in rows]})
        return
    for row in rows:
        typer.echo(f"{row.count:6d}  {printable(row.tag)}")
    typer.echo(str(_COUNTS.format(pictures=len(found), bare=bare)), err=True)


def operate(
    operation: Operation,
    folder: Path,
    *,
    where: str,
    pictures: list[str] | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Change captions, or with `dry_run` only show how, and say how many."""
    place = place_with_pictures(folder)
    changes = preview(operation, _meant(place, where, pictures, operation.separator))
    if not dry_run:
        apply(place, operation, changes)
    if as_json:
        captions = [_change_document(change) for change in changes]
        _print_json({"changed": len(changes), "dry_run": dry_run, "captions": captions})
        return
    if dry_run:
        for change in changes:
            typer.echo(f"{printable(change.picture)}: {', '.join(map(_marked, change.parts()))}")
    typer.echo(str((_WOULD_CHANGE if dry_run else _CHANGED).format(count=len(changes))))
    if bare := emptied(changes):
        typer.echo(str(_EMPTIED.format(count=bare)), err=True)


def command_of(kind: type[Operation]) -> Callable[..., None]:
    """The command of an operation: its texts are arguments, everything else of its parameters options."""
    parameters = kind.parameters()

    def command(folder: Path, where: str, pictures: list[str] | None, **given: Any) -> None:
        doing = {name: given.pop(name) for name in ("dry_run", "as_json")}
        operate(kind.checked(given), folder, where=where, pictures=pictures, **doing)

    own = [_argument(parameters, parameter) for parameter in parameters.values()]
    common = [_keyword("where", Where, ""), _keyword("pictures", Pictures, None)]
    common += [_keyword("dry_run", DryRun, False), _keyword("as_json", AsJson, False)]
    signature = Signature([_keyword("folder", Folder, Argument.empty), *own, *common])
    command.__signature__ = signature  # type: ignore[attr-defined]  # Which typer reads.
    return command


def _argument(parameters: Any, parameter: Parameter) -> Argument:
    kind: Any = TYPES.get(parameter.kind, str)
    if parameter.kind == "text" and parameter.level == "basic":
        stated = typer.Argument(metavar=parameter.name.upper(), help=str(parameter.help))
    else:
        stated = option(parameters, parameter.name)
    default = Argument.empty if parameter.required else parameter.default
    return _keyword(parameter.name, Annotated[kind | None if parameter.optional else kind, stated], default)


def _keyword(name: str, annotation: Any, default: Any) -> Argument:
    return Argument(name, Argument.KEYWORD_ONLY, default=default, annotation=annotation)


def _meant(place: Place, where: str, pictures: list[str] | None, separator: str) -> list[Captioned]:
    """The pictures that a command is about. Raises InputError where a caption cannot be read."""
    return list(filtered(read(place, pictures or None).whole(), parse(where), separator))


def _marked(part: Part) -> str:
    """A tag of a preview; in a terminal in colour too."""
    what, tag = part
    if what == "removed":
        return typer.style(f"[-{printable(tag)}-]", fg="red")
    return typer.style(f"{{+{printable(tag)}+}}", fg="green") if what == "added" else printable(tag)


def _change_document(change: Change) -> dict[str, Any]:
    return {
        "picture": change.picture,
        "file": str(change.path),
        "before": list(change.before),
        "after": list(change.after),
    }


def _row_document(row: Row) -> dict[str, Any]:
    return {"tag": row.tag, "count": row.count, "examples": list(row.examples)}


def _print_json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=1))


_CHANGED = Text("Changed {count} captions.", "已更改 {count} 个标签文件。")
_WOULD_CHANGE = Text("Would change {count} captions.", "将更改 {count} 个标签文件。")
_EMPTIED = Text(
    "Without any tag afterwards: {count} captions. Training would learn these pictures without words.",
    "其中 {count} 个标签文件将不含任何标签：训练时这些图片将没有文字。",
)
_COUNTS = Text("{pictures} pictures, {bare} of them without tags.", "{pictures} 张图片，其中 {bare} 张没有标签。")

app = typer.Typer(no_args_is_help=True, help=str(Text("Tags in captions.", "整理标签文件中的标签。")))
for each in OPERATIONS.values():
    app.command(each.name, help=str(each.about))(command_of(each))
app.command("stats", help=str(Text("Every tag with its count.", "所有标签及其数量。")))(stats)
history.register(app)
