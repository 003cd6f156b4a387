"""kohya-like jobs: see, stop, end, resume and order the jobs of a workspace."""

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from kohya_like.cli.options import AsJson, Workspace
from kohya_like.cli.progress import follow_to_end, print_outcome
from kohya_like.config.text import Text
from kohya_like.jobs import launch
from kohya_like.jobs.child import AUTOMATIC
from kohya_like.jobs.index import Index, Summary, summarise
from kohya_like.jobs.job import Job
from kohya_like.jobs.outcome import last_lines, outcome
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.status import LABELS, look
from kohya_like.jobs.workspace import workspace


def _help(en: str, zh: str) -> str:
    return str(Text(en, zh))


app = typer.Typer(
    no_args_is_help=True, help=_help("See, stop, end, resume and order jobs.", "查看、停止、继续和排列任务。")
)
queue_app = typer.Typer(help=_help("The jobs that wait, and their order.", "等待中的任务及其顺序。"))
app.add_typer(queue_app, name="queue")

Id = Annotated[
    str, typer.Argument(metavar="ID", help=_help("Id, as `jobs list` shows it.", "任务编号，见 `jobs list`。"))
]


@app.command("list", help=_help("Every job, the newest first.", "所有任务，最新的在前。"))
def list_jobs(root: Workspace = None, as_json: AsJson = False) -> None:
    """Print every job of the workspace."""
    _print_jobs(Index(workspace(root)).jobs(), as_json)


@app.command(help=_help("One job: its state, how it ended, its log.", "单个任务：状态、结果和日志。"))
def show(
    job_id: Id,
    root: Workspace = None,
    as_json: AsJson = False,
    log: Annotated[
        int, typer.Option(min=0, help=_help("Last lines of its console to print.", "显示控制台输出的最后几行。"))
    ] = 0,
) -> None:
    """Print what is known of a job."""
    job = Job.find(workspace(root), job_id)
    summary, lines = summarise(job), last_lines(job, log) if log else outcome(job).log
    if as_json:
        _print_json({**_document(summary), "folder": str(job.folder), "log": lines})
        return
    typer.echo(_row(summary))
    typer.echo(str(job.folder))
    for line in filter(None, (str(summary.text), *lines)):
        typer.echo(line)


@app.command(
    help=_help(
        "Finish the step, save, end. A waiting job leaves the queue.",
        "完成当前步、保存并结束；等待中的任务则移出队列。",
    )
)
def stop(job_id: Id, root: Workspace = None, as_json: AsJson = False) -> None:
    """Ask a job to stop."""
    job = Job.find(workspace(root), job_id)
    if look(job).status == "queued":
        Queue(job.root).cancel(job)
    else:
        launch.stop(job)
    _print_job(job, as_json)


@app.command(help=_help("End a job and every process of it.", "结束任务及其所有进程。"))
def kill(
    job_id: Id,
    root: Workspace = None,
    as_json: AsJson = False,
    after: Annotated[
        float, typer.Option(min=0, help=_help("Seconds it may take to save first.", "先等待其保存的秒数。"))
    ] = launch.STOP_SECONDS,
) -> None:
    """End a job, by force where a request does not suffice."""
    job = Job.find(workspace(root), job_id)
    launch.kill(job, stop_seconds=after)
    _print_job(job, as_json)


@app.command(
    help=_help("Go on from the state that a job saved, and follow it.", "从任务保存的状态继续，并跟踪其进度。")
)
def resume(job_id: Id, root: Workspace = None, as_json: AsJson = False) -> None:
    """Start a job again; the exit code is that of its end."""
    job = Job.find(workspace(root), job_id)
    offset = job.events_file.stat().st_size if job.events_file.exists() else 0
    Queue(job.root).enqueue(job, resume=AUTOMATIC)
    end = follow_to_end(job, offset)
    print_outcome(job, end, as_json=as_json)
    raise typer.Exit(end.code or 0)


@queue_app.callback(invoke_without_command=True)
def queue(context: typer.Context, root: Workspace = None, as_json: AsJson = False) -> None:
    """Print the jobs that wait, the next one first."""
    if context.invoked_subcommand is None:
        _print_jobs(Index(workspace(root)).waiting(), as_json)


@queue_app.command(
    help=_help("Put a waiting job at a position; 1 is the next.", "将等待中的任务移到指定位置；1 为下一个。")
)
def move(
    job_id: Id, position: Annotated[int, typer.Argument(min=1)], root: Workspace = None, as_json: AsJson = False
) -> None:
    """Change the order of the queue and print it."""
    job = Job.find(workspace(root), job_id)
    jobs = Queue(job.root)
    jobs.move(job, position)
    _print_jobs(jobs.index.waiting(), as_json)


@queue_app.command(help=_help("Take a waiting job out of the queue.", "将等待中的任务移出队列。"))
def cancel(job_id: Id, root: Workspace = None, as_json: AsJson = False) -> None:
    """Take a job out of the queue."""
    job = Job.find(workspace(root), job_id)
    Queue(job.root).cancel(job)
    _print_job(job, as_json)


def _print_jobs(summaries: list[Summary], as_json: bool) -> None:
    if as_json:
        _print_json({"jobs": [_document(summary) for summary in summaries]})
        return
    for summary in summaries:
        typer.echo(_row(summary))
    if not summaries:
        typer.echo(str(_NONE), err=True)


def _print_job(job: Job, as_json: bool) -> None:
    summary = summarise(job)
    if as_json:
        _print_json(_document(summary))
    else:
        typer.echo(_row(summary))


def _print_json(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, indent=1))


def _document(summary: Summary) -> dict[str, Any]:
    return summary.model_dump(mode="json")


def _row(summary: Summary) -> str:
    """`20261123-141503-cat  running 120/1600  2026-11-23 14:15  My cat`."""
    status = str(LABELS[summary.status])
    if summary.progress is not None:
        status += " {}/{}".format(*summary.progress)
    created = datetime.fromtimestamp(summary.created).strftime("%Y-%m-%d %H:%M")
    return "  ".join([summary.id, status, created, summary.title])


_NONE = Text("There are no jobs here.", "这里没有任务。")
