"""Base models are loaded by the family that their file shows."""

from pathlib import Path

import pytest
import torch

from kohya_like.config.problems import InputError
from kohya_like.models.family import Placement
from kohya_like.models.load import load_family
from kohya_like.models.sd1 import SD1
from tests.e2e.commands import DEMO_MODEL
from tests.reference.recorded import path as recorded

ON_CPU = Placement(torch.device("cpu"), torch.float32)


def test_the_family_is_read_from_the_file() -> None:
    assert isinstance(load_family(DEMO_MODEL, "auto", None, ON_CPU), SD1)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lora_sd15.safetensors", "is lora (sd1), not a base model"),
        ("sd15_inpainting.safetensors", "is checkpoint (inpainting (9 input channels)), not a base model"),
        ("gone.safetensors", "gone.safetensors cannot be read: it does not exist."),
    ],
)
def test_another_file_is_refused(name: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        load_family(recorded(f"inspector/{name}"), "auto", None, ON_CPU)
    (problem,) = caught.value.problems
    assert said in problem.text.en


def test_a_family_that_is_named_is_believed() -> None:
    with pytest.raises(InputError, match="no complete Stable Diffusion 1 checkpoint"):
        load_family(Path(recorded("inspector/lora_sd15.safetensors")), "sd1", None, ON_CPU)
