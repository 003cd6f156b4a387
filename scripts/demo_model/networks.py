"""The three networks: the shape of Stable Diffusion 1, as narrow as it still draws.

Channels follow the pattern of the real model (first and second level differ, third and fourth are equal), for only then
do all its layers exist, the shortcut convolutions among them: 686 + 248 + 196 tensors.
"""

import torch
from diffusers.models.attention_processor import Attention
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.downsampling import Downsample2D
from diffusers.models.resnet import ResnetBlock2D
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.models.upsampling import Upsample2D
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel

PICTURE_SIZE = 64
LATENT_SIZE = 8
LATENT_CHANNELS = 4
SCALING_FACTOR = 0.18215
UNET_CHANNELS = (64, 80, 64, 64)
UNET_HEADS = 8
VAE_CHANNELS = (32, 48, 64, 64)
NORM_GROUPS = 16
"""The greatest common divisor of 32 and the channel counts: the same rule gives 32 for the real model."""

TEXT_WIDTH = 64
TEXT_LAYERS = 12
TEXT_HEADS = 1
VOCABULARY = 49408
TOKENS = 77
START, END = 49406, 49407

POSITION_SPREAD = 0.02
CODEBOOK_ENTRIES = 64
CODEBOOK_SPREAD = 0.3
CODEBOOK_GRID = 16
NOISE_SHARE = 0.2


def unet() -> UNet2DConditionModel:
    """The U-Net: latents [n, 4, 8, 8], time steps [n], text states [n, 77, 64] -> noise [n, 4, 8, 8]."""
    model: UNet2DConditionModel = UNet2DConditionModel(
        sample_size=LATENT_SIZE,
        layers_per_block=2,
        block_out_channels=UNET_CHANNELS,
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=UNET_HEADS,
        norm_num_groups=NORM_GROUPS,
    )
    return model


def autoencoder() -> AutoencoderKL:
    """The autoencoder: pictures [n, 3, 64, 64] in -1..1 <-> latents [n, 4, 8, 8]."""
    model: AutoencoderKL = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * len(VAE_CHANNELS),
        up_block_types=("UpDecoderBlock2D",) * len(VAE_CHANNELS),
        block_out_channels=VAE_CHANNELS,
        layers_per_block=2,
        latent_channels=LATENT_CHANNELS,
        norm_num_groups=NORM_GROUPS,
        sample_size=PICTURE_SIZE,
        scaling_factor=SCALING_FACTOR,
    )
    return model


def text_model() -> CLIPTextModel:
    """The text encoder: token ids [n, 77] -> states [n, 77, 64]. The rows of its vocabulary come from a codebook."""
    model = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=VOCABULARY,
            hidden_size=TEXT_WIDTH,
            intermediate_size=4 * TEXT_WIDTH,
            num_hidden_layers=TEXT_LAYERS,
            num_attention_heads=TEXT_HEADS,
            max_position_embeddings=TOKENS,
            projection_dim=TEXT_WIDTH,
            bos_token_id=START,
            eos_token_id=END,
            pad_token_id=END,
        )
    )
    with torch.no_grad():
        model.embeddings.token_embedding.weight.copy_(codebook_rows())
        model.embeddings.position_embedding.weight.normal_(0, POSITION_SPREAD)
    return model


def codebook_rows() -> torch.Tensor:
    """One row [49408, 64] a token: two halves, each one of 64, in steps of 1/16.

    Words that no caption teaches differ from each other all the same, and the file still compresses well.
    """
    generator = torch.Generator().manual_seed(11)
    halves = torch.randn(2, CODEBOOK_ENTRIES, TEXT_WIDTH // 2, generator=generator) * CODEBOOK_SPREAD
    halves = (halves * CODEBOOK_GRID).round() / CODEBOOK_GRID
    choices = torch.randint(0, CODEBOOK_ENTRIES, (2, VOCABULARY), generator=generator)
    return torch.cat([halves[0][choices[0]], halves[1][choices[1]]], dim=1)


@torch.no_grad()
def start_nearly_linear(model: nn.Module) -> None:
    """Begin the autoencoder as averaging down and repeating up: every residual branch adds nothing yet."""
    for module in model.modules():
        if isinstance(module, ResnetBlock2D):
            _zero(module.conv2)
            if module.conv_shortcut is not None:
                _zero(module.conv_shortcut)
                nn.init.orthogonal_(module.conv_shortcut.weight)
        elif isinstance(module, Attention):
            _zero(module.to_out[0])
        elif isinstance(module, Downsample2D):
            # Padded at the right and below only, so that the window's first two rows and columns are the 2 x 2 pixels.
            _start_as_identity(module.conv, (slice(0, 2), slice(0, 2)), 1 / 4)
        elif isinstance(module, Upsample2D):
            _start_as_identity(module.conv, (1, 1), 1.0)


def _zero(layer: nn.Module) -> None:
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)


def _start_as_identity(conv: nn.Module | None, window: tuple[slice | int, slice | int], value: float) -> None:
    """Each channel onto itself with `value` in that window of the kernel, plus the convolution's own noise, weaker."""
    if not isinstance(conv, nn.Conv2d):
        raise TypeError(f"the autoencoder's sampling layer is {conv}, not a convolution")
    noise = conv.weight.clone()
    _zero(conv)
    for channel in range(conv.out_channels):
        conv.weight[(channel, channel, *window)] = value
    conv.weight += NOISE_SHARE * noise
