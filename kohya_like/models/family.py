"""What a family of models must supply for training and drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import torch
from torch import Tensor, nn

Part = Literal["unet", "text_encoder"]


@dataclass(frozen=True)
class Layer:
    """A layer that can be trained, under the name that kohya's files give it."""

    part: Part
    name: str
    """For example `lora_unet_down_blocks_0_attentions_0_proj_in`."""
    module: nn.Module
    block: Literal["attention", "convolution"]
    """`attention`: inside a transformer, what a plain LoRA trains; `convolution`: what LoCon adds to it."""


@dataclass(frozen=True)
class Placement:
    """Where and in which number format the frozen weights live."""

    device: torch.device
    dtype: torch.dtype


class Family(Protocol):
    """A loaded base model of one family."""

    base_version: str
    """What kohya's files call the family (`ss_base_model_version`)."""
    architecture: str
    """What ModelSpec calls it (`modelspec.architecture`, without `/lora`)."""
    unet: nn.Module
    text_encoder: nn.Module
    vae: nn.Module
    alphas_cumprod: Tensor
    """[1000], float32: the noise schedule."""
    placement: Placement
    clip_skip: int | None
    max_token_length: int

    @classmethod
    def load(cls, path: Path, vae: Path | None, placement: Placement) -> "Family":
        """Read a checkpoint. Raises InputError when it is not of this family."""

    def encode_picture(self, pixels: Tensor) -> Tensor:
        """Latents [4, h/8, w/8] float32, scaled, of one picture [3, h, w] in -1..1."""

    def decode(self, latents: Tensor) -> Tensor:
        """Pictures [n, 3, h, w] in 0..1 of scaled latents [n, 4, h/8, w/8]."""

    def encode_text(self, captions: Sequence[str]) -> Tensor:
        """Text states [n, tokens, width] of captions; with gradients where the text encoder is trained."""

    def predict(self, noisy: Tensor, timesteps: Tensor, text_states: Tensor) -> Tensor:
        """The U-Net's prediction [n, 4, h, w] for noisy latents at timesteps [n]."""

    def layers(self) -> Iterator[Layer]:
        """Every layer that can be trained, in the order of kohya's files."""

    def set_aside_vae(self) -> None:
        """Give back the GPU memory of the autoencoder until it is needed again."""

    def set_attention(self, implementation: str) -> None:
        """Choose the implementation of attention by its name in the catalogue."""

    def enable_gradient_checkpointing(self) -> None:
        """Recompute intermediate results in the backward pass."""
