"""`kohya-like demo`: train the embedded demo from beginning to end."""

import json
import time
from pathlib import Path
from typing import Any

import typer

from kohya_like.cli.options import AsJson, Workspace, writable_workspace
from kohya_like.cli.progress import follow_to_end, print_outcome
from kohya_like.cli.train import checked_run
from kohya_like.config.text import Text
from kohya_like.demo.comparison import comparison
from kohya_like.demo.project import lay_out
from kohya_like.jobs.events import read_events
from kohya_like.jobs.job import Job
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.training import new_training


def demo(root: Workspace = None, as_json: AsJson = False) -> None:
    """Lay the demo out in the workspace and train it as any other run; the exit code is that of its job."""
    begun = time.monotonic()
    place = writable_workspace(root)
    job = new_training(place, checked_run(lay_out(place), [], place))
    Queue(place).enqueue(job)
    end = follow_to_end(job)
    if end.code != 0 or end.path is None:
        print_outcome(job, end, as_json=as_json)
        raise typer.Exit(end.code or 0)
    result = {"lora": end.path, **summary(job), "seconds": round(time.monotonic() - begun, 1)}
    typer.echo(json.dumps(result, indent=1) if as_json else str(RESULT.format(**result)))


def summary(job: Job) -> dict[str, Any]:
    """The before/after picture and the held-out losses of a finished demo job."""
    events, _ = read_events(job.events_file)
    losses = [event["validation_loss"] for event in events if "validation_loss" in event]
    samples = [event for event in events if event["event"] == "sample"]
    rows = [[Path(event["path"]) for event in samples if event["step"] == step] for step in edges(samples)]
    picture = comparison(rows, job.root / "outputs" / "demo-comparison.png")
    return {
        "comparison": str(picture),
        "validation_loss_before": losses[0],
        "validation_loss_after": losses[-1],
    }


def edges(samples: list[dict[str, Any]]) -> list[int]:
    """The first and the last step at which previews were drawn."""
    steps = [event["step"] for event in samples]
    return [min(steps), max(steps)]


RESULT = Text(
    "The LoRA: {lora}\n"
    "Before (top) and after (bottom): {comparison}\n"
    "Loss of pictures it has never seen: {validation_loss_before:.4f} before, {validation_loss_after:.4f} after\n"
    "It took {seconds} seconds.",
    "LoRA 文件：{lora}\n"
    "训练前（上）与训练后（下）：{comparison}\n"
    "未参与训练的图片的损失：训练前 {validation_loss_before:.4f}，训练后 {validation_loss_after:.4f}\n"
    "用时 {seconds} 秒。",
)
