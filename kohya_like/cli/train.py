"""`kohya-like train`: start a training job and follow it."""

from pathlib import Path
from typing import Annotated

import typer

from kohya_like.cli.check import planned
from kohya_like.cli.options import AsJson, Assignments, Workspace, writable_workspace
from kohya_like.cli.progress import follow_to_end, print_outcome
from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.jobs.child import AUTOMATIC
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.training import new_training, states, unfinished_training


def train(
    run: Annotated[Path, typer.Argument(help=str(Text("The run's TOML file.", "训练配置的 TOML 文件。")))],
    assignments: Assignments = None,
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="auto|DIR",
            help=str(
                Text(
                    "Go on with the last unfinished job of this run (auto), or from a state in a folder.",
                    "继续此配置上一个未完成的任务（auto），或从某个文件夹中的状态继续。",
                )
            ),
        ),
    ] = None,
    root: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Check, start or resume, and follow; the exit code is that of the job."""
    place = writable_workspace(root)
    config = checked_run(run, assignments or [], place)
    if resume == AUTOMATIC:
        job = unfinished_training(place, config)
        Queue(place).enqueue(job, resume=AUTOMATIC)
    else:
        job = new_training(place, config, resume=None if resume is None else state_folder(resume))
        Queue(place).enqueue(job)
    end = follow_to_end(job)
    print_outcome(job, end, as_json=as_json)
    raise typer.Exit(end.code or 0)


def checked_run(run: Path, assignments: list[str], root: Path) -> RunConfig:
    """The run, checked with its plan; its files go into the workspace `root` unless it names another folder.

    Raises InputError with every error, before anything is written.
    """
    config, plan, problems = planned(run, assignments, root)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise InputError(errors)
    config.save.output_dir = plan.output_folder
    return config


def state_folder(path: str) -> str:
    """The folder, absolute. Raises InputError when it holds no state of a run."""
    folder = Path(path).expanduser().resolve()
    if not states(folder):
        text = Text(
            "There is no state of a run in {folder}: name the folder `state` of a job, or one in it.",
            "{folder} 中没有训练状态：请指定某个任务的 state 文件夹，或其中的文件夹。",
        )
        raise InputError.of("resume", text.format(folder=folder))
    return str(folder)
