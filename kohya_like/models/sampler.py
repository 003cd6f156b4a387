"""Drawing a picture from a prompt: for previews, for comparison, for `generate`."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from kohya_like.config.atomic import atomic_write
from kohya_like.config.choices import SAMPLERS
from kohya_like.config.prompts import Prompt
from kohya_like.models.family import Family

NOISE_SCHEDULE = {
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "steps_offset": 1,
    "clip_sample": False,
    "set_alpha_to_one": False,
}
"""The scheduler settings that SD 1 was published with; each scheduler takes those it knows."""


def build_scheduler(name: str) -> Any:
    """A diffusers scheduler by its name in the catalogue."""
    kind = SAMPLERS[name].load()
    known = inspect.signature(kind).parameters
    return kind(**{key: value for key, value in NOISE_SCHEDULE.items() if key in known})


@torch.no_grad()
def draw_picture(
    family: Family, prompt: Prompt, sampler: str = "ddim", stopped: Callable[[], bool] = lambda: False
) -> Tensor | None:
    """A picture [3, h, w] in 0..1, on the CPU; None when `stopped` says so between two steps.

    The first noise comes from a generator on the CPU, as in diffusers' pipelines, so that the same seed gives the same
    picture everywhere.
    """
    device = family.placement.device
    scheduler = build_scheduler(sampler)
    scheduler.set_timesteps(prompt.steps, device=device)
    generator = torch.Generator().manual_seed(prompt.seed)
    noise = torch.randn((1, 4, prompt.height // 8, prompt.width // 8), generator=generator)
    latents = noise.to(device) * scheduler.init_noise_sigma
    text_states = family.encode_text([prompt.negative, prompt.text] if prompt.scale != 1 else [prompt.text])
    extra = {"generator": generator} if "generator" in inspect.signature(scheduler.step).parameters else {}
    for timestep in scheduler.timesteps:
        if stopped():
            return None
        scaled = scheduler.scale_model_input(latents, timestep)
        prediction = _guided(family, scaled, timestep, text_states, prompt.scale)
        latents = scheduler.step(prediction, timestep, latents, return_dict=False, **extra)[0]
    return family.decode(latents)[0].cpu()


def _guided(family: Family, latents: Tensor, timestep: Tensor, text_states: Tensor, scale: float) -> Tensor:
    """The prediction under classifier-free guidance (Ho and Salimans, arXiv 2207.12598)."""
    count = len(text_states)
    predictions = family.predict(latents.expand(count, -1, -1, -1), timestep.expand(count), text_states).float()
    if count == 1:
        return predictions
    without, with_prompt = predictions.chunk(2)
    return without + scale * (with_prompt - without)


def save_picture(picture: Tensor, path: Path) -> None:
    """Write a picture [3, h, w] in 0..1 as PNG, whole or not at all. Raises MachineError when the disk is full."""
    pixels = (picture.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    atomic_write(path, lambda unfinished: Image.fromarray(pixels).save(unfinished, "PNG"))
