"""Follow a job on the command line: a bar in a terminal, plain lines where there is none, Ctrl-C in two steps.

All this goes to standard error; standard output belongs to the result.
"""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.jobs.events import Event, text_of
from kohya_like.jobs.follow import follow, wait_for_exit
from kohya_like.jobs.job import Job
from kohya_like.jobs.launch import kill, stop
from kohya_like.jobs.outcome import Outcome, outcome
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.status import look

LINE_SECONDS = 10.0
"""Time between two lines of progress where there is no terminal."""

POLL_SECONDS = 0.5
ADVANCE_SECONDS = 2.0
"""Time between two looks at the queue; it looks at every job of the workspace."""

END_SECONDS = 2.0
"""How long a second Ctrl-C leaves the processes to end by themselves."""


def follow_to_end(job: Job, offset: int = 0) -> Outcome:
    """Show a queued or running job until it ends, and move the queue on meanwhile. `offset`: bytes of events to skip.

    Has to be called in the main thread, as Ctrl-C is handled there.
    """
    queue = Queue(job.root)
    due = 0.0
    with _display() as display, CtrlC(job, queue, display) as ctrl_c:

        def between() -> None:
            nonlocal due
            ctrl_c.act()
            if time.monotonic() >= due:
                due = time.monotonic() + ADVANCE_SECONDS
                queue.advance()

        between()
        if look(job).status == "queued":
            display.say(str(_WAITING))
        for event in follow(job, offset, between=between, poll_seconds=POLL_SECONDS):
            display.show(event)
        wait_for_exit(job)
    return outcome(job)


def print_outcome(job: Job, end: Outcome, *, as_json: bool, **more: object) -> None:
    """The result on standard output, `more` of it in JSON; what helps to understand a failure on standard error."""
    if as_json:
        typer.echo(json.dumps({"job": job.id, "folder": str(job.folder), **end.document(), **more}, indent=1))
        return
    for line in end.log:
        typer.echo(line, err=True)
    typer.echo(str(end.text), err=bool(end.code))
    if end.hint is not None:
        typer.echo(str(end.hint), err=True)


class Lines:
    """One line for each event that is worth one, and now and then a line for the progress."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._numbers = ""
        self._due = 0.0

    def show(self, event: Event) -> None:
        """Print the event, unless it is progress and the last such line is recent."""
        match event["event"]:
            case "metrics" if "loss" in event:
                self._numbers = numbers(event)
            case "progress":
                self._show_progress(event["step"], event["total"])
            case _:
                self.say(sentence(event))

    def say(self, sentence: str) -> None:
        """Print a line."""
        if sentence:
            self._console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def _show_progress(self, step: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._due or step == total:
            self._due = now + LINE_SECONDS
            self.say(f"{step}/{total} {self._numbers}".rstrip())


class Bar(Lines):
    """A progress bar with the lines above it."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(progress.console)
        self._progress = progress
        self._task = progress.add_task(str(_STARTING), total=None, count="", numbers="")

    def show(self, event: Event) -> None:
        """Move the bar, or print what is more than progress."""
        match event["event"]:
            case "progress":
                step, total = event["step"], event["total"]
                self._progress.update(self._task, completed=step, total=total, count=f"{step}/{total}")
            case "metrics" if "loss" in event:
                self._progress.update(self._task, numbers=numbers(event))
            case "phase":
                self._progress.update(self._task, description=sentence(event))
            case _:
                self.say(sentence(event))


class CtrlC:
    """The first Ctrl-C asks the job to stop, the next one ends it. The handler only counts; `act` does it."""

    def __init__(self, job: Job, queue: Queue, display: Lines) -> None:
        self._job, self._queue, self._display = job, queue, display
        self._pressed = 0
        self._answered = 0

    def __enter__(self) -> "CtrlC":
        self._previous = signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *error: object) -> None:
        signal.signal(signal.SIGINT, self._previous)

    def act(self) -> None:
        """Do what was asked for since the last call."""
        if self._pressed == self._answered:
            return
        self._answered = self._pressed
        with suppress(InputError):  # It ended by itself in the meantime.
            if self._pressed > 1:
                self._display.say(str(_ENDING))
                kill(self._job, stop_seconds=0, terminate_seconds=END_SECONDS)
            elif look(self._job).status == "queued":
                self._queue.cancel(self._job)
            else:
                self._display.say(str(_STOPPING))
                stop(self._job)

    def _press(self, number: int, frame: FrameType | None) -> None:
        self._pressed += 1


def sentence(event: Event) -> str:
    """An event in words; empty where there is nothing to say (the last word is said by the outcome)."""
    match event["event"]:
        case "phase":
            return str(text_of(event, "message") or event["name"])
        case "metrics":
            return _held_out(event.get("validation_loss"), event["step"])
        case "warning":
            return str(_WARNING.format(text=text_of(event, "message") or ""))
        case "sample":
            return str(_SAMPLE.format(**event))
        case "saved":
            return str(_SAVED.format(**event))
    return ""


def numbers(event: Event) -> str:
    """The loss (the average where there is one) and the learning rates of a metrics event; equal rates only once."""
    rates = {name: value for name, value in event.items() if name.startswith("lr")}
    if len(rates) > 1 and len(set(rates.values())) == 1:
        rates = {"lr": next(iter(rates.values()))}
    shown = {"loss": event.get("loss_average", event.get("loss")), **rates}
    return " ".join(f"{name} {value:.4g}" for name, value in shown.items() if value is not None)


def _held_out(loss: float | None, step: int) -> str:
    return "" if loss is None else str(_HELD_OUT.format(step=step, loss=f"{loss:.4f}"))


@contextmanager
def _display() -> Iterator[Lines]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(console)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[count]}", markup=False),  # Unlike rich's own, empty while there is no total.
        TimeRemainingColumn(table_column=Column(no_wrap=True)),
        TextColumn("{task.fields[numbers]}", markup=False, table_column=Column()),  # Where it is narrow, two lines.
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(progress)


_STARTING = Text("Starting", "正在启动")
_WAITING = Text(
    "Waiting for the jobs before it. Ctrl-C takes it out of the queue.", "正在等待前面的任务。按 Ctrl-C 可移出队列。"
)
_STOPPING = Text(
    "Stopping: the step is finished and the state saved. Ctrl-C again ends it at once.",
    "正在停止：完成当前步并保存状态。再按一次 Ctrl-C 则立即结束。",
)
_ENDING = Text("Ending the job.", "正在强制结束任务。")
_WARNING = Text("Warning: {text}", "警告：{text}")
_HELD_OUT = Text("Step {step}: loss of the held-out pictures {loss}", "第 {step} 步：验证图片的损失 {loss}")
_SAMPLE = Text("Step {step}: picture {path}", "第 {step} 步：图片 {path}")
_SAVED = Text("Step {step}: saved {path}", "第 {step} 步：已保存 {path}")
