"""Models that are folders."""

import json
from pathlib import Path

import pytest

from kohya_like.formats.identify import ModelFile, identify


def written(path: Path, **values: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({key.replace("class_name", "_class_name"): value for key, value in values.items()}))


@pytest.mark.parametrize(
    ("pipeline", "unet", "base", "variant"),
    [
        ("StableDiffusionPipeline", {"cross_attention_dim": 768}, "sd1", None),
        ("StableDiffusionPipeline", {"cross_attention_dim": 1024, "in_channels": 4}, "sd2", None),
        ("StableDiffusionXLPipeline", {"cross_attention_dim": 2048}, "sdxl", None),
        ("StableDiffusionXLImg2ImgPipeline", {"cross_attention_dim": 1280}, "sdxl", None),
        (
            "StableDiffusionInpaintPipeline",
            {"cross_attention_dim": [768, 768], "in_channels": 9},
            "sd1",
            "inpainting (9 input channels)",
        ),
        ("FluxPipeline", None, "flux", None),
        ("StableDiffusion3Pipeline", None, "sd3", None),
        ("SomethingElsePipeline", None, None, None),
    ],
)
def test_a_pipeline(
    pipeline: str, unet: dict[str, object] | None, base: str | None, variant: str | None, tmp_path: Path
) -> None:
    written(tmp_path / "model_index.json", class_name=pipeline, unet=["diffusers", "UNet2DConditionModel"])
    if unet is not None:
        written(tmp_path / "unet" / "config.json", class_name="UNet2DConditionModel", **unet)
    assert identify(tmp_path) == ModelFile(str(tmp_path), "checkpoint", base, variant, layout="diffusers")


@pytest.mark.parametrize(
    ("class_name", "values", "kind", "base"),
    [
        ("AutoencoderKL", {"in_channels": 3}, "vae", None),
        ("UNet2DConditionModel", {"cross_attention_dim": 768}, "diffusion_model", "sd1"),
        ("ControlNetModel", {"cross_attention_dim": 2048}, "controlnet", "sdxl"),
        ("FluxTransformer2DModel", {"in_channels": 64}, "diffusion_model", "flux"),
        ("SD3Transformer2DModel", {"in_channels": 16}, "diffusion_model", "sd3"),
        ("NewModel", {}, "unknown", None),
    ],
)
def test_a_part_of_a_pipeline(
    class_name: str, values: dict[str, object], kind: str, base: str | None, tmp_path: Path
) -> None:
    written(tmp_path / "config.json", class_name=class_name, **values)
    assert identify(tmp_path) == ModelFile(str(tmp_path), kind, base, layout="diffusers")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"_class_name": 3}', b"[" * 1000, b"\xff" * 2_000_000])
def test_a_broken_index_is_an_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_bytes(content)
    found = identify(tmp_path)
    assert found.type == "error"
    assert found.error is not None and "model_index.json is not one that diffusers writes" in found.error.en


def test_other_folders_are_errors(tmp_path: Path) -> None:
    error = identify(tmp_path).error
    assert error is not None and "Name a file, or the folder of a diffusers model." in error.en
