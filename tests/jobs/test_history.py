"""What a job told, gathered: a resumed job overwrites what it repeats, charts keep ends, extremes and means."""

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.text import Text
from kohya_like.jobs import events as events_module
from kohya_like.jobs.events import ENCODING, EventLog
from kohya_like.jobs.history import Curve, History, decimated

LOSSES = st.floats(0.001, 10) | st.none()


def train(log: EventLog, first: int, last: int, total: int = 100) -> None:
    """Steps whose losses are a thousandth of their numbers."""
    for step in range(first, last + 1):
        log.metrics(step, loss=step / 1000, loss_average=0.5, lr_unet=1e-4)
        log.progress(step, total, epoch=1)


@pytest.fixture
def log(tmp_path: Path) -> EventLog:
    return EventLog(tmp_path / "events.jsonl")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that events get; a test changes its only entry."""
    now = [1000.0]
    monkeypatch.setattr(events_module.time, "time", lambda: now[0])
    return now


def test_everything_told_is_kept(log: EventLog, tmp_path: Path) -> None:
    history = History(log.path)
    history.update()
    assert (list(history.curve.steps), history.progress, history.seconds_left()) == ([], None, None)
    log.started(1, 1.0)
    log.phase("train", Text("Training", "训练"))
    log.metrics(0, validation_loss=0.4)
    train(log, 1, 3)
    log.sample(3, tmp_path / "a.png", prompt="猫", seed=1)
    log.saved(3, tmp_path / "a.safetensors", "weights")
    log.warning(Text("Careful.", "小心。"))
    history.update()
    train(log, 4, 5)
    history.update()
    assert list(history.curve.steps) == [1, 2, 3, 4, 5]
    assert list(history.curve.losses) == [0.001, 0.002, 0.003, 0.004, 0.005]
    assert history.validations == [(0, 0.4)]
    assert [len(found) for found in (history.samples, history.saved, history.warnings)] == [1, 1, 1]
    assert history.phase is not None and history.phase["name"] == "train"
    assert history.progress is not None and history.progress["step"] == 5
    log.stopped(5)
    history.update()
    assert history.phase is None


def test_a_resumed_job_overwrites_what_followed_its_state(log: EventLog, tmp_path: Path) -> None:
    history = History(log.path)
    log.started(1, 1.0)
    for step in (3, 6):
        train(log, step - 2, step)
        log.metrics(step, validation_loss=step / 10)
        log.sample(step, tmp_path / f"{step}.png", prompt="cat", seed=1)
    history.update()
    assert history.cuts == 0
    again = EventLog(log.path, attempt=2)
    again.started(2, 2.0)
    train(again, 4, 5)
    history.update()
    assert list(history.curve.steps) == [1, 2, 3, 4, 5]
    assert len(history.curve.rates["lr_unet"]) == len(history.curve.times) == 5
    assert history.validations == [(3, 0.3)]
    assert [event["step"] for event in history.samples] == [3]
    assert (history.cuts, len(history.attempts)) == (1, 2)


def test_a_job_begun_anew_forgets_all_steps(log: EventLog) -> None:
    train(log, 1, 3)
    log.metrics(0, validation_loss=0.5)
    history = History(log.path)
    history.update()
    assert (list(history.curve.steps), history.validations) == ([], [(0, 0.5)])


def test_a_replaced_file_is_another_history(log: EventLog, clock: list[float]) -> None:
    train(log, 1, 3)
    history = History(log.path)
    history.update()
    began = history.began
    log.path.unlink()
    clock[0] += 5
    train(log, 1, 1)
    history.update()
    assert list(history.curve.steps) == [1]
    assert began is not None and history.began == began + 5


def test_speed_and_time_left_are_those_of_this_attempt(log: EventLog, clock: list[float]) -> None:
    history = History(log.path)
    log.started(1, 1.0)
    train(log, 1, 1)
    history.update()
    assert history.seconds_per_step() is None and history.seconds_left() is None
    clock[0] += 5000  # Interrupted over night.
    EventLog(log.path, attempt=2).started(2, 1.0)
    for step, seconds in enumerate((1.0, 2.0, 2.0, 11.0, 2.0), start=2):
        clock[0] += seconds
        train(log, step, step, total=46)
    history.update()
    assert history.seconds_per_step() == 2.0  # The previews after step 5 are left out,
    assert history.seconds_left() == 40 * (2.0 + 2.0 + 11.0 + 2.0) / 4  # but belong to the time that is left.
    assert sum(end - begin for begin, end in history.attempts) == 18.0


def curve(losses: list[float | None]) -> Curve:
    found = Curve()
    for step, loss in enumerate(losses, start=1):
        found.add({"event": "metrics", "step": step, "time": float(step), "loss": loss, "lr_unet": step / 1000})
    return found


@given(losses=st.lists(LOSSES, max_size=300), limit=st.integers(3, 400))
def test_decimation_keeps_ends_extremes_and_mean(losses: list[float | None], limit: int) -> None:
    points = decimated(curve(losses), 0, limit)
    assert len({len(points[name]) for name in ("steps", "loss", "low", "high")}) == 1
    assert len(points["steps"]) <= limit + 2
    assert points["steps"] == sorted(set(points["steps"]))
    if not losses:
        return
    assert (points["steps"][0], points["steps"][-1]) == (1, len(losses))
    near: Any = pytest.approx
    given_losses = [loss for loss in losses if loss is not None]
    if given_losses:
        assert min(low for low in points["low"] if low is not None) == near(min(given_losses), rel=1e-5)
        assert max(high for high in points["high"] if high is not None) == near(max(given_losses), rel=1e-5)
        assert points["loss"][0] == (None if losses[0] is None else near(losses[0], rel=1e-5))
    if len(losses) <= limit:
        assert points["low"] == points["high"] == points["loss"]
    assert points["rates"]["lr_unet"] == near([step / 1000 for step in points["steps"]])


@given(losses=st.lists(LOSSES, min_size=1, max_size=50), seen=st.integers(0, 50))
def test_only_new_rows_are_given(losses: list[float | None], seen: int) -> None:
    points = decimated(curve(losses), min(seen, len(losses)), 100)
    assert points["steps"] == list(range(seen + 1, len(losses) + 1))


def test_a_rate_that_appears_later_is_unknown_before(log: EventLog) -> None:
    log.metrics(1, loss=0.1)
    log.metrics(2, loss=math.nan, lr_unet=1e-4)
    history = History(log.path)
    history.update()
    assert decimated(history.curve, 0, 10)["rates"] == {"lr_unet": [None, 1e-4]}
    assert decimated(history.curve, 0, 10)["loss"] == [0.1, None]


def test_encoded_pictures_are_no_steps_of_what_follows(tmp_path: Path) -> None:
    log, history = EventLog(tmp_path / "events.jsonl"), History(tmp_path / "events.jsonl")
    log.phase(ENCODING)
    log.progress(34, 34)
    history.update()
    assert history.progress is not None
    log.phase("preview")
    history.update()
    assert history.progress is None
