"""`kohya-like dataset crop`: cropped copies of the pictures in a folder, which stays as it is."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from kohya_like.cli.options import AsJson, Workspace, option, refuse_idle, takes, writable_workspace
from kohya_like.cli.progress import follow_to_end, print_outcome
from kohya_like.config.crop import PARAMETERS, CropConfig
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.cropping.made import made_in
from kohya_like.dataset.cropping.places import output_for, source_of
from kohya_like.dataset.cropping.starting import new_cropping
from kohya_like.jobs.queue import Queue
from kohya_like.plan.outputs import wrong_place

BOX = re.compile(r"(?P<picture>.+)=(?P<left>\d+),(?P<top>\d+),(?P<right>\d+),(?P<bottom>\d+)", re.DOTALL)
FLAGS = {"enable_bucket": "--buckets", "pictures": "--picture", "boxes": "--box", "output_format": "--format"}
"""Options that are not called as their parameters."""

OWN = ("folder", "output", "pictures", "boxes")
"""Parameters whose options have a form of their own."""


@takes([parameter for name, parameter in PARAMETERS.items() if name not in OWN], FLAGS)
def crop(
    *,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=str(PARAMETERS["folder"].help))],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="OUT",
            help=str(
                Text(
                    "Folder for the results. Without it: of a project its own place, else DIR-cropped beside DIR.",
                    "结果文件夹。默认：项目放在其自己的位置，其他文件夹放在旁边的 DIR-cropped。",
                )
            ),
        ),
    ] = None,
    picture: Annotated[list[str] | None, option(PARAMETERS, "pictures", flag="--picture", form="NAME")] = None,
    box: Annotated[
        list[str] | None, option(PARAMETERS, "boxes", flag="--box", form="NAME=LEFT,TOP,RIGHT,BOTTOM")
    ] = None,
    root: Workspace = None,
    as_json: AsJson = False,
    **options: Any,
) -> None:
    """Crop; the exit code is that of the job."""
    given = {**options, "pictures": picture, "boxes": None if box is None else [manual_box(text) for text in box]}
    values = {name: value for name, value in given.items() if value is not None}
    refuse_idle(PARAMETERS, values, FLAGS)
    place = writable_workspace(root)
    source = folder.expanduser().resolve()
    target = output_for(source) if output is None else output.expanduser().resolve()
    if (wrong := wrong_place(target)) is not None:
        raise InputError.of("output", wrong)
    config = CropConfig.checked({**values, "folder": str(source_of(source)), "output": str(target)})
    job = new_cropping(place, config)
    Queue(place).enqueue(job)
    end = follow_to_end(job)
    print_outcome(job, end, as_json=as_json, files=sorted(made_in(target)), output=str(target))
    raise typer.Exit(end.code or 0)


def manual_box(text: str) -> dict[str, Any]:
    """`a.png=10,20,300,310` as a box. Raises InputError for another form."""
    match = BOX.fullmatch(text)
    if match is None:
        raise InputError.of("boxes", _NO_BOX.format(text=text))
    sides = {side: int(match[side]) for side in ("left", "top", "right", "bottom")}
    return {"picture": match["picture"], **sides}


_NO_BOX = Text(
    "The box {text} has the wrong form: write NAME=LEFT,TOP,RIGHT,BOTTOM in pixels, such as a.png=10,20,300,310.",
    "框 {text} 的格式不对：请写成 NAME=LEFT,TOP,RIGHT,BOTTOM（像素），例如 a.png=10,20,300,310。",
)
