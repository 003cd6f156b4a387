"""`kohya-like train`: start a training job and follow it."""

from pathlib import Path
from typing import Annotated

import typer

from kohya_like.cli.options import AsJson, Assignments, Workspace
from kohya_like.cli.progress import follow_to_end, print_outcome
from kohya_like.config.problems import InputError
from kohya_like.config.reading import read_run
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.training import new_training, unfinished_training
from kohya_like.jobs.workspace import workspace
from kohya_like.plan.plan import make_plan


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
    """Train what a TOML file says."""
    place = workspace(root)
    config = checked_run(run, assignments or [], place)
    if resume == "auto":
        job = unfinished_training(place, config)
        Queue(place).enqueue(job, resume="auto")
    else:
        job = new_training(place, config, resume=None if resume is None else str(existing_folder(resume)))
        Queue(place).enqueue(job)
    end = follow_to_end(job)
    print_outcome(job, end, as_json=as_json)
    raise typer.Exit(end.code or 0)


def checked_run(run: Path, assignments: list[str], root: Path) -> RunConfig:
    """The run, checked with its plan; its files go into the workspace `root` unless it names another folder.

    Raises InputError with every error, before anything is written.
    """
    draft = read_run(run, assignments)
    plan = make_plan(draft.config, root=root)
    errors = [problem for problem in draft.problems if problem.severity == "error"]
    if errors or plan.errors:
        raise InputError(dict.fromkeys([*errors, *plan.errors]))  # Each once: the plan sees some of them too.
    draft.config.save.output_dir = plan.output_folder
    return draft.config


def existing_folder(path: str) -> Path:
    """The folder, absolute. Raises InputError when it is none."""
    folder = Path(path).resolve()
    if not folder.is_dir():
        raise InputError.of("resume", Text("There is no folder {path}.", "没有文件夹 {path}。").format(path=path))
    return folder
