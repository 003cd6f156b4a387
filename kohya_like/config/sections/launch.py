"""[launch]: on what the training process runs."""

from typing import ClassVar, Literal

from kohya_like.config.schema import Section, param
from kohya_like.config.text import Text


class Launch(Section):
    """What `accelerate launch` is told."""

    title: ClassVar[Text] = Text("Device", "设备")

    device: Literal["auto", "cuda", "cpu"] = param(
        "auto",
        "Device",
        "设备",
        zh="训练所用的设备。自动：有 NVIDIA 显卡就用显卡，否则用 CPU。",
        level="expert",
        labels={"cuda": Text("NVIDIA GPU", "NVIDIA 显卡"), "cpu": Text("CPU", "CPU")},
    )
    """Where to train. Automatic takes an NVIDIA GPU if there is one, else the CPU."""

    gpu_ids: str | None = param(
        None,
        "GPU number",
        "显卡编号",
        zh="使用哪块显卡，例如 0。留空使用第一块。",
        level="expert",
        only={"device": ("auto", "cuda")},
        pattern=r"^[0-9]+$",
    )
    """Which GPU to use, such as 0. Empty takes the first."""

    num_cpu_threads_per_process: int | None = param(
        None,
        "CPU threads",
        "CPU 线程数",
        zh="训练进程使用的 CPU 线程数。留空时取 OMP_NUM_THREADS，未设置则每个物理核心一个线程。",
        level="expert",
        ge=1,
        le=1024,
    )
    """CPU threads of the training process. Empty takes OMP_NUM_THREADS where it is set, else one for each physical
    core."""
