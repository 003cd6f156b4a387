"""Which device and precision a run gets."""

import pytest
import torch

from kohya_like.config.problems import InputError
from kohya_like.models.device import Compute, choose_compute, computes_on_cpu, in_common

CUDA = torch.device("cuda")


def test_the_cpu_does_the_work_where_it_is_wanted_told_or_all_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert [computes_on_cpu(wanted) for wanted in ("auto", "cuda", "cpu")] == [False, False, True]
    monkeypatch.setenv("ACCELERATE_USE_CPU", "true")
    assert computes_on_cpu("auto")
    monkeypatch.delenv("ACCELERATE_USE_CPU")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert computes_on_cpu("auto")
    with pytest.raises(InputError, match="PyTorch sees no NVIDIA GPU"):
        computes_on_cpu("cuda")


def test_a_run_on_the_cpu_is_in_full_precision_unless_told_otherwise() -> None:
    assert choose_compute("cpu", "auto") == Compute(torch.device("cpu"), "no")
    assert choose_compute("cpu", "bf16").dtype is torch.bfloat16


@pytest.mark.parametrize(
    ("own", "all_of_them", "common"),
    [
        ("bf16", ["bf16", "bf16"], "bf16"),
        ("bf16", ["bf16", "fp16"], "fp16"),
        ("fp16", ["bf16", "fp16"], "fp16"),
        ("bf16", ["no", "bf16"], "no"),
    ],
)
def test_processes_compute_in_the_precision_that_all_of_them_have(
    own: str, all_of_them: list[str], common: str
) -> None:
    compute = in_common(Compute(CUDA, own), all_of_them)
    assert (compute.device, compute.precision) == (CUDA, common)
    assert len(compute.warnings) == (own != common)
    assert all("instead" in warning.en for warning in compute.warnings)
