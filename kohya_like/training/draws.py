"""What chance decides in training, as a function of a key: a resumed run draws what an unbroken one would."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from kohya_like.dataset.chance import Place, seed_of

TIMESTEPS = 1000


@dataclass(frozen=True)
class Draws:
    """What chance decides for one batch."""

    noise: Tensor
    """[n, 4, h, w], standard normal."""
    offset: Tensor
    """[n, 4, 1, 1], standard normal: the direction of the noise offset."""
    timesteps: Tensor
    """[n], whole numbers from 0 to 999."""

    def to(self, device: torch.device) -> "Draws":
        """The same draws on another device."""
        moved = (tensor.to(device, non_blocking=True) for tensor in (self.noise, self.offset, self.timesteps))
        return Draws(*moved)


def generator_of(*key: object) -> torch.Generator:
    """torch's generator for a key, on the CPU, so that a GPU draws the same numbers."""
    return torch.Generator().manual_seed(seed_of(*key))


def draw(seed: int, step: int, places: Sequence[Place], shape: Sequence[int]) -> Draws:
    """The draws for pictures whose latents have `shape` [4, h, w]."""
    generators = [generator_of(seed, "noise", step, *place) for place in places]
    noise = [torch.randn(*shape, generator=generator) for generator in generators]
    offset = [torch.randn(shape[0], 1, 1, generator=generator) for generator in generators]
    timesteps = [torch.randint(TIMESTEPS, (1,), generator=generator) for generator in generators]
    return Draws(torch.stack(noise), torch.stack(offset), torch.cat(timesteps))
