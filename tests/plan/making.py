"""A run with everything it needs, small enough for a test."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from kohya_like.config.run import RunConfig
from tests.dataset.making import make_picture

UNET = {
    "model.diffusion_model.input_blocks.0.0.weight": (8, 4, 3, 3),
    "model.diffusion_model.input_blocks.1.0.in_layers.2.weight": (8, 8, 3, 3),
    "model.diffusion_model.input_blocks.1.1.proj_in.weight": (8, 8, 1, 1),
    "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": (8, 768),
}
TEXT_ENCODER = {"cond_stage_model.transformer.text_model.encoder.layers.0.self_attn.q_proj.weight": (768, 768)}
VAE = {"first_stage_model.encoder.conv_in.weight": (8, 3, 3, 3)}

Shapes = dict[str, tuple[int, ...]]


def make_base(path: Path, shapes: Shapes = UNET | TEXT_ENCODER | VAE) -> Path:
    """A checkpoint with a few of an SD 1 model's layers."""
    save_file({name: np.zeros(shape, dtype=np.float16) for name, shape in shapes.items()}, path)
    return path


def make_run(folder: Path, **sections: Mapping[str, object]) -> RunConfig:
    """A run without problems: six pictures in two shapes, twice each; `sections` are laid over it."""
    for place in range(4):
        make_picture(folder / f"train/2_cat/{place}.png", (128, 64), "a cat", seed=place)
    for place in range(2):
        make_picture(folder / f"train/2_cat/tall{place}.png", (64, 128), "a cat", seed=10 + place)
    tables: dict[str, dict[str, object]] = {
        "model": {"pretrained_model_name_or_path": make_base(folder / "base.safetensors")},
        "dataset": {"train_data_dir": folder / "train", "resolution": "64", "min_bucket_reso": 64},
        "save": {"output_dir": folder / "out"},
    }
    for section, values in sections.items():
        tables[section] = {**tables.get(section, {}), **values}
    return RunConfig.model_validate(tables)
