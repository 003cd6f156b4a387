"""`kohya-like dataset captions-from`: captions from other text files, sd-scripts' metadata, or folder names."""

import json
from pathlib import Path
from typing import Annotated

import typer

from kohya_like.cli.dataset.history import Folder, place_with_pictures
from kohya_like.cli.options import AsJson
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.caption_import import Imported, Mode, Offered, import_captions, offered_by, words_of_folders
from kohya_like.dataset.place import Place
from kohya_like.plan.document import problem_document

NAMES_SHOWN = 10

ABOUT = Text(
    "Write captions that come from elsewhere: text files, sd-scripts' metadata (.json), or words for all.",
    "写入来自别处的标签：文本文件、sd-scripts 元数据（.json）或统一的文字。",
)


def captions_from(
    folder: Folder,
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE|FOLDER]",
            help=str(
                Text("A .json file of metadata, or a folder with caption files.", ".json 元数据文件或标签文件夹。")
            ),
        ),
    ] = None,
    *,
    extension: Annotated[
        str | None,
        typer.Option(
            help=str(
                Text(
                    "Which files of a folder are captions (.txt and .caption).",
                    "标签文件的扩展名（默认 .txt 和 .caption）。",
                )
            )
        ),
    ] = None,
    words: Annotated[
        str | None,
        typer.Option(help=str(Text("This text for every picture.", "所有图片都用这段文字。"))),
    ] = None,
    folder_names: Annotated[
        bool,
        typer.Option("--folder-names", help=str(Text("The words in the names of folders.", "使用文件夹名中的文字。"))),
    ] = False,
    mode: Annotated[
        Mode,
        typer.Option(
            help=str(
                Text("What to do with captions that are there (skip unless given).", "如何处理已有的标签（默认跳过）。")
            )
        ),
    ] = "skip",
    as_json: AsJson = False,
) -> None:
    """Write them; one step of the history."""
    place = place_with_pictures(folder)
    if [source is not None, words is not None, folder_names].count(True) != 1:
        raise InputError.of("", _ONE_SOURCE)
    if extension is not None and (source is None or not source.is_dir()):
        raise InputError.of("extension", _NO_FOLDER)
    offered, title = _offered(place, source, extension, words)
    done = import_captions(place, offered, mode, title=title)
    if as_json:
        typer.echo(json.dumps(document(done), ensure_ascii=False, indent=1))
    else:
        _print(done)


def _offered(place: Place, source: Path | None, extension: str | None, words: str | None) -> tuple[Offered, Text]:
    if source is None:
        return words_of_folders(place, words), WORDS_TITLE
    return offered_by(source.resolve(), extension), SOURCE_TITLE.format(name=source.name)


def document(done: Imported) -> dict[str, object]:
    """What was done, as JSON has it."""
    return {
        "written": done.written,
        "kept": done.kept,
        "unmatched": done.unmatched,
        "problems": [problem_document(problem) for problem in done.problems],
    }


def _print(done: Imported) -> None:
    typer.echo(str(_DONE.format(written=len(done.written), kept=len(done.kept))))
    if done.unmatched:
        shown = ", ".join(done.unmatched[:NAMES_SHOWN]) + (", …" if len(done.unmatched) > NAMES_SHOWN else "")
        typer.echo(str(_UNMATCHED.format(count=len(done.unmatched), names=shown)), err=True)
    for problem in done.problems:
        typer.echo(str(problem), err=True)


SOURCE_TITLE = Text("Captions from {name}", "导入标签：{name}")
WORDS_TITLE = Text("Captions from words", "用文字写入标签")
_ONE_SOURCE = Text(
    "Say where the captions come from: a file or folder, --words, or --folder-names, and only one of them.",
    "请说明标签的来源：文件或文件夹、--words 或 --folder-names，只能用其中一个。",
)
_NO_FOLDER = Text(
    "--extension only does something with a folder of captions: leave it out.",
    "--extension 只对标签文件夹起作用：请去掉。",
)
_DONE = Text("Written: {written}, left as they were: {kept}.", "已写入 {written} 个，保持不变 {kept} 个。")
_UNMATCHED = Text(
    "Belonging to no picture here, or to several: {count} ({names}).",
    "没有对应图片或对应多张图片：{count} 个（{names}）。",
)
