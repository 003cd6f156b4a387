"""`kohya-like dataset prompts`: what training will see of captions."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text as Styled

from kohya_like.cli.dataset.history import Folder, place_with_pictures
from kohya_like.cli.options import AsJson, Assignments
from kohya_like.config.reading import read_run, with_assignments
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.plan.document import problem_document
from kohya_like.plan.final_prompts import Drawn, rehearse

MOST_DRAWS = 100

ABOUT = Text(
    "Show what training will see of each caption: prefix, shuffle, dropout and wildcards applied, and where it is cut.",
    "显示训练实际使用的标签：已加前缀、打乱、丢弃并选定通配符，并标出截断位置。",
)


def prompts(
    folder: Folder,
    run: Annotated[
        Path | None,
        typer.Argument(
            metavar="[RUN.toml]",
            help=str(Text("The run's file; without it, defaults.", "训练配置文件；不填则用默认值。")),
        ),
    ] = None,
    *,
    draws: Annotated[
        int, typer.Option(min=1, max=MOST_DRAWS, help=str(Text("Texts for each picture.", "每张图片显示几次。")))
    ] = 5,
    picture: Annotated[
        list[str] | None,
        typer.Option(help=str(Text("Only this picture, by its path from DIR.", "只显示此图片（相对 DIR 的路径）。"))),
    ] = None,
    words: Annotated[
        str | None,
        typer.Option(
            help=str(
                Text(
                    "Caption of pictures without one, where DIR is not laid out yet.",
                    "DIR 尚未整理时，无标签图片使用的文字。",
                )
            )
        ),
    ] = None,
    assignments: Assignments = None,
    as_json: AsJson = False,
) -> None:
    """Print the texts of the first steps that take each picture."""
    place = place_with_pictures(folder)
    paths = place.chosen(picture) if picture else list(place.pictures.values())
    rehearsal = rehearse(_config(run, assignments or []), place.folder, words)
    drawn = rehearsal.draws(set(paths), draws)
    found = {place.name(path): drawn[path] for path in paths if path in drawn}
    if as_json:
        document = {
            "laid_out": rehearsal.laid_out,
            "max_token_length": rehearsal.config.model.max_token_length,
            "pictures": [
                {"name": name, "draws": [draw_document(draw) for draw in each]} for name, each in found.items()
            ],
            "problems": [problem_document(problem) for problem in rehearsal.problems],
        }
        typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    _print(found, rehearsal.config.model.max_token_length)
    for problem in rehearsal.problems:
        typer.echo(str(problem), err=True)
    if not rehearsal.laid_out:
        typer.echo(str(_NOT_LAID_OUT), err=True)


def draw_document(draw: Drawn) -> dict[str, Any]:
    """One text as JSON has it."""
    return {"step": draw.step, "epoch": draw.epoch, "text": draw.text, "tokens": draw.tokens, "cut": draw.cut}


def _config(run: Path | None, assignments: list[str]) -> RunConfig:
    draft = with_assignments(RunConfig(), assignments) if run is None else read_run(run, assignments)
    return draft.checked()


def _print(found: dict[str, list[Drawn]], limit: int) -> None:
    console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
    for name, draws in found.items():
        console.print(Styled(name, "bold"))
        for draw in draws:
            console.print(f"  {_STEP.format(step=draw.step, tokens=draw.tokens, limit=limit)}  ", end="")
            console.print(draw.text or str(_EMPTY))
            if draw.cut:
                console.print(Styled(f"    {_CUT.format(text=draw.cut)}", "yellow"))


_STEP = Text("step {step}, {tokens} of {limit} tokens:", "第 {step} 步，{tokens}/{limit} token：")
_EMPTY = Text("(empty)", "（空）")
_CUT = Text("not read: {text}", "未读入：{text}")
_NOT_LAID_OUT = Text(
    "The folder is not laid out yet: the texts are drawn as training does, but its steps will be others.",
    "该文件夹尚未整理为训练文件夹：文字按训练的方式抽取，但实际步数会不同。",
)
