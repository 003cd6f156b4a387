"""The configuration of an SD 1 checkpoint's parts, read off the shapes of its weights."""

from math import gcd
from typing import Any

from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

from kohya_like.models.weights import Weights

LEVELS = range(4)


def norm_groups(widths: list[int]) -> int:
    """Groups of the group norms: 32 in every published model, fewer only where the widths of a tiny one forbid it."""
    return gcd(32, *widths)


def build_unet(weights: Weights) -> UNet2DConditionModel:
    """An empty U-Net that these weights (diffusers names) fit."""
    widths = [weights[f"down_blocks.{level}.resnets.0.conv1.weight"].shape[0] for level in LEVELS]
    return UNet2DConditionModel(
        in_channels=weights["conv_in.weight"].shape[1],
        out_channels=weights["conv_out.weight"].shape[0],
        down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3,
        block_out_channels=widths,
        cross_attention_dim=weights["mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight"].shape[1],
        attention_head_dim=8,
        norm_num_groups=norm_groups(widths),
    )


def build_vae(weights: Weights) -> AutoencoderKL:
    """An empty autoencoder that these weights (diffusers names) fit."""
    widths = [weights[f"encoder.down_blocks.{level}.resnets.0.conv1.weight"].shape[0] for level in LEVELS]
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=widths,
        layers_per_block=2,
        latent_channels=weights["post_quant_conv.weight"].shape[0],
        norm_num_groups=norm_groups(widths),
    )


def build_text_encoder(weights: Weights) -> CLIPTextModel:
    """An empty CLIP text model that these weights (transformers names) fit."""
    words, width = weights["embeddings.token_embedding.weight"].shape
    layers = {name.split(".")[2] for name in weights if name.startswith("encoder.layers.")}
    config: dict[str, Any] = {
        "vocab_size": words,
        "hidden_size": width,
        "intermediate_size": weights["encoder.layers.0.mlp.fc1.weight"].shape[0],
        "num_hidden_layers": len(layers),
        "num_attention_heads": max(1, width // 64),
        "max_position_embeddings": weights["embeddings.position_embedding.weight"].shape[0],
        "hidden_act": "quick_gelu",
        "projection_dim": width,
        "bos_token_id": 49406,
        "eos_token_id": 49407,
        "pad_token_id": 49407,
    }
    return CLIPTextModel(CLIPTextConfig(**config))
