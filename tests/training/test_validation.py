"""What held-out pictures are measured with: the very words that training would see of them, without chance."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor

from kohya_like.config.sections.dataset import Caption
from kohya_like.dataset.batches import Item
from kohya_like.dataset.buckets import Fit
from kohya_like.dataset.folders import Picture, Subset
from kohya_like.training.objective import Epsilon
from kohya_like.training.validation import Validation


class Listening:
    """A model that keeps what it is told and always predicts nothing."""

    placement = SimpleNamespace(device=torch.device("cpu"))

    def __init__(self) -> None:
        self.told: list[str] = []

    def encode_text(self, captions: list[str]) -> Tensor:
        """One state for each caption."""
        self.told += captions
        return torch.zeros(len(captions), 77, 8)

    def predict(self, noisy: Tensor, timesteps: Tensor, states: Tensor) -> Tensor:
        """No noise at all."""
        return torch.zeros_like(noisy)


def validation(family: Any, caption: str, **options: Any) -> Validation:
    subset = Subset(Path("1_sls"), 1, "sls", False, ())
    item = Item(0, Picture(Path("a.png"), (64, 64), caption, None), subset, Fit((64, 64), (64, 64), (0, 0, 64, 64)), 1)
    latents: Any = SimpleNamespace(of=lambda item: torch.zeros(4, 8, 8))
    return Validation(family, [item], latents, Epsilon(torch.linspace(0.99, 0.01, 1000)), Caption(**options))


@pytest.mark.parametrize(
    ("caption", "options", "told"),
    [
        ("a hat", {"caption_prefix": "sls", "caption_suffix": "film"}, "sls a hat film"),
        ("a {red|green} hat", {"enable_wildcard": True}, "a green hat"),
        ("a {red|green} hat", {}, "a {red|green} hat"),
        ("one\nthe longer line", {"enable_wildcard": True}, "the longer line"),
        ("b, a", {"shuffle_caption": True, "caption_dropout_rate": 1.0}, "b, a"),
    ],
)
def test_prefix_suffix_and_wildcards_are_those_of_training(caption: str, options: dict[str, Any], told: str) -> None:
    family = Listening()
    measured = validation(family, caption, **options)
    assert measured.loss() == measured.loss() > 0
    assert family.told == [told, told]
