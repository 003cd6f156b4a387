"""`kohya-like generate`: draw pictures with a base model and LoRA files."""

import math
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from kohya_like.cli.options import AsJson, Workspace, option, writable_workspace
from kohya_like.cli.progress import follow_to_end, print_outcome
from kohya_like.config.generate import PARAMETERS, GenerateConfig
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.jobs.events import read_events
from kohya_like.jobs.generating import new_generating
from kohya_like.jobs.job import Job
from kohya_like.jobs.queue import Queue
from kohya_like.plan.drawing import drawing_problems

_option = partial(option, PARAMETERS)


def generate(
    *,
    base: Annotated[Path, _option("base", form="FILE")],
    prompt: Annotated[list[str], _option("prompts", flag="--prompt", form="TEXT")],
    lora: Annotated[list[str] | None, _option("loras", flag="--lora", form="FILE[:WEIGHT]")] = None,
    vae: Annotated[Path | None, _option("vae", form="FILE")] = None,
    clip_skip: Annotated[int | None, _option("clip_skip")] = None,
    width: Annotated[int, _option("width")] = PARAMETERS["width"].default,
    height: Annotated[int, _option("height")] = PARAMETERS["height"].default,
    seed: Annotated[int, _option("seed")] = PARAMETERS["seed"].default,
    sampler: Annotated[str, _option("sampler")] = PARAMETERS["sampler"].default,
    device: Annotated[str, _option("device")] = PARAMETERS["device"].default,
    output: Annotated[Path | None, _option("output", form="FOLDER")] = None,
    root: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Draw; the exit code is that of the job."""
    place = writable_workspace(root)
    config = GenerateConfig.checked(
        {
            "base": _absolute(base),
            "prompts": prompt,
            "loras": [weighted(given) for given in lora or []],
            "vae": None if vae is None else _absolute(vae),
            "clip_skip": clip_skip,
            "width": width,
            "height": height,
            "seed": seed,
            "sampler": sampler,
            "device": device,
            "output": _absolute(output or place / "outputs" / "pictures"),
        }
    )
    problems = list(drawing_problems(config))
    if problems:
        raise InputError(problems)
    job = new_generating(place, config)
    Queue(place).enqueue(job)
    end = follow_to_end(job)
    print_outcome(job, end, as_json=as_json, pictures=pictures(job))
    raise typer.Exit(end.code or 0)


def weighted(given: str) -> dict[str, Any]:
    """`FILE:0.8` or `FILE`; a colon that no number follows (`C:\\x.safetensors`) belongs to the path.

    Raises InputError for a weight that is not finite.
    """
    path, _, number = given.rpartition(":")
    try:
        weight = float(number)
    except ValueError:
        path = ""
    if not path:
        return {"path": _absolute(given)}
    if not math.isfinite(weight):
        text = Text("The weight in {given} is not finite: give a number.", "{given} 中的权重不是有限的数：请给出数字。")
        raise InputError.of("loras", text.format(given=given))
    return {"path": _absolute(path), "weight": weight}


def pictures(job: Job) -> list[str]:
    """The pictures that a job has drawn, in the order of their prompts."""
    events, _ = read_events(job.events_file)
    return [event["path"] for event in events if event["event"] == "sample"]


def _absolute(path: str | Path) -> str:
    return str(Path(path).expanduser().resolve())
