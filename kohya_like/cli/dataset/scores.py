"""`kohya-like dataset scores`: captions in the order of how little they fit their pictures, as CLIP sees it."""

from dataclasses import asdict
from typing import Any

import typer

from kohya_like.cli.dataset.history import Folder
from kohya_like.cli.options import AsJson, Workspace, printable, takes, writable_workspace
from kohya_like.cli.progress import follow_to_end, print_outcome
from kohya_like.config.scores import PARAMETERS
from kohya_like.config.text import Text
from kohya_like.dataset.caption_scores import lowest_first
from kohya_like.dataset.place import Place
from kohya_like.jobs.queue import Queue
from kohya_like.plan.scoring import checked_scoring, new_scoring

SHOWN = 20
"""Captions that are printed."""

ABOUT = Text(
    "Find wrong captions: how well each one fits its picture, as a CLIP model sees it, those that fit least first.",
    "找出错误的标签：用 CLIP 模型判断每条标签与图片是否相符，最不相符的在前。",
)


@takes([parameter for name, parameter in PARAMETERS.items() if name != "folder"])
def scores(
    folder: Folder,
    *,
    root: Workspace = None,
    as_json: AsJson = False,
    **options: Any,
) -> None:
    """Compare, and print the captions that fit least; the exit code is that of the job."""
    workspace = writable_workspace(root)
    place = Place.at(folder.expanduser().resolve())
    values = {name: value for name, value in options.items() if value is not None}
    job = new_scoring(workspace, checked_scoring(workspace, {**values, "folder": str(place.folder)}))
    Queue(workspace).enqueue(job)
    end = follow_to_end(job)
    rows = lowest_first(Place(place.folder)) if end.code == 0 else []
    for row in () if as_json else rows[:SHOWN]:
        typer.echo(f"{row.score:.3f}  {printable(row.picture)}  {printable(row.caption)}")
    print_outcome(job, end, as_json=as_json, scores=[asdict(row) for row in rows])
    raise typer.Exit(end.code or 0)
