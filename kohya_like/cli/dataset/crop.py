"""`kohya-like dataset crop`: cropped copies of the pictures in a folder, which stays as it is."""

import re
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from kohya_like.cli.options import AsJson, Workspace, option, refuse_idle, writable_workspace
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

_option = partial(option, PARAMETERS)


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
    picture: Annotated[list[str] | None, _option("pictures", flag="--picture", form="NAME")] = None,
    size: Annotated[str | None, _option("size", form="WxH")] = None,
    buckets: Annotated[bool, _option("enable_bucket", flag="--buckets")] = False,
    resolution: Annotated[str | None, _option("resolution", form="N|W,H")] = None,
    min_bucket_reso: Annotated[int | None, _option("min_bucket_reso")] = None,
    max_bucket_reso: Annotated[int | None, _option("max_bucket_reso")] = None,
    bucket_reso_steps: Annotated[int | None, _option("bucket_reso_steps")] = None,
    focus: Annotated[str | None, _option("focus")] = None,
    face_margin: Annotated[float | None, _option("face_margin")] = None,
    box: Annotated[list[str] | None, _option("boxes", flag="--box", form="NAME=LEFT,TOP,RIGHT,BOTTOM")] = None,
    upscale: Annotated[bool, _option("upscale")] = False,
    split: Annotated[bool, _option("split")] = False,
    split_ratio: Annotated[float | None, _option("split_ratio")] = None,
    overlap: Annotated[float | None, _option("overlap")] = None,
    flip: Annotated[bool, _option("flip")] = False,
    output_format: Annotated[str | None, _option("output_format", flag="--format")] = None,
    quality: Annotated[int | None, _option("quality")] = None,
    keep_alpha: Annotated[bool, _option("keep_alpha")] = False,
    background: Annotated[str | None, _option("background", form="COLOUR")] = None,
    workers: Annotated[int | None, _option("workers")] = None,
    root: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Crop; the exit code is that of the job."""
    given = {
        "pictures": picture,
        "size": size,
        "enable_bucket": buckets or None,
        "resolution": resolution,
        "min_bucket_reso": min_bucket_reso,
        "max_bucket_reso": max_bucket_reso,
        "bucket_reso_steps": bucket_reso_steps,
        "focus": focus,
        "face_margin": face_margin,
        "boxes": None if box is None else [manual_box(text) for text in box],
        "upscale": upscale or None,
        "split": split or None,
        "split_ratio": split_ratio,
        "overlap": overlap,
        "flip": flip or None,
        "output_format": output_format,
        "quality": quality,
        "keep_alpha": keep_alpha or None,
        "background": background,
        "workers": workers,
    }
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
