"""How fast a run will be, judged by earlier runs on this machine that differ in nothing that matters for speed."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from pydantic import ValidationError

from kohya_like.config.problems import InputError
from kohya_like.config.run import PARAMETERS, RunConfig
from kohya_like.jobs.events import Event, last_events
from kohya_like.jobs.job import Job
from kohya_like.jobs.training import MODULE

MATTERS = (
    "pretrained_model_name_or_path",
    "resolution",
    "max_token_length",
    "train_batch_size",
    "gradient_accumulation_steps",
    "mixed_precision",
    "attention",
    "gradient_checkpointing",
    "network_type",
    "network_train_unet_only",
    "network_train_text_encoder_only",
    "flip_aug",
)
"""Parameters on which the time of a step depends, besides those of [launch]. Ranks and optimizers change it little."""

FEWEST_STEPS = 10
"""Fewer say little: the first ones are slow."""

JOBS_LOOKED_AT = 50


@dataclass(frozen=True)
class Speed:
    """What an earlier run took."""

    seconds: float
    """Of one optimizer step, the median of the newest: pauses for saving and previews are not in it."""
    title: str
    """Of that run."""


def measured_speed(root: Path, config: RunConfig) -> Speed | None:
    """The speed of the newest run like this one in a workspace; None where there was none."""
    wanted = _what_matters(config)
    for job in list(reversed(Job.all(root)))[:JOBS_LOOKED_AT]:
        try:
            launch = job.launch()
            earlier = _read(job.config) if launch.module == MODULE else None
        except (InputError, ValidationError, ValueError, OSError):
            continue  # Damaged, or of another version: the list of runs says so.
        if earlier is not None and _what_matters(earlier) == wanted:
            seconds = seconds_per_step(last_events(job.events_file)[::-1])
            if seconds is not None:
                return Speed(seconds, launch.title)
    return None


def seconds_per_step(events: Sequence[Event]) -> float | None:
    """The median time between one step and the next; None for too few steps."""
    steps = [event for event in events if event["event"] == "progress" and event.get("epoch") is not None]
    times = [after["time"] - before["time"] for before, after in pairwise(steps) if after["step"] == before["step"] + 1]
    return median(times) if len(times) >= FEWEST_STEPS else None


def _read(path: Path) -> RunConfig:
    return RunConfig.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def _what_matters(config: RunConfig) -> list[Any]:
    return [config.value(PARAMETERS[name].path) for name in MATTERS] + [config.launch]
