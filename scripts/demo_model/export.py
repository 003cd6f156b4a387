"""The finished model as one file in the original Stable Diffusion 1 layout, as people exchange it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from kohya_like.formats.layout_sd1 import POSITION_IDS, VAE_ATTENTION_WEIGHTS, Component, original_name
from scripts.demo_model import networks
from scripts.demo_model.concepts import BACKGROUNDS
from scripts.demo_model.files import atomic

NAME = "demo-sd1.safetensors"
KEYS: dict[Component, int] = {"unet": 686, "vae": 248, "text_encoder": 196}
"""Tensors of each part of SD 1; the file has one more, the position ids."""


@dataclass(frozen=True)
class Parts:
    """The stages' files of the three networks."""

    text: Path
    vae: Path
    unet: Path


def write(path: Path, parts: Parts) -> None:
    """Write the single file in half precision."""
    tensors = {POSITION_IDS: torch.arange(networks.TOKENS)[None]}
    files: dict[Component, Path] = {"unet": parts.unet, "vae": parts.vae, "text_encoder": parts.text}
    for component, file in files.items():
        converted = dict(_converted(component, load_file(file)))
        if len(converted) != KEYS[component]:
            raise ValueError(f"{component} has {len(converted)} tensors instead of {KEYS[component]}")
        tensors |= converted
    with atomic(path) as temporary:
        save_file(tensors, temporary, metadata=facts())


def _converted(component: Component, weights: dict[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    for name, weight in weights.items():
        shaped = weight[:, :, None, None] if name in VAE_ATTENTION_WEIGHTS else weight
        yield original_name(component, name), shaped.half().contiguous()


def facts() -> dict[str, str]:
    """What the file says of itself: its architecture, the shape of its parts, and where its pictures come from."""
    return {
        "format": "pt",
        "modelspec.architecture": "stable-diffusion-v1",
        "modelspec.title": "demo-sd1: Stable Diffusion 1 in miniature",
        "modelspec.resolution": f"{networks.PICTURE_SIZE}x{networks.PICTURE_SIZE}",
        "modelspec.prediction_type": "epsilon",
        "modelspec.license": "weights trained on renderings of Noto Color Emoji (SIL OFL 1.1 and Apache-2.0)",
        "unet_channels": _listed(networks.UNET_CHANNELS),
        "unet_heads": str(networks.UNET_HEADS),
        "vae_channels": _listed(networks.VAE_CHANNELS),
        "norm_num_groups": str(networks.NORM_GROUPS),
        "scaling_factor": str(networks.SCALING_FACTOR),
        "text_width": str(networks.TEXT_WIDTH),
        "text_layers": str(networks.TEXT_LAYERS),
        "text_heads": str(networks.TEXT_HEADS),
        "backgrounds": ", ".join(BACKGROUNDS),
    }


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))
