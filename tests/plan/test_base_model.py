"""What cannot be a base model is told before anything is loaded."""

from pathlib import Path

import pytest

from kohya_like.config.run import RunConfig
from kohya_like.formats.model_file import ModelFile
from kohya_like.plan.base_model import BaseModel, described, read_base
from tests.plan.making import TEXT_ENCODER, UNET, VAE, Shapes, make_base
from tests.reference.recorded import path


def run(base: Path | None, **model: object) -> RunConfig:
    return RunConfig.model_validate({"model": {"pretrained_model_name_or_path": base, **model}})


def refusal(config: RunConfig) -> str:
    """The one problem of a base model, in English."""
    _, (problem,) = read_base(config)
    assert problem.severity == "error"
    assert problem.text.zh != problem.text.en
    return f"{problem.field}: {problem.text.en}"


FIELD = "model.pretrained_model_name_or_path: "


def test_a_checkpoint_is_a_base_model(tmp_path: Path) -> None:
    base, problems = read_base(run(make_base(tmp_path / "base.safetensors")))
    assert isinstance(base, BaseModel)
    assert (base.file.type, base.file.base, problems) == ("checkpoint", "sd1", [])
    assert len(base.header.tensors) == len(UNET | TEXT_ENCODER | VAE)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lora_sd15.safetensors", "is a LoRA, not a base model"),
        ("loha_sd15.safetensors", "is a LoHa, not a base model"),
        ("vae_ldm.safetensors", "is a VAE, not a base model"),
        ("ti_a1111_sd15.pt", "is an embedding, not a base model"),
        ("controlnet_sd15_original.safetensors", "is a ControlNet, not a base model"),
        ("sdxl_checkpoint.safetensors", "is a model of SDXL, which cannot be used yet"),
        ("sd21_checkpoint.safetensors", "is a model of Stable Diffusion 2, which cannot be used yet"),
        ("sd15_inpainting.safetensors", "is of a kind that cannot be used yet, inpainting"),
        ("nasty_truncated.safetensors", "cannot be read"),
        ("nasty_pickle_zip.pt", "cannot be read"),
    ],
)
def test_other_files_are_called_what_they_are(name: str, said: str) -> None:
    file = path(f"inspector/{name}")
    sentence = refusal(run(file))
    assert sentence.startswith(FIELD + str(file)) and said in sentence


def test_a_base_model_that_is_missing_or_a_folder_is_named(tmp_path: Path) -> None:
    assert refusal(run(None)).startswith(FIELD + "There is no base model")
    assert f"{tmp_path} is a folder" in refusal(run(tmp_path))
    assert "does not exist" in refusal(run(tmp_path / "gone.safetensors"))


@pytest.mark.parametrize(
    ("shapes", "missing"),
    [(UNET | VAE, "text encoder"), (UNET | TEXT_ENCODER, "VAE"), (TEXT_ENCODER | VAE, "U-Net")],
    ids=["no text encoder", "no VAE", "no U-Net"],
)
def test_what_an_incomplete_checkpoint_lacks_is_named(tmp_path: Path, shapes: Shapes, missing: str) -> None:
    sentence = refusal(run(make_base(tmp_path / "base.safetensors", shapes), family="sd1"))
    assert missing in sentence or "not a base model" in sentence


def test_a_vae_may_come_from_a_file_of_its_own(tmp_path: Path) -> None:
    base = make_base(tmp_path / "base.safetensors", UNET | TEXT_ENCODER)
    assert read_base(run(base, vae=path("inspector/vae_ldm.safetensors")))[1] == []


def test_a_vae_must_be_one(tmp_path: Path) -> None:
    base = make_base(tmp_path / "base.safetensors")
    lora = path("inspector/lora_sd15.safetensors")
    assert refusal(run(base, vae=lora)) == f"model.vae: {lora} is no VAE file: choose another one, or none."
    assert refusal(run(base, vae=tmp_path / "gone.safetensors")).startswith("model.vae: ")


def test_a_family_that_the_file_contradicts_is_refused() -> None:
    sdxl = path("inspector/sdxl_checkpoint.safetensors")
    assert "family is sd1, but" in refusal(run(sdxl, family="sd1"))


def test_a_file_that_tells_no_family_asks_for_one(tmp_path: Path) -> None:
    bare: Shapes = {
        "model.diffusion_model.something.weight": (8, 8),
        "first_stage_model.something.weight": (8, 8),
    }
    base = make_base(tmp_path / "base.safetensors", bare)
    assert "tells its model family: set family" in refusal(run(base))


def test_several_problems_are_told_at_once(tmp_path: Path) -> None:
    _, problems = read_base(run(None, vae=tmp_path / "gone.safetensors"))
    assert [problem.field for problem in problems] == ["model.pretrained_model_name_or_path", "model.vae"]


@pytest.mark.parametrize(
    ("kind", "base", "said"),
    [
        ("checkpoint", "sd1", "Stable Diffusion 1.x"),
        ("checkpoint", None, "a base model"),
        ("lora", "sdxl", "a LoRA, SDXL"),
        ("glora", "sd1", "glora, Stable Diffusion 1.x"),
    ],
)
def test_a_file_is_described_in_words(kind: str, base: str | None, said: str) -> None:
    assert described(ModelFile("file", kind, base)).en == said
