"""The loss of pictures that are never trained on, with noise that is always the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from kohya_like.config.sections.dataset import Caption
from kohya_like.dataset.batches import Item
from kohya_like.dataset.captions import whole_caption
from kohya_like.models.family import Family
from kohya_like.training.draws import TIMESTEPS, draw
from kohya_like.training.latents import Latents
from kohya_like.training.objective import Epsilon

LEVELS = 10
"""Noise levels at which each picture is measured, evenly spread over the schedule."""
TOGETHER = 2
"""Noise levels in one pass, so that measuring needs no more memory than training."""
SEED = 0
"""Of the noise: the same in every run, so that runs can be compared."""


@dataclass(frozen=True)
class Validation:
    """Measures pictures with the network as it stands."""

    family: Family
    items: Sequence[Item]
    latents: Latents
    objective: Epsilon
    options: Caption

    @torch.no_grad()
    def loss(self) -> float:
        """The mean squared error over all pictures and noise levels."""
        return sum(self._loss_of(item) for item in self.items) / len(self.items)

    def _loss_of(self, item: Item) -> float:
        device = self.family.placement.device
        latents = self.latents.of(item).to(device).expand(LEVELS, -1, -1, -1)
        places = [(item.index, level) for level in range(LEVELS)]
        draws = draw(SEED, 0, places, latents.shape[1:])
        levels = torch.arange(LEVELS) * TIMESTEPS // LEVELS + TIMESTEPS // (2 * LEVELS)
        draws = replace(draws, timesteps=levels).to(device)
        objective = replace(self.objective, noise_offset=0.0, min_snr_gamma=None)
        noisy, target = objective.target(latents, draws)
        states = self.family.encode_text([whole_caption(item.picture.caption, self.options)]).expand(LEVELS, -1, -1)
        parts = zip(noisy.split(TOGETHER), draws.timesteps.split(TOGETHER), states.split(TOGETHER), strict=True)
        prediction = torch.cat([self.family.predict(*part) for part in parts])
        return float(objective.loss(prediction, target, draws, torch.ones(LEVELS, device=device)))
