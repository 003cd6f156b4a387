"""Text states of captions: computed anew where the text encoder is trained, remembered where it is frozen."""

from collections import OrderedDict
from collections.abc import Sequence

import torch
from torch import Tensor

from kohya_like.models.family import Family

REMEMBERED = 2048
"""Captions whose states are kept in memory (not the GPU's); at SD 1's size and 75 tokens that is at most 0.5 GB."""


class TextStates:
    """Text states for batches of captions; a caption that comes twice in a batch is computed once."""

    def __init__(self, family: Family, trained: bool) -> None:
        self.family = family
        self.trained = trained
        self._known: OrderedDict[str, Tensor] = OrderedDict()

    def of(self, captions: Sequence[str]) -> Tensor:
        """Text states [n, tokens, width] of n captions."""
        different = list(dict.fromkeys(captions))
        if self.trained:
            states = self.family.encode_text(different)
        else:
            states = torch.stack([self._known_of(caption) for caption in different]).to(self.family.placement.device)
        return states[[different.index(caption) for caption in captions]]

    @torch.no_grad()
    def _known_of(self, caption: str) -> Tensor:
        """States of one caption, computed alone, so that they never depend on what else is in the batch."""
        if caption not in self._known:
            self._known[caption] = self.family.encode_text([caption])[0].cpu()
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(caption)
        return self._known[caption]
