"""`undo`, `redo` and `history` of a folder, for every command line that changes files of datasets."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kohya_like.cli.options import AsJson
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.history import Entry, to_redo, to_undo
from kohya_like.dataset.place import Place

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help=str(Text("Folder of pictures, or a project.", "图片文件夹或项目。")))
]

STATES = {
    "done": Text("done", "已执行"),
    "undone": Text("taken back", "已撤销"),
    "dropped": Text("taken back for good", "已撤销（不可重做）"),
}


def register(app: typer.Typer) -> None:
    """Add the three commands."""
    app.command(
        help=str(Text("Take back the last change of the files in a folder.", "撤销文件夹中文件的上一次更改。"))
    )(undo)
    app.command(help=str(Text("Do again what was taken back last.", "重做上一次撤销的更改。")))(redo)
    app.command(
        help=str(
            Text("Every change of the files in a folder, the newest first.", "文件夹中文件的所有更改，最新的在前。")
        )
    )(history)


def undo(folder: Folder, as_json: AsJson = False) -> None:
    """Take back the last change."""
    _print(
        to_undo(place_at(folder).histories).undo(),
        Text("Taken back: {title} ({files} files)", "已撤销：{title}（{files} 个文件）"),
        as_json,
    )


def redo(folder: Folder, as_json: AsJson = False) -> None:
    """Do the last undone change again."""
    _print(
        to_redo(place_at(folder).histories).redo(),
        Text("Done again: {title} ({files} files)", "已重做：{title}（{files} 个文件）"),
        as_json,
    )


def history(folder: Folder, as_json: AsJson = False) -> None:
    """Print every change."""
    found = [entry for each in place_at(folder).histories for entry in each.entries()]
    entries = sorted(found, key=lambda entry: entry.time, reverse=True)
    if as_json:
        typer.echo(json.dumps({"entries": [_document(entry) for entry in entries]}, ensure_ascii=False, indent=1))
        return
    for entry in entries:
        when = datetime.fromtimestamp(entry.time).strftime("%Y-%m-%d %H:%M")
        typer.echo(f"{when}  {STATES.get(entry.state, STATES['done'])}  {entry.title}  ({len(entry.steps)})")
    if not entries:
        typer.echo(str(_NONE), err=True)


def place_at(folder: Path) -> Place:
    """What is meant by a folder, or by a project. Raises InputError where there is no such folder."""
    if not folder.is_dir():
        raise InputError.of("", _NO_FOLDER.format(folder=folder))
    return Place.at(folder.resolve())


def place_with_pictures(folder: Path) -> Place:
    """The same of a folder that is to have pictures. Raises InputError where there are none."""
    place = place_at(folder)
    if not place.pictures:
        raise InputError.of("", _NO_PICTURES.format(folder=place.folder))
    return place


def _print(entries: list[Entry], sentence: Text, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"entries": [_document(entry) for entry in entries]}, ensure_ascii=False, indent=1))
        return
    for entry in entries:
        typer.echo(str(sentence.format(title=entry.title, files=len(entry.steps))))


def _document(entry: Entry) -> dict[str, object]:
    return {
        "title": entry.title_en,
        "title_zh": entry.title_zh,
        "time": entry.time,
        "state": entry.state,
        "files": [str(path) for path in entry.files()],
    }


_NO_FOLDER = Text("There is no folder {folder}: check the path.", "没有文件夹 {folder}：请检查路径。")
_NO_PICTURES = Text("There are no pictures in {folder}: check the path.", "{folder} 中没有图片：请检查路径。")
_NONE = Text("Nothing was changed here.", "这里还没有任何更改。")
