"""Drawing without a model: what the samplers themselves can do."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch import Tensor

from kohya_like.config.choices import SAMPLERS
from kohya_like.config.prompts import OPTIONS, Prompt
from kohya_like.models.family import Placement
from kohya_like.models.sampler import draw_picture, save_picture


class Blind:
    """A model that takes everything for noise."""

    placement = Placement(torch.device("cpu"), torch.float32)

    def encode_text(self, captions: Sequence[str]) -> Tensor:
        return torch.zeros(len(captions), 1, 1)

    def predict(self, noisy: Tensor, timesteps: Tensor, text_states: Tensor) -> Tensor:
        return noisy

    def decode(self, latents: Tensor) -> Tensor:
        return latents[:, :3]


def blind() -> Any:
    return Blind()


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("steps", [OPTIONS["s"].lowest, 2, OPTIONS["s"].highest])
def test_every_sampler_can_do_the_fewest_and_the_most_steps(sampler: str, steps: int) -> None:
    picture = draw_picture(blind(), Prompt("", width=64, height=64, steps=steps), sampler)
    assert picture is not None
    assert picture.shape == (3, 8, 8) and torch.isfinite(picture).all()


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_seed_decides_the_picture_and_a_stop_leaves_none(sampler: str) -> None:
    prompts = [Prompt("", width=64, height=64, steps=3, seed=seed) for seed in (1, 1, 2)]
    first, again, other = (draw_picture(blind(), prompt, sampler) for prompt in prompts)
    assert first is not None and again is not None and other is not None
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert draw_picture(blind(), prompts[0], sampler, stopped=lambda: True) is None


def test_a_picture_is_saved_to_the_nearest_level(tmp_path: Path) -> None:
    save_picture(torch.tensor([0.0, 0.5, 1.0]).view(3, 1, 1).expand(3, 2, 4), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert (image.size, image.getpixel((0, 0))) == ((4, 2), (0, 128, 255))
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
