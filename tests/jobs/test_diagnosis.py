"""What facts about a machine mean, on machines made up for it."""

from dataclasses import replace
from typing import Any

import pytest

from kohya_like.jobs.diagnosis import GIGABYTE, MODULES, PACKAGES, TORCH, Finding, findings, size
from kohya_like.jobs.machine import Gpu, Gpus, Imported, Machine

H100 = Gpu("NVIDIA H100", "580.95.05", 85 * GIGABYTE, 80 * GIGABYTE)
VERSIONS = {package.names[0]: "1.0" for package in (TORCH, *PACKAGES)}
ON_CPU = {"cuda": "13.0", "gpus": [], "bf16": False, "warnings": []}
WHOLE = Machine(
    python="3.11.7",
    executable="/venv/bin/python",
    system="Linux",
    cores=8,
    threads=16,
    memory=64 * GIGABYTE,
    memory_available=60 * GIGABYTE,
    workspace="/workspace",
    disk_free=500 * GIGABYTE,
    nvidia=Gpus(),
    versions=VERSIONS,
    imported={"torch": Imported(None, ON_CPU)}
    | {package.module: Imported(None, {}) for package in PACKAGES if package.module},
    settings={},
)


def finding(machine: Machine, name: str) -> Finding:
    (found,) = [found for found in findings(machine) if found.name == name]
    return found


def torch_on(machine: Machine, **facts: Any) -> Finding:
    """What is said of a torch with these facts."""
    imported = {**WHOLE.imported, "torch": Imported(None, ON_CPU | facts)}
    return finding(replace(machine, imported=imported), "torch")


def without(*names: str) -> Machine:
    return replace(WHOLE, versions={name: version for name, version in VERSIONS.items() if name not in names})


def test_on_a_whole_machine_all_but_the_gpu_is_there():
    assert {found.name for found in findings(WHOLE) if found.state != "yes"} == {"NVIDIA GPU"}


def test_every_finding_is_one_line_in_both_languages():
    for found in findings(WHOLE):
        assert found.text.en and found.text.zh and "\n" not in found.text.en + found.text.zh


def test_no_driver_means_the_cpu():
    found = finding(WHOLE, "NVIDIA GPU")
    assert (found.state, found.text.en) == ("no", "no driver answers: training runs on the CPU, slowly")
    assert finding(WHOLE, "torch").text.en == "1.0, on the CPU"


WITH_GPU = replace(WHOLE, nvidia=Gpus((H100,)))


@pytest.mark.parametrize(("bf16", "formats"), [(True, "fp32, fp16, bf16"), (False, "fp32, fp16")])
def test_a_gpu_that_torch_uses(bf16: bool, formats: str):
    assert finding(WITH_GPU, "NVIDIA GPU").text.en == "NVIDIA H100 (85.0 GB), driver 580.95.05"
    found = torch_on(WITH_GPU, gpus=["NVIDIA H100"], bf16=bf16)
    assert (found.state, found.text.en) == ("yes", f"1.0 for CUDA 13.0 uses NVIDIA H100 in {formats}")


def test_a_gpu_whose_memory_is_unknown_is_named():
    machine = replace(WHOLE, nvidia=Gpus((replace(H100, memory=None, free=None),)))
    assert finding(machine, "NVIDIA GPU").text.en == "NVIDIA H100, driver 580.95.05"


def test_a_driver_that_fails_is_a_problem():
    found = finding(replace(WHOLE, nvidia=Gpus(error="Driver/library version mismatch")), "NVIDIA GPU")
    assert (found.state, found.text.en) == ("problem", "nvidia-smi fails: Driver/library version mismatch")


@pytest.mark.parametrize(
    ("facts", "settings", "sentence"),
    [
        (
            {"cuda": None},
            {},
            "a GPU is present, but torch 1.0 is a CPU build: set TORCH_INDEX_URL to an index of CUDA builds and "
            "start again",
        ),
        (
            {},
            {"CUDA_VISIBLE_DEVICES": ""},
            "1.0 sees no GPU, since CUDA_VISIBLE_DEVICES hides it: remove that variable",
        ),
        (
            {"warnings": ["The driver is too old {11040}."]},
            {"CUDA_VISIBLE_DEVICES": "0"},
            "1.0 for CUDA 13.0 sees no GPU: update the NVIDIA driver. The driver is too old {11040}.",
        ),
    ],
)
def test_a_gpu_that_torch_does_not_use_is_a_problem_with_its_reason(
    facts: dict[str, Any], settings: dict[str, str], sentence: str
):
    found = torch_on(replace(WITH_GPU, settings=settings), **facts)
    assert (found.state, found.text.en, found.essential) == ("problem", sentence, False)


@pytest.mark.parametrize("name", [package.names[0] for package in PACKAGES] + ["torch"])
def test_a_missing_package_says_what_it_is_for(name: str):
    found = finding(without(name), name)
    assert found.state == "no" and found.text.en.startswith("not installed") and found.text.zh.startswith("未安装")
    assert found.essential == ("no training works without it" in found.text.en)


def test_what_training_needs_is_essential():
    essential = {found.name for found in findings(WHOLE) if found.essential}
    assert {"torch", "diffusers", "transformers", "accelerate", "safetensors", "opencv-python-headless"} <= essential
    assert not {"xformers", "bitsandbytes", "gradio"} & essential


def test_a_package_that_cannot_be_imported_is_a_problem_with_its_error():
    imported = {**WHOLE.imported, "xformers.ops": Imported("ImportError: undefined symbol", {})}
    found = finding(replace(WHOLE, imported=imported), "xformers")
    assert (found.state, found.essential) == ("problem", False)
    assert found.text.en == "1.0 cannot be imported: ImportError: undefined symbol"


def test_a_broken_torch_is_an_essential_problem():
    imported = {**WHOLE.imported, "torch": Imported("OSError: libcudart", {})}
    found = finding(replace(WITH_GPU, imported=imported), "torch")
    assert (found.state, found.essential) == ("problem", True)


def test_another_distribution_of_the_same_package_will_do():
    machine = without("opencv-python-headless", "onnxruntime-gpu")
    machine = replace(machine, versions={**machine.versions, "opencv-python": "4.14", "onnxruntime": "1.31"})
    assert finding(machine, "opencv-python").state == finding(machine, "onnxruntime").state == "yes"


@pytest.mark.parametrize(
    ("added", "name", "both"),
    [
        ("onnxruntime", "onnxruntime", "onnxruntime-gpu, onnxruntime"),
        ("opencv-python", "opencv", "opencv-python-headless, opencv-python"),
    ],
)
def test_two_distributions_of_one_package_are_a_problem(added: str, name: str, both: str):
    found = finding(replace(WHOLE, versions={**VERSIONS, added: "1.0"}), name)
    assert (found.state, found.essential) == ("problem", False)
    assert found.text.en == f"{both} break each other: uninstall all of them, then install one"


def test_little_memory_and_disk_are_problems():
    small = replace(WHOLE, memory=4 * GIGABYTE, memory_available=GIGABYTE, disk_free=2 * GIGABYTE)
    memory, disk = finding(small, "memory"), finding(small, "disk")
    assert (memory.state, memory.text.en) == ("problem", "4.0 GB, 1.0 GB available: little for Stable Diffusion")
    assert (disk.state, disk.text.en) == ("problem", "2.0 GB free in /workspace: make room before training")
    assert not memory.essential and not disk.essential


def test_sizes_are_decimal():
    assert size(25_276_063_744) == "25.3 GB"


def test_every_package_is_asked_about_once():
    names = [name for package in PACKAGES for name in package.names]
    assert len(names) == len(set(names)) and {"torch", *names} == set(MODULES)
