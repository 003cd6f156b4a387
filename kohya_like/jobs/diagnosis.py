"""What the facts about a machine mean for training: yes, no or a problem, each with its reason in one line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kohya_like.config.text import Text
from kohya_like.jobs.machine import Imported, Machine

State = Literal["yes", "no", "problem"]

GIGABYTE = 10**9
LITTLE_MEMORY = 8 * GIGABYTE
"""Loading a Stable Diffusion 1.x checkpoint and its copies in fp32 takes about this much."""
LITTLE_DISK = 10 * GIGABYTE
"""A base model, cached latents and a run's saved states fit in it."""


@dataclass(frozen=True)
class Package:
    """A distribution, what it is for, the module to try (None: asking its version is enough), and whether nothing works
    without it."""

    name: str
    purpose: Text
    module: str | None = None
    essential: bool = False


PACKAGES = (
    Package("torchvision", Text("captioners and diffusers", "打标模型和 diffusers"), "torchvision", essential=True),
    Package("diffusers", Text("the parts of Stable Diffusion", "Stable Diffusion 的各部分"), "diffusers", essential=True),
    Package("transformers", Text("the text encoder", "文本编码器"), essential=True),
    Package("accelerate", Text("starts the training process", "启动训练进程"), essential=True),
    Package("safetensors", Text("model files", "模型文件"), essential=True),
    Package("tokenizers", Text("counts tokens", "统计 token"), essential=True),
    Package("open-clip-torch", Text("CLIP's vocabulary", "CLIP 词表"), essential=True),
    Package("opencv-python-headless", Text("resizes pictures", "缩放图片"), "cv2", essential=True),
    Package("gradio", Text("the page", "网页界面")),
    Package("onnxruntime-gpu", Text("the WD14 tagger", "WD14 打标"), "onnxruntime"),
    Package("onnxruntime", Text("the WD14 tagger, on the CPU", "WD14 打标（CPU）"), "onnxruntime"),
    Package("bitsandbytes", Text("8-bit optimizers", "8 位优化器"), "bitsandbytes"),
    Package("xformers", Text("another attention; SDPA is as fast", "另一种注意力实现；SDPA 同样快"), "xformers.ops"),
    Package("peft", Text("LoRA in diffusers", "diffusers 的 LoRA")),
    Package("lycoris-lora", Text("further network types", "更多网络类型")),
    Package("prodigyopt", Text("the Prodigy optimizer", "Prodigy 优化器")),
    Package("dadaptation", Text("the D-Adaptation optimizers", "D-Adaptation 优化器")),
    Package("lion-pytorch", Text("the Lion optimizer", "Lion 优化器")),
    Package("pytorch-optimizer", Text("further optimizers", "更多优化器")),
    Package("schedulefree", Text("schedule-free optimizers", "Schedule-Free 优化器")),
)

ALIKE = (
    ("onnxruntime", "onnxruntime-gpu"),
    ("opencv-python-headless", "opencv-python", "opencv-contrib-python", "opencv-contrib-python-headless"),
)
"""Distributions that install into the same folder: the last one wins, and removing one breaks the others."""

MODULES: dict[str, str | None] = (
    {"torch": "torch"}
    | {name: None for names in ALIKE for name in names}
    | {package.name: package.module for package in PACKAGES}
)
"""What to ask a machine about."""


@dataclass(frozen=True)
class Finding:
    """One thing that a machine has, lacks, or has in a broken state."""

    name: str
    state: State
    text: Text
    essential: bool = False
    """Nothing can be trained without it."""


def findings(machine: Machine) -> list[Finding]:
    """Everything worth knowing about a machine, in the order in which people should read it."""
    return [*_system(machine), _gpu(machine), _torch(machine), *_packages(machine), *_clashes(machine)]


def _system(machine: Machine) -> Iterator[Finding]:
    yield _fact("Python", f"{machine.python}, {machine.executable}")
    yield _fact("system", machine.system)
    processor = Text("{cores} cores, {threads} threads", "{cores} 核 {threads} 线程")
    yield Finding("CPU", "yes", processor.format(cores=machine.cores, threads=machine.threads))
    memory = Text("{total}, {free} available", "共 {total}，可用 {free}")
    short = Text("{total}, {free} available: Stable Diffusion needs more", "共 {total}，可用 {free}：Stable Diffusion 需要更多")
    sizes = {"total": size(machine.memory), "free": size(machine.memory_available)}
    yield _enough("memory", machine.memory >= LITTLE_MEMORY, memory.format(**sizes), short.format(**sizes))
    disk = Text("{free} free in {folder}", "{folder} 所在磁盘剩余 {free}")
    full = Text("only {free} free in {folder}: make room", "{folder} 所在磁盘仅剩 {free}：请清理空间")
    place = {"free": size(machine.disk_free), "folder": machine.workspace}
    yield _enough("disk", machine.disk_free >= LITTLE_DISK, disk.format(**place), full.format(**place))


def _gpu(machine: Machine) -> Finding:
    nvidia = machine.nvidia
    if nvidia.error:
        text = Text("nvidia-smi fails: {error}", "nvidia-smi 出错：{error}")
        return Finding("NVIDIA GPU", "problem", text.format(error=nvidia.error))
    if not nvidia.gpus:
        text = Text("no NVIDIA driver answers: runs go to the CPU, which is slow", "没有 NVIDIA 驱动：将用 CPU 训练，速度很慢")
        return Finding("NVIDIA GPU", "no", text)
    known = [f"{gpu.name} ({size(gpu.memory)})" if gpu.memory else gpu.name for gpu in nvidia.gpus]
    text = Text("{gpus}, driver {driver}", "{gpus}，驱动 {driver}")
    return Finding("NVIDIA GPU", "yes", text.format(gpus=", ".join(known), driver=nvidia.gpus[0].driver))


def _torch(machine: Machine) -> Finding:
    version = machine.versions.get("torch")
    if version is None:
        return _missing(Package("torch", Text("all computation", "所有计算"), essential=True))
    result = machine.imported["torch"]
    if result.error:
        return _broken("torch", version, result, essential=True)
    if result.facts["gpus"]:
        text = Text("{version} for CUDA {cuda} uses {gpus}; {formats}", "{version}（CUDA {cuda}）使用 {gpus}；{formats}")
        formats = Text("bf16 and fp16", "支持 bf16 和 fp16") if result.facts["bf16"] else Text("fp16, no bf16", "支持 fp16，不支持 bf16")
        values = {"cuda": result.facts["cuda"], "gpus": ", ".join(result.facts["gpus"]), "formats": formats}
        return Finding("torch", "yes", text.format(version=version, **values))
    if machine.nvidia.gpus:
        return Finding("torch", "problem", _unused_gpu(machine, result).format(version=version, **result.facts))
    return Finding("torch", "yes", Text("{version}, on the CPU", "{version}，使用 CPU").format(version=version))


def _unused_gpu(machine: Machine, torch: Imported) -> Text:
    """Why torch does not see a GPU that the driver lists."""
    if torch.facts["cuda"] is None:
        return Text(
            "{version} is a CPU build, but a GPU is present: set TORCH_INDEX_URL to an index of CUDA builds and run "
            "scripts/gui.sh --update",
            "{version} 是 CPU 版，但本机有显卡：请把 TORCH_INDEX_URL 设为提供 CUDA 版的软件源，再运行 "
            "scripts/gui.sh --update",
        )
    if machine.settings.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return Text("{version}: CUDA_VISIBLE_DEVICES hides the GPU", "{version}：CUDA_VISIBLE_DEVICES 隐藏了显卡")
    text = Text(
        "{{version}} for CUDA {{cuda}} does not see the GPU: update its driver. {said}",
        "{{version}}（CUDA {{cuda}}）找不到显卡：请更新显卡驱动。{said}",
    )
    return text.format(said=" ".join(torch.facts["warnings"]).replace("{", "{{").replace("}", "}}"))


def _packages(machine: Machine) -> Iterator[Finding]:
    for package in PACKAGES:
        version = machine.versions.get(package.name)
        result = machine.imported.get(package.module or "")
        if version is None and not _has_another(machine, package):
            yield _missing(package)
        elif version is not None and result is not None and result.error:
            yield _broken(package.name, version, result, essential=package.essential)
        elif version is not None:
            yield Finding(package.name, "yes", Text("{version}: {purpose}", "{version}：{purpose}").format(
                version=version, purpose=package.purpose))


def _has_another(machine: Machine, package: Package) -> bool:
    """Whether a distribution of the same content is installed in its place."""
    return any(package.name in names and set(names) & set(machine.versions) for names in ALIKE)


def _clashes(machine: Machine) -> Iterator[Finding]:
    for names in ALIKE:
        both = [name for name in names if name in machine.versions]
        if len(both) > 1:
            text = Text(
                "{names} share one folder and break each other: uninstall all of them, then install one",
                "{names} 共用一个文件夹，会互相破坏：请全部卸载后只装一个",
            )
            yield Finding(names[0], "problem", text.format(names=", ".join(both)))


def _fact(name: str, value: str) -> Finding:
    return Finding(name, "yes", Text(value, value))


def _enough(name: str, enough: bool, text: Text, otherwise: Text) -> Finding:
    return Finding(name, "yes", text) if enough else Finding(name, "problem", otherwise)


def _missing(package: Package) -> Finding:
    if package.essential:
        text = Text("not installed, and nothing can be trained without it ({purpose})", "未安装，无法训练（{purpose}）")
    else:
        text = Text("not installed ({purpose})", "未安装（{purpose}）")
    return Finding(package.name, "no", text.format(purpose=package.purpose), package.essential)


def _broken(name: str, version: str, result: Imported, essential: bool) -> Finding:
    text = Text("{version} cannot be imported: {error}", "{version} 无法导入：{error}")
    return Finding(name, "problem", text.format(version=version, error=result.error), essential)


def size(count: int) -> str:
    """Bytes as people read them, such as `25.3 GB`."""
    return f"{count / GIGABYTE:.1f} GB"
