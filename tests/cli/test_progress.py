"""What people see of a job while it runs."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress, TextColumn

from kohya_like.cli.progress import Bar, Lines, numbers, print_outcome, sentence
from kohya_like.config.text import Text
from kohya_like.jobs.events import Event, EventLog, read_events
from kohya_like.jobs.job import Job
from kohya_like.jobs.outcome import Outcome


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


@pytest.fixture
def events(tmp_path: Path) -> list[Event]:
    log = EventLog(tmp_path / "events.jsonl")
    log.started(1, 1.0)
    log.phase("caching", Text("Caching latents", "正在缓存"))
    for step in range(1, 6):
        log.metrics(step, loss=0.5, loss_average=0.25, lr=1e-4)
        log.progress(step, 5)
    log.warning(Text("Careful [red]here[/red].", "小心。"))
    log.sample(5, Path("[a].png"), prompt="", seed=0)
    log.saved(5, Path("lora.safetensors"), "weights")
    log.phase("training")
    log.finished(None)
    return read_events(log.path)[0]


def test_without_a_terminal_there_are_plain_lines(events: list[Event], monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(0, 100, 6))
    monkeypatch.setattr("kohya_like.cli.progress.time.monotonic", lambda: float(next(now)))
    output = io.StringIO()
    lines = Lines(Console(file=output, width=20))
    for event in events:
        lines.show(event)
    assert output.getvalue().splitlines() == [
        "Caching latents",
        "1/5 loss 0.25 lr 0.0001",
        "3/5 loss 0.25 lr 0.0001",  # Steps come every 6 seconds here, lines after 10.
        "5/5 loss 0.25 lr 0.0001",
        "Warning: Careful [red]here[/red].",
        "Step 5: picture [a].png",
        "Step 5: saved lora.safetensors",
        "training",
    ]


def test_in_a_terminal_there_is_a_bar(events: list[Event]) -> None:
    output = io.StringIO()
    console = Console(file=output, force_terminal=True, width=120, color_system=None)
    columns = (TextColumn("{task.description}|{task.completed}/{task.total}|{task.fields[numbers]}", markup=False),)
    with Progress(*columns, console=console, auto_refresh=False) as progress:
        bar = Bar(progress)
        for event in events:
            bar.show(event)
        progress.refresh()
    assert "training|5/5|loss 0.25 lr 0.0001" in output.getvalue()
    assert "Step 5: saved lora.safetensors" in output.getvalue()
    assert "5/5 loss" not in output.getvalue()


def test_events_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sentence({"event": "finished", "path": None}) == ""
    assert numbers({"event": "metrics", "step": 1, "loss": None}) == ""
    assert numbers({"event": "metrics", "step": 1, "loss": 0.125, "lr": None}) == "loss 0.125"
    monkeypatch.setenv("KOHYA_LIKE_LANG", "zh")
    assert sentence({"event": "saved", "step": 3, "path": "a"}) == "第 3 步：已保存 a"


def test_the_result_goes_to_standard_output_and_a_failure_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = Job(tmp_path / "jobs" / "1")
    print_outcome(job, Outcome("finished", 0, Text("Done.", "完成。")), as_json=False)
    assert capsys.readouterr() == ("Done.\n", "")
    failed = Outcome("failed", 1, Text("No.", "不。"), Text("Try.", "试。"), log=("a", "b"))
    print_outcome(job, failed, as_json=False)
    assert capsys.readouterr() == ("", "a\nb\nNo.\nTry.\n")


def test_the_loss_of_held_out_pictures_is_a_line_and_leaves_the_numbers_alone() -> None:
    event = {"event": "metrics", "step": 8, "validation_loss": 0.25}
    assert sentence(event) == "Step 8: loss of the held-out pictures 0.2500"
    assert sentence({"event": "metrics", "step": 8, "loss": 0.25}) == ""
    assert numbers({"event": "metrics", "step": 1, "loss": 1.0, "lr_unet": 1e-4}) == "loss 1 lr_unet 0.0001"


def test_equal_learning_rates_are_said_once() -> None:
    rates = {"lr_text_encoder": 1e-4, "lr_unet": 1e-4}
    assert numbers({"event": "metrics", "step": 1, "loss": 1.0, **rates}) == "loss 1 lr 0.0001"
    rates["lr_unet"] = 2e-4
    named = "loss 1 lr_text_encoder 0.0001 lr_unet 0.0002"
    assert numbers({"event": "metrics", "step": 1, "loss": 1.0, **rates}) == named
