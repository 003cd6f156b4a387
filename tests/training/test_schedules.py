"""Learning-rate curves against those that sd-scripts produced, step by step."""

import json
from typing import Any

import pytest

from kohya_like.config.choices import SCHEDULERS
from kohya_like.config.run import RunConfig
from kohya_like.training.schedules import Schedule
from tests.reference.recorded import path

OURS = {"max_train_steps", "lr_scheduler", "lr_warmup_steps", "lr_scheduler_num_cycles", "lr_scheduler_power"}


def cases() -> list[dict[str, Any]]:
    recorded = json.loads(path("lr_schedules.json").read_text())["cases"]
    return [
        case
        for case in recorded
        if case["scheduler"] in SCHEDULERS and set(case["args"]) <= OURS and "lr_used_at_step" in case
    ]


@pytest.mark.parametrize("case", cases(), ids=lambda case: json.dumps(case["args"]))
def test_it_equals_sd_scripts(case: dict[str, Any]) -> None:
    arguments = case["args"]
    config = RunConfig()
    config.optimizer.lr_warmup_steps = float(arguments.get("lr_warmup_steps", 0))
    total = arguments["max_train_steps"]
    schedule = Schedule(
        case["scheduler"],
        total,
        config.warmup_steps(total),
        arguments.get("lr_scheduler_num_cycles", 1),
        arguments.get("lr_scheduler_power", 1.0),
    )
    used = [schedule.learning_rate(case["base_lr"], step) for step in range(len(case["lr_used_at_step"]))]
    assert used == pytest.approx(case["lr_used_at_step"], rel=1e-9, abs=1e-15)


def test_every_scheduler_of_the_catalogue_is_recorded() -> None:
    assert {case["scheduler"] for case in cases()} == set(SCHEDULERS)


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(ValueError, match="zigzag"):
        Schedule("zigzag", 10).learning_rate(1e-4, 5)
