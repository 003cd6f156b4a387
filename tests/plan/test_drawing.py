"""What cannot be drawn with is told before anything is loaded."""

from pathlib import Path
from typing import Any

import pytest

from kohya_like.config.generate import GenerateConfig
from kohya_like.plan.drawing import drawing_problems
from tests.plan.making import make_base
from tests.reference.recorded import path as recorded


def problems(folder: Path, **changes: Any) -> list[tuple[str, str]]:
    """Field and English sentence of each problem."""
    values = {"base": make_base(folder / "base.safetensors"), "prompts": ["a fox"], "output": folder / "out"}
    found = list(drawing_problems(GenerateConfig.checked({**values, **changes})))
    assert all(problem.severity == "error" for problem in found)
    return [(problem.field, problem.text.en) for problem in found]


def lora(name: str) -> dict[str, Any]:
    return {"path": recorded(f"inspector/{name}")}


def test_a_base_model_and_its_loras_can_be_drawn_with(tmp_path: Path) -> None:
    assert problems(tmp_path, loras=[lora("lora_sd15.safetensors"), lora("locon_sd15.safetensors")]) == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lora_sdxl_no_metadata.safetensors", "was made for SDXL, but the base model is one of Stable Diffusion 1.x"),
        ("lokr_sd15.safetensors", "is a LoKr, not a LoRA"),
        ("ti_a1111_sd15.pt", "is an embedding, not a LoRA"),
        ("sd15_checkpoint.safetensors", "is a base model, not a LoRA"),
        ("nasty_truncated.safetensors", "cannot be read"),
    ],
)
def test_a_file_that_cannot_act_is_called_what_it_is(tmp_path: Path, name: str, said: str) -> None:
    ((field, sentence),) = problems(tmp_path, loras=[lora(name)])
    assert (field, said in sentence) == ("loras", True)


def test_base_model_vae_and_folder_are_named_as_in_the_command(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    sdxl, other = recorded("inspector/sdxl_checkpoint.safetensors"), recorded("inspector/lora_sd15.safetensors")
    found = problems(tmp_path, base=sdxl, vae=other, output=tmp_path / "file")
    assert [field for field, _ in found] == ["base", "vae", "output"]


def test_what_does_not_fit_a_wrong_base_model_is_not_told_too(tmp_path: Path) -> None:
    sdxl = recorded("inspector/sdxl_checkpoint.safetensors")
    assert [field for field, _ in problems(tmp_path, base=sdxl, loras=[lora("lora_sd15.safetensors")])] == ["base"]
