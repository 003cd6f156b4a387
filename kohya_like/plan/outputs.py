"""Where a run's files go: whether they can be written there, and whether they fit."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from kohya_like.config.problems import Problem
from kohya_like.config.sections.output import Save
from kohya_like.config.text import Text
from kohya_like.plan.times import Times

FIELD = "save.output_dir"
MEGABYTE = 10**6


def output_problems(save: Save, folder: Path, needed: int) -> Iterator[Problem]:
    """What stands against writing `needed` bytes into the output folder, which need not exist yet."""
    wrong = wrong_place(folder, needed)
    if wrong is not None:
        yield Problem(FIELD, wrong)
    finished = folder / f"{save.output_name}.safetensors"
    if os.path.exists(finished):
        text = Text(
            "{path} exists and will be replaced: choose another output_name to keep it.",
            "{path} 已存在，将被覆盖：如需保留，请换一个 output_name。",
        )
        yield Problem("save.output_name", text.format(path=finished), "warning")


def wrong_place(folder: Path, needed: int = 0) -> Text | None:
    """Why `needed` bytes cannot be written into a folder, which need not exist yet; None if they can."""
    # os.path.exists, unlike Path.exists, is false where looking is not allowed.
    existing = next((path for path in (folder, *folder.parents) if os.path.exists(path)), None)
    if existing is None:
        text = Text(
            "There is no drive for {folder}: choose another folder.",
            "{folder} 所在的磁盘不存在：请换一个文件夹。",
        )
        return text.format(folder=folder)
    if not existing.is_dir():
        text = Text(
            "{path} is a file, so nothing can be saved in {folder}: choose another folder.",
            "{path} 是文件，无法保存到 {folder}：请换一个文件夹。",
        )
        return text.format(path=existing, folder=folder)
    if not os.access(existing, os.W_OK | os.X_OK):
        text = Text("Nothing can be written in {path}: choose another folder.", "{path} 不可写：请换一个文件夹。")
        return text.format(path=existing)
    free = shutil.disk_usage(existing).free
    if free >= needed:
        return None
    text = Text(
        "The files of this run take {needed} MB, but the disk of {path} has {free} MB left: save less often, or free "
        "space.",
        "本次训练的文件需要 {needed} MB，而 {path} 所在磁盘只剩 {free} MB：请减少保存次数或清理空间。",
    )
    return text.format(needed=-(-needed // MEGABYTE), path=existing, free=free // MEGABYTE)


def files_kept(save: Save, times: Times) -> int:
    """How many trained files lie there in the end, the finished one included."""
    by_step = [step for step in times.saves if save.save_every_n_steps and step % save.save_every_n_steps == 0]
    by_epoch = (times.epochs - 1) // save.save_every_n_epochs if save.save_every_n_epochs else 0
    return len(by_step) + min(by_epoch, save.save_last_n_epochs or by_epoch) + 1
