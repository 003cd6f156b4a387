"""Which device and number format a run gets, and what to say when it is not what was asked for."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.jobs.machine import nvidia_gpus

DTYPES = {"no": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
SAVE_DTYPES = {"float": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}


@dataclass(frozen=True)
class Compute:
    """The device of a run, its precision (`no`, `fp16`, `bf16`), and warnings about how it was chosen."""

    device: torch.device
    precision: str
    warnings: tuple[Text, ...] = ()

    @property
    def dtype(self) -> torch.dtype:
        """Number format of the frozen weights."""
        return DTYPES[self.precision]


def choose_compute(wanted: str, precision: str) -> Compute:
    """Device and precision for what is wanted (`auto`, `cuda`, `cpu`; `auto`, `no`, `fp16`, `bf16`).

    Raises InputError when CUDA is demanded and there is none.
    """
    if not computes_on_cpu(wanted):
        return _on_cuda(precision)
    compute = _on_cpu(precision)
    return _instead_of_gpu(compute) if wanted != "cpu" and not _told_to_use_cpu() else compute


def computes_on_cpu(wanted: str) -> bool:
    """Whether the work is done by the CPU. Raises InputError when CUDA is demanded and there is none."""
    if wanted == "cuda" and not torch.cuda.is_available():
        text = Text(
            "device = 'cuda' is set, but PyTorch sees no NVIDIA GPU: set it to 'auto', or see `kohya-like doctor`.",
            "设置了 device = 'cuda'，但 PyTorch 没有找到 NVIDIA 显卡：请改为 'auto'，或查看 `kohya-like doctor`。",
        )
        raise InputError.of("launch.device", text)
    return wanted == "cpu" or _told_to_use_cpu() or not torch.cuda.is_available()


def in_common(compute: Compute, precisions: Sequence[str]) -> Compute:
    """The same in a precision that every process of the run can do, given what each would choose."""
    common = min(precisions, key=list(DTYPES).index)
    if common == compute.precision:
        return compute
    text = Text(
        "Not every process of this run can do {precision}: training in {common} instead.",
        "并非每个进程都支持 {precision}：改用 {common} 训练。",
    ).format(precision=compute.precision, common="fp32" if common == "no" else common)
    return replace(compute, precision=common, warnings=(*compute.warnings, text))


def _told_to_use_cpu() -> bool:
    """Whether the launcher was told so."""
    return os.environ.get("ACCELERATE_USE_CPU", "").lower() == "true"


def _instead_of_gpu(compute: Compute) -> Compute:
    """The same, with a warning where the machine has a GPU after all."""
    gpus = nvidia_gpus().gpus
    if not gpus:
        return compute
    text = Text(
        "This machine has a {name}, but PyTorch cannot use it, so the CPU does the work: see `kohya-like doctor`.",
        "本机有 {name}，但 PyTorch 无法使用，因此改用 CPU：请查看 `kohya-like doctor`。",
    )
    return replace(compute, warnings=(*compute.warnings, text.format(name=gpus[0].name)))


def _on_cuda(precision: str) -> Compute:
    device = torch.device("cuda")
    native = torch.cuda.is_bf16_supported(including_emulation=False)
    if precision == "auto":
        return Compute(device, "bf16" if native else "fp16")
    if precision == "bf16" and not native:
        warning = Text(
            "This GPU has no bf16: training in fp16 instead.",
            "此显卡不支持 bf16：改用 fp16 训练。",
        )
        return Compute(device, "fp16", (warning,))
    return Compute(device, precision)


def _on_cpu(precision: str) -> Compute:
    device = torch.device("cpu")
    if precision in ("auto", "no"):
        return Compute(device, "no")
    if precision == "bf16":
        return Compute(device, "bf16")
    instead = "bf16" if cpu_has_bf16() else "no"
    warning = Text(
        "A CPU is about 100 times slower in fp16: training in {instead} instead.",
        "CPU 上 fp16 慢约 100 倍：改用 {instead} 训练。",
    ).format(instead="bf16" if instead == "bf16" else "fp32")
    return Compute(device, instead, (warning,))


def cpu_has_bf16() -> bool:
    """Whether the processor multiplies bf16 natively (AVX512-BF16 or AMX)."""
    abilities = torch.cpu.get_capabilities()
    return bool(abilities.get("avx512_bf16") or abilities.get("amx_bf16"))


def kernels_of(device: torch.device) -> str:
    """A name for the code that computes on a device; with another, sums come out a little different."""
    if device.type == "cuda":
        return (
            f"{torch.cuda.get_device_name(device)}, CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}"
        )
    return f"{torch.backends.cpu.get_cpu_capability()}, oneDNN {torch.backends.mkldnn.is_available()}"
