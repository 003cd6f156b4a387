"""DeepDanbooru's network as its PyTorch form numbers it: a ResNet of 179 convolutions without normalisation.

The file is converted from TensorFlow: normalisation is folded into the convolutions, they are numbered in the order in
which they appeared in the graph, and padding lies as TensorFlow puts it, right and below where a side is uneven.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from kohya_like.models.weights import Weights

STAGES = ((3, 1), (8, 2), (20, 2), (20, 2), (3, 2), (3, 2))
"""For each stage its blocks, and the stride of the first of them."""

SHORTCUT_BEHIND = 3
"""The stage that keeps its width: there the graph had the block's own convolutions before its shortcut."""

LEAST_SIDE = 128
"""Of a picture, so that something is left of it at the end."""


@dataclass(frozen=True)
class Block:
    """A residual block, by the numbers of its convolutions."""

    convolutions: tuple[int, int, int]
    shortcut: int | None
    """Only the first block of a stage has one of its own."""
    stride: int


def _blocks() -> Iterator[Block]:
    number = 1
    for stage, (depth, stride) in enumerate(STAGES):
        for place in range(depth):
            numbers = list(range(number, number + (4 if place == 0 else 3)))
            number += len(numbers)
            shortcut = None if place else numbers.pop(-1 if stage == SHORTCUT_BEHIND else 0)
            first, middle, last = numbers
            yield Block((first, middle, last), shortcut, 1 if place else stride)


BLOCKS = tuple(_blocks())
LAST = BLOCKS[-1].convolutions[-1] + 1
"""The convolution from features to tags; the only one without a bias."""

KEYS = frozenset(
    [f"n_Conv_{number}.weight" for number in range(LAST + 1)] + [f"n_Conv_{number}.bias" for number in range(LAST)]
)


class Network:
    """The network with the weights of a file: its widths are theirs."""

    def __init__(self, weights: Weights, device: torch.device) -> None:
        """Raises KeyError for a key that is missing and RuntimeError for shapes that do not fit each other."""
        self._weights = {name: weights[name].to(device, torch.float32) for name in KEYS}
        self.device = device
        self(torch.zeros(1, LEAST_SIDE, LEAST_SIDE, 3))

    @torch.inference_mode()
    def __call__(self, pictures: Tensor) -> Tensor:
        """[pictures, tags] probabilities for [pictures, side, side, 3] of 0 to 1."""
        x = pictures.to(self.device).permute(0, 3, 1, 2)
        x = F.relu(self._convolved(F.pad(x, (2, 3, 2, 3)), 0, stride=2))
        x = F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=float("-inf")), 3, 2)
        for block in BLOCKS:
            x = self._through(block, x)
        return self._convolved(x, LAST).mean((2, 3)).sigmoid()

    def _through(self, block: Block, x: Tensor) -> Tensor:
        first, middle, last = block.convolutions
        around = x if block.shortcut is None else self._convolved(x, block.shortcut, block.stride)
        inner = F.relu(self._convolved(x, first))
        inner = F.pad(inner, (1, 1, 1, 1) if block.stride == 1 else (0, 1, 0, 1))
        inner = F.relu(self._convolved(inner, middle, block.stride))
        return F.relu(self._convolved(inner, last) + around)

    def _convolved(self, x: Tensor, number: int, stride: int = 1) -> Tensor:
        name = f"n_Conv_{number}"
        return F.conv2d(x, self._weights[f"{name}.weight"], self._weights.get(f"{name}.bias"), stride)
