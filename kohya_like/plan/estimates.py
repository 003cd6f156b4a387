"""What a run will take of memory, disk and time, as far as it can be said honestly before it starts."""

import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.formats.header import Header
from kohya_like.formats.headers import read_header
from kohya_like.jobs.machine import runs_on_cpu
from kohya_like.plan.memory import FULL, Memory, memory_of, slots
from kohya_like.plan.network_size import network_parameters
from kohya_like.plan.plan import Plan
from kohya_like.plan.speed import measured_speed


def estimates(plan: Plan, config: RunConfig, root: Path) -> dict[str, Any]:
    """`{memory, disk, time}` of a run in the workspace `root`, in bytes and seconds; None for what cannot be said.

    memory is {base, network, activations, total, cpu}, disk {files, state, cache, free}, and time {seconds, per_step,
    title}: as fast as the run of that title.
    """
    header = _header(plan)
    return {
        "memory": None if header is None else _memory(plan, config, header),
        "disk": {
            "files": None if plan.bytes_per_file is None else plan.files * plan.bytes_per_file,
            "state": None
            if header is None
            else network_parameters(header, config.network) * FULL * (1 + slots(config)),
            "cache": plan.cache_bytes if config.dataset.cache_latents_to_disk else 0,
            "free": free_bytes(plan.output_folder),
        },
        "time": _time(plan, config, root),
    }


def free_bytes(folder: Path) -> int | None:
    """Bytes free where a folder lies or will lie; None where there is no such drive."""
    existing = next((path for path in (folder, *folder.parents) if os.path.exists(path)), None)
    return None if existing is None else shutil.disk_usage(existing).free


def _header(plan: Plan) -> Header | None:
    if plan.base is None or plan.base.type != "checkpoint":
        return None
    try:
        return read_header(Path(plan.base.path))
    except InputError:  # It has just gone: the next plan says so.
        return None


def _memory(plan: Plan, config: RunConfig, header: Header) -> dict[str, Any] | None:
    if not plan.buckets:
        return None
    largest = max(plan.buckets, key=lambda size: size[0] * size[1])
    on_cpu = runs_on_cpu(config.launch.device)
    memory: Memory | None = memory_of(header, config, largest, on_cpu=on_cpu)
    return None if memory is None else {**asdict(memory), "total": memory.total, "cpu": on_cpu}


def _time(plan: Plan, config: RunConfig, root: Path) -> dict[str, Any] | None:
    speed = measured_speed(root, config)
    if speed is None or plan.total_steps == 0:
        return None
    return {"seconds": speed.seconds * plan.total_steps, "per_step": speed.seconds, "title": speed.title}
