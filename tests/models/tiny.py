"""The tiny Stable Diffusion 1 of the recorded facts: sd-scripts' U-Net shrunk, and a small text model."""

import json

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from safetensors.torch import load_file
from transformers import CLIPTextConfig, CLIPTextModel

from kohya_like.models.family import Placement
from kohya_like.models.sd1 import SD1
from tests.reference.recorded import path

CPU = Placement(torch.device("cpu"), torch.float32)


def text_encoder() -> CLIPTextModel:
    """The recorded text model, in float32."""
    config = json.loads(path("clip/tiny_text_encoder_config.json").read_text())
    del config["architecture"]
    model = CLIPTextModel(CLIPTextConfig(**config))
    weights = load_file(path("clip/tiny_text_encoder.safetensors"))
    bare = {name.removeprefix("text_model."): value.float() for name, value in weights.items()}
    bare.pop("embeddings.position_ids", None)
    model.load_state_dict(bare)
    return model.eval()


def unet() -> UNet2DConditionModel:
    """The recorded U-Net, in float32."""
    config = json.loads(path("train_trace/tiny_unet_config.json").read_text())
    del config["architecture"]
    model = UNet2DConditionModel(**config)
    weights = load_file(path("train_trace/tiny_unet_fp16.safetensors"))
    model.load_state_dict({name: value.float() for name, value in weights.items()})
    return model


def family() -> SD1:
    """The whole model; its autoencoder is an untrained one of the smallest size."""
    vae = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 8, 8),
        layers_per_block=2,
        norm_num_groups=4,
    )
    return SD1(unet(), text_encoder(), vae, CPU)
