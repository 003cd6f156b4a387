"""What each optimizer step trains on: a function of the step alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import torch
from torch import Tensor

from kohya_like.config.run import RunConfig
from kohya_like.dataset.batches import Item, epoch_steps, places_of
from kohya_like.dataset.captions import caption_at
from kohya_like.dataset.chance import Place, python_random_of
from kohya_like.training.latents import Latents
from kohya_like.training.team import Team


@dataclass(frozen=True)
class Batch:
    """Pictures of one size, with the captions they have this time."""

    latents: Tensor
    """[n, 4, h, w] float32, on the CPU (pinned where a GPU waits for it)."""
    captions: list[str]
    weights: Tensor
    """[n]: how much each picture's loss counts."""
    places: list[Place]
    number: int
    """Its place among the batches of its step, those of other processes counted."""
    share: float
    """The batch's part in its optimizer step: 1 / batches in the step."""


@dataclass(frozen=True)
class Step:
    """One optimizer step."""

    index: int
    """Counted from 0 over the whole run."""
    epoch: int
    """Counted from 1."""
    ends_epoch: bool
    batches: list[Batch]
    """Those that this process computes; none where the last step of an epoch has fewer batches than processes."""


class Batches:
    """The steps of a run, as one process of its team sees them."""

    def __init__(self, config: RunConfig, items: Sequence[Item], latents: Latents, team: Team, *, pinned: bool) -> None:
        self.config = config
        self.items = items
        self.latents = latents
        self.team = team
        self.pinned = pinned

    def steps(self, start: int, end: int) -> Iterator[Step]:
        """Steps `start` to `end - 1`. Those before are not computed, only counted."""
        index = 0
        for epoch in count(1):
            groups = epoch_steps(self.items, self.config, epoch)
            for position, group in enumerate(groups, start=1):
                if index == end:
                    return
                if index >= start:
                    yield Step(index, epoch, position == len(groups), self._load(index, epoch, group))
                index += 1

    def _load(self, index: int, epoch: int, group: list[list[Item]]) -> list[Batch]:
        """The batches of a step that are this process's: they are dealt out in turn."""
        taken = places_of(group)
        mine = range(self.team.rank, len(group), self.team.size)
        return [self._batch(index, epoch, list(zip(group[n], taken[n], strict=True)), (n, len(group))) for n in mine]

    def _batch(self, index: int, epoch: int, taken: list[tuple[Item, Place]], turn: tuple[int, int]) -> Batch:
        """A batch of these pictures, the `turn[0]`th of `turn[1]` in step `index`."""
        latents = torch.stack([self._latents(index, *pair) for pair in taken])
        prior = self.config.noise.prior_loss_weight
        return Batch(
            latents=latents.pin_memory() if self.pinned else latents,
            captions=[caption_at(item.picture.caption, self.config, (index, epoch), place) for item, place in taken],
            weights=torch.tensor([prior if item.subset.is_reg else 1.0 for item, _ in taken]),
            places=[place for _, place in taken],
            number=turn[0],
            share=1 / turn[1],
        )

    def _latents(self, index: int, item: Item, place: Place) -> Tensor:
        chance = python_random_of(self.config.train.seed, "flip", index, *place)
        mirrored = self.config.dataset.flip_aug and chance.random() < 0.5
        return self.latents.of(item, mirrored)
