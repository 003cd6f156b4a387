"""Targets and losses against those that sd-scripts computed from the same draws."""

import json
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from kohya_like.models.sampler import NOISE_SCHEDULE
from kohya_like.training.draws import Draws
from kohya_like.training.objective import Epsilon
from tests.reference.recorded import path

OURS = {"noise_offset", "min_snr_gamma"}
"""Options of the recorded cases that the trainer has."""


def cases() -> list[dict[str, Any]]:
    recorded = json.loads(path("noise_loss.json").read_text())["cases"]
    return [case for case in recorded if set(case["options"]) <= OURS and not case["mask"] and not case["alpha_mask"]]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_it_equals_sd_scripts(case: dict[str, Any]) -> None:
    arrays = np.load(path("noise_loss.npz"))
    draws = recorded_draws(case, arrays)
    options = case["options"]
    objective = Epsilon(
        torch.from_numpy(arrays["scheduler/plain/alphas_cumprod"]),
        options.get("noise_offset") or 0.0,
        options.get("min_snr_gamma"),
    )
    latents = torch.from_numpy(arrays[f"inputs/{case['inputs']}/latents"])
    prediction = torch.from_numpy(arrays[f"inputs/{case['inputs']}/model_pred"])
    noisy, target = objective.target(latents, draws)
    np.testing.assert_allclose(noisy, arrays[case["outputs"]["noisy_latents"]], atol=2e-6)
    np.testing.assert_allclose(target, arrays[case["outputs"]["target"]], atol=2e-6)
    loss = objective.loss(prediction, target, draws, torch.tensor(case["loss_weights"]))
    assert loss.item() == pytest.approx(case["scalars"]["final_loss"][0], rel=2e-6)


def recorded_draws(case: dict[str, Any], arrays: Any) -> Draws:
    """The case's draws: noise first, then the offset where there is one, then timesteps."""
    drawn = [tensor_of(draw, arrays) for draw in case["draws"]]
    offset = drawn[1] if case["options"].get("noise_offset") else torch.zeros(len(drawn[0]), 4, 1, 1)
    return Draws(drawn[0], offset, drawn[-1].long())


def tensor_of(draw: dict[str, Any], arrays: Any) -> Tensor:
    values = arrays[draw["tensor"]] if "tensor" in draw else np.array(draw["values"])
    return torch.from_numpy(values).reshape(draw["shape"])


def test_there_are_cases_for_each_option() -> None:
    assert {option for case in cases() for option in case["options"]} == OURS
    assert any(case["loss_weights"] != [1.0] * len(case["loss_weights"]) for case in cases())


def test_the_noise_schedule_is_the_one_recorded() -> None:
    from tests.models import tiny

    recorded = np.load(path("noise_loss.npz"))["scheduler/plain/alphas_cumprod"]
    np.testing.assert_allclose(tiny.family().alphas_cumprod, recorded, rtol=1e-6)
    assert NOISE_SCHEDULE["beta_end"] == 0.012
