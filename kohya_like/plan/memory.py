"""About how much memory training takes on its device, from the shapes in the base model's header.

The weights are counted. What a step keeps for its backward pass is counted as outputs of layers, times a factor that
was measured on the U-Net of SD 1 by torch's saved_tensors_hooks and that the tests measure again.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kohya_like.config.run import RunConfig
from kohya_like.dataset.buckets import Size
from kohya_like.formats.header import Header
from kohya_like.formats.layout_sd1 import Component, component_name
from kohya_like.plan.network_size import network_parameters, rank_of, trained_layers

FULL, HALF = 4, 2
"""Bytes of a number."""

KEPT = 2.0
"""Numbers kept for the backward pass for each number that a linear layer or convolution puts out: besides its own
output those of norms, activations and attention, which are as large. 1.95 to 1.98 for widths from 64 to 1280."""

KEPT_BETWEEN = 0.33
"""The same with gradient checkpointing, which keeps only what goes from block to block."""

SLOTS = {"AdamW": 2, "Adam": 2, "NAdam": 2, "RAdam": 2, "Adamax": 2, "Adafactor": 0, "RMSprop": 1, "SGD": 0}
"""Numbers that an optimizer remembers of each trained number; Adafactor's are sums over rows and columns, so few."""

MORE_SLOTS = ("momentum", "amsgrad", "centered")
"""Optimizer arguments each of which makes it remember one number more."""

DEEPEST = 3
"""Level of the middle of the U-Net: each level halves the sides of the one before."""

TOKENS_PER_CHUNK = 75
POSITIONS_PER_CHUNK = 77
"""A caption is read in chunks, with a mark at the beginning and the end of each."""


@dataclass(frozen=True)
class Memory:
    """Bytes on the device, per process."""

    base: int
    """U-Net and text encoder; the VAE is put aside after the pictures are encoded."""
    network: int
    """Trained weights, their gradients, and what the optimizer remembers."""
    activations: int
    """What a step keeps for its backward pass."""

    @property
    def total(self) -> int:
        """All of it. What torch and the driver take themselves comes on top."""
        return self.base + self.network + self.activations


def memory_of(header: Header, config: RunConfig, largest: Size, *, on_cpu: bool) -> Memory | None:
    """The memory of a run whose largest bucket is (width, height) pixels.

    None where attention keeps its maps, which grow with the square of the picture's area.
    """
    if config.train.attention == "sliced":
        return None
    width = _bytes_per_number(config, on_cpu=on_cpu)
    base = sum(math.prod(shape) for component, _, shape in _weights(header) if component != "vae")
    trained = network_parameters(header, config.network)
    kept = _kept_numbers(header, config, (largest[0] // 8, largest[1] // 8)) * config.train.train_batch_size
    return Memory(base * width, trained * FULL * (2 + slots(config)), int(kept * width))


def slots(config: RunConfig) -> int:
    """How many numbers the optimizer remembers of each trained number."""
    given = dict(argument.partition("=")[::2] for argument in config.optimizer.optimizer_args)
    on = sum(given.get(name, "").strip() not in ("", "0", "0.0", "False") for name in MORE_SLOTS)
    return SLOTS[config.optimizer.optimizer_type] + on


def _bytes_per_number(config: RunConfig, *, on_cpu: bool) -> int:
    """Of the frozen weights and of what is computed. Automatic is half precision on every GPU, full on a CPU."""
    precision = config.train.mixed_precision
    return FULL if precision == "no" or (precision == "auto" and on_cpu) else HALF


def _kept_numbers(header: Header, config: RunConfig, latent: Size) -> float:
    """Numbers kept for the backward pass of one picture."""
    places = _Places(latent, config.model.max_token_length)
    blocks: Counter[str] = Counter()
    for component, name, shape in _weights(header):
        if len(shape) > 1 and _is_passed(component, config):
            blocks[_block(name)] += shape[0] * places.of(component, name)
    thin = sum(
        rank_of(layer, config.network) * places.of(layer.component, layer.name)
        for layer in trained_layers(header, config.network)
    )
    if not config.train.gradient_checkpointing:
        return KEPT * blocks.total() + thin
    largest = max(blocks.values(), default=0)
    return KEPT_BETWEEN * blocks.total() + KEPT * largest


def _is_passed(component: Component, config: RunConfig) -> bool:
    """Whether gradients go through a part: through the U-Net always, through the text encoder where it is trained."""
    return component == "unet" or (component == "text_encoder" and not config.network.network_train_unet_only)


def _weights(header: Header) -> Iterator[tuple[Component, str, tuple[int, ...]]]:
    for original, info in header.tensors.items():
        found = component_name(original)
        if found is not None:
            yield *found, info.shape


def _block(name: str) -> str:
    """The block that checkpointing computes again as a whole: `down_blocks.0.attentions.1`, `encoder.layers.3`."""
    parts = name.split(".")
    return ".".join(parts[: 3 if parts[0] == "encoder" or parts[0] == "mid_block" else 4])


class _Places:
    """At how many places a layer puts out its channels."""

    def __init__(self, latent: Size, tokens: int) -> None:
        self.latent = latent
        self.words = math.ceil(tokens / TOKENS_PER_CHUNK) * POSITIONS_PER_CHUNK

    def of(self, component: Component, name: str) -> int:
        """The places of one layer: pixels of its level, words, or one for the whole picture."""
        if component == "text_encoder" or ".attn2.to_k." in name or ".attn2.to_v." in name:
            return 0 if "embedding" in name else self.words
        if "time_emb" in name:
            return 1
        shrunk = 1 << _level(name)
        return math.ceil(self.latent[0] / shrunk) * math.ceil(self.latent[1] / shrunk)


def _level(name: str) -> int:
    """How often the sides of the picture were halved before a layer of the U-Net puts out."""
    kind, *rest = name.split(".")
    if kind == "down_blocks":
        return int(rest[0]) + (rest[1] == "downsamplers")
    if kind == "up_blocks":
        return DEEPEST - int(rest[0]) - (rest[1] == "upsamplers")
    return DEEPEST if kind == "mid_block" else 0
