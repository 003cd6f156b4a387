"""Models that are folders: a diffusers pipeline (`model_index.json`) or one of its parts (`config.json`)."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kohya_like.config.text import Text
from kohya_like.formats.bases import CONTEXT_WIDTHS
from kohya_like.formats.header import Unreadable
from kohya_like.formats.model_file import ModelFile
from kohya_like.formats.variants import INPUT_CHANNELS

MAX_CONFIG_BYTES = 1 << 20

PARTS = {
    "AutoencoderKL": "vae",
    "AutoencoderTiny": "vae",
    "ControlNetModel": "controlnet",
    "T2IAdapter": "t2i_adapter",
    "UNet2DConditionModel": "diffusion_model",
    "FluxTransformer2DModel": "diffusion_model",
    "SD3Transformer2DModel": "diffusion_model",
}
CLASS_BASES = {"Flux": "flux", "StableDiffusion3": "sd3", "SD3": "sd3", "StableDiffusionXL": "sdxl"}
"""How the class names of pipelines and transformers begin."""


class _Config(BaseModel):
    model_config = ConfigDict(strict=True)

    class_name: str = Field(alias="_class_name", max_length=100)
    cross_attention_dim: int | list[int] | None = None
    in_channels: int = 4


def identify_folder(path: Path) -> ModelFile:
    """What a folder in the layout of diffusers is. Raises Unreadable when it is none."""
    if (path / "model_index.json").exists():
        pipeline = _config(path / "model_index.json")
        unet = path / "unet" / "config.json"
        return _described(path, "checkpoint", pipeline.class_name, _config(unet) if unet.exists() else pipeline)
    if (path / "config.json").exists():
        part = _config(path / "config.json")
        return _described(path, PARTS.get(part.class_name, "unknown"), part.class_name, part)
    raise Unreadable(
        Text("it is a folder without a model_index.json", "它是没有 model_index.json 的文件夹"),
        Text("Name a file, or the folder of a diffusers model.", "请指定文件，或 diffusers 模型的文件夹。"),
    )


def _config(path: Path) -> _Config:
    with path.open("rb") as file:
        text = file.read(MAX_CONFIG_BYTES)
    try:
        return _Config.model_validate_json(text)
    except ValidationError as error:
        reason = Text("its {file} is not one that diffusers writes", "其中的 {file} 不是 diffusers 写出的文件")
        raise Unreadable(reason.format(file=path.name)) from error


def _described(path: Path, kind: str, class_name: str, config: _Config) -> ModelFile:
    widths = config.cross_attention_dim
    width = widths[0] if isinstance(widths, list) and widths else widths
    base = next((base for start, base in CLASS_BASES.items() if class_name.startswith(start)), None)
    return ModelFile(
        path=str(path),
        type=kind,
        base=base or (CONTEXT_WIDTHS.get(width) if isinstance(width, int) else None),
        variant=INPUT_CHANNELS.get(config.in_channels) if kind in ("checkpoint", "diffusion_model") else None,
        layout="diffusers",
    )
