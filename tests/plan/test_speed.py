"""The speed of a run is that of an earlier one like it."""

import json
from pathlib import Path
from typing import Any

import pytest

from kohya_like.config.run import RunConfig
from kohya_like.jobs.events import Event
from kohya_like.jobs.training import new_training
from kohya_like.plan.speed import FEWEST_STEPS, measured_speed, seconds_per_step


def steps(count: int, seconds: float, *, pause_after: int | None = None) -> list[Event]:
    """Progress of so many steps, with a pause of an hour somewhere."""
    late = [3600.0 if pause_after is not None and step > pause_after else 0.0 for step in range(1, count + 1)]
    return [
        {"time": 100 + step * seconds + late[step - 1], "event": "progress", "step": step, "total": count, "epoch": 1}
        for step in range(1, count + 1)
    ]


def ran(root: Path, config: RunConfig, events: list[Event]) -> None:
    job = new_training(root, config)
    job.events_file.write_text("".join(json.dumps(event) + "\n" for event in events))


def config(**sections: Any) -> RunConfig:
    return RunConfig.model_validate({"launch": {"device": "cpu"}, **sections})


def test_a_pause_does_not_make_the_steps_slower() -> None:
    assert seconds_per_step(steps(30, 0.5, pause_after=12)) == pytest.approx(0.5)


def test_few_steps_say_nothing_and_neither_do_encoded_pictures() -> None:
    assert seconds_per_step(steps(FEWEST_STEPS, 0.5)) is None
    assert seconds_per_step([{**event, "epoch": None} for event in steps(30, 0.5)]) is None


def test_the_newest_like_run_counts(tmp_path: Path) -> None:
    ran(tmp_path, config(network={"network_dim": 4}), steps(30, 0.5))
    ran(tmp_path, config(train={"train_batch_size": 4}), steps(30, 9.0))
    found = measured_speed(tmp_path, config(save={"output_name": "other"}))
    assert found is not None
    assert found.seconds == pytest.approx(0.5)
    assert measured_speed(tmp_path, config(dataset={"resolution": "768"})) is None


def test_a_damaged_job_is_passed_over(tmp_path: Path) -> None:
    ran(tmp_path, config(), steps(30, 0.5))
    broken = new_training(tmp_path, config())
    broken.config.write_text("[nonsense")
    assert measured_speed(tmp_path, config()) is not None
