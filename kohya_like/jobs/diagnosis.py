"""What the facts about a machine mean for training: yes, no or a problem, each with its reason in one line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kohya_like.config.text import Text
from kohya_like.jobs.machine import Imported, Machine

State = Literal["yes", "no", "problem"]

GIGABYTE = 10**9
LITTLE_MEMORY = 8 * GIGABYTE
"""A Stable Diffusion 1.x checkpoint takes about this much while it is loaded."""
LITTLE_DISK = 10 * GIGABYTE
"""Takes a base model, cached latents and the saved states of a run."""


@dataclass(frozen=True)
class Package:
    """A package and what it is for.

    `module` is imported to see whether it works; without one its version is enough. `distributions` are the names under
    which it can be installed (its own where none is given); they share a folder, so that only one of them may be there.
    """

    name: str
    purpose: Text
    module: str | None = None
    essential: bool = False
    distributions: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which it can be installed."""
        return self.distributions or (self.name,)


TORCH = Package("torch", Text("all computation", "所有计算"), "torch", essential=True)

PACKAGES = (
    Package("torchvision", Text("pictures in torch", "torch 的图像功能"), "torchvision", essential=True),
    Package("diffusers", Text("Stable Diffusion's parts", "Stable Diffusion 的各部分"), "diffusers", essential=True),
    Package("transformers", Text("the text encoder", "文本编码器"), essential=True),
    Package("accelerate", Text("starts the training", "启动训练"), essential=True),
    Package("safetensors", Text("model files", "模型文件"), essential=True),
    Package("tokenizers", Text("counts tokens", "统计 token"), essential=True),
    Package("open-clip-torch", Text("CLIP's vocabulary", "CLIP 词表"), essential=True),
    Package(
        "opencv",
        Text("resizes pictures", "缩放图片"),
        "cv2",
        essential=True,
        distributions=(
            "opencv-python-headless",
            "opencv-python",
            "opencv-contrib-python",
            "opencv-contrib-python-headless",
        ),
    ),
    Package("gradio", Text("the page", "网页界面")),
    Package(
        "onnxruntime",
        Text("the WD14 tagger", "WD14 打标"),
        "onnxruntime",
        distributions=("onnxruntime-gpu", "onnxruntime"),
    ),
    Package("bitsandbytes", Text("8-bit optimizers", "8 位优化器"), "bitsandbytes"),
    Package("xformers", Text("optional attention", "可选的注意力实现"), "xformers.ops"),
    Package("peft", Text("LoRA in diffusers", "diffusers 的 LoRA")),
    Package("lycoris-lora", Text("further network types", "更多网络类型")),
    Package("prodigyopt", Text("Prodigy optimizer", "Prodigy 优化器")),
    Package("dadaptation", Text("D-Adaptation optimizers", "D-Adaptation 优化器")),
    Package("lion-pytorch", Text("Lion optimizer", "Lion 优化器")),
    Package("pytorch-optimizer", Text("further optimizers", "更多优化器")),
    Package("schedulefree", Text("schedule-free optimizers", "Schedule-Free 优化器")),
)

MODULES = {name: package.module for package in (TORCH, *PACKAGES) for name in package.names}
"""What to ask a machine about: distribution -> module."""


@dataclass(frozen=True)
class Finding:
    """One thing that a machine has (`yes`), lacks (`no`) or has in a bad state (`problem`)."""

    name: str
    state: State
    text: Text
    essential: bool = False
    """Nothing can be trained where this is not `yes`."""


def findings(machine: Machine) -> list[Finding]:
    """Everything worth knowing about a machine, in the order in which people should read it."""
    packages = (finding for package in PACKAGES for finding in _package(package, machine))
    return [*_system(machine), _gpu(machine), _torch(machine), *packages]


def _system(machine: Machine) -> Iterator[Finding]:
    yield _fact("Python", f"{machine.python}, {machine.executable}")
    yield _fact("system", machine.system)
    processor = Text("{cores} cores, {threads} threads", "{cores} 核，{threads} 线程")
    yield Finding("CPU", "yes", processor.format(cores=machine.cores, threads=machine.threads))
    yield _memory(machine)
    yield _disk(machine)


def _memory(machine: Machine) -> Finding:
    text = Text("{total}, {free} available{verdict}", "共 {total}，可用 {free}{verdict}")
    little = machine.memory < LITTLE_MEMORY
    verdict = Text(": little for Stable Diffusion", "：对 Stable Diffusion 偏少") if little else Text("", "")
    sizes = {"total": size(machine.memory), "free": size(machine.memory_available), "verdict": verdict}
    return Finding("memory", "problem" if little else "yes", text.format(**sizes))


def _disk(machine: Machine) -> Finding:
    text = Text("{free} free in {folder}{verdict}", "{folder} 所在磁盘剩余 {free}{verdict}")
    little = machine.disk_free < LITTLE_DISK
    verdict = Text(": make room before training", "：训练前请清理空间") if little else Text("", "")
    place = {"free": size(machine.disk_free), "folder": machine.workspace, "verdict": verdict}
    return Finding("disk", "problem" if little else "yes", text.format(**place))


def _gpu(machine: Machine) -> Finding:
    nvidia = machine.nvidia
    if nvidia.error:
        text = Text("nvidia-smi fails: {error}", "nvidia-smi 出错：{error}")
        return Finding("NVIDIA GPU", "problem", text.format(error=nvidia.error))
    if not nvidia.gpus:
        text = Text("no driver answers: training runs on the CPU, slowly", "没有可用的驱动：将用 CPU 训练，速度很慢")
        return Finding("NVIDIA GPU", "no", text)
    known = [f"{gpu.name} ({size(gpu.memory)})" if gpu.memory else gpu.name for gpu in nvidia.gpus]
    text = Text("{gpus}, driver {driver}", "{gpus}，驱动 {driver}")
    return Finding("NVIDIA GPU", "yes", text.format(gpus=", ".join(known), driver=nvidia.gpus[0].driver))


def _torch(machine: Machine) -> Finding:
    version = machine.versions.get("torch")
    if version is None:
        return _missing(TORCH)
    torch = machine.imported["torch"]
    if torch.error:
        return _broken(TORCH, version, torch)
    if torch.facts["gpus"]:
        return Finding("torch", "yes", _used_gpu(version, torch), essential=True)
    if machine.nvidia.gpus:
        return Finding("torch", "problem", _unused_gpu(version, machine, torch))
    return Finding("torch", "yes", Text("{version}, on the CPU", "{version}，使用 CPU").format(version=version), True)


def _used_gpu(version: str, torch: Imported) -> Text:
    text = Text("{version} for CUDA {cuda} uses {gpus} in {formats}", "{version}（CUDA {cuda}）使用 {gpus}，{formats}")
    formats = "fp32, fp16, bf16" if torch.facts["bf16"] else "fp32, fp16"
    gpus = ", ".join(torch.facts["gpus"])
    return text.format(version=version, cuda=torch.facts["cuda"], gpus=gpus, formats=formats)


def _unused_gpu(version: str, machine: Machine, torch: Imported) -> Text:
    """Why torch does not see a GPU that the driver lists."""
    if torch.facts["cuda"] is None:
        text = Text(
            "a GPU is present, but torch {version} is a CPU build: set TORCH_INDEX_URL to an index of CUDA builds and "
            "start again",
            "本机有显卡，但 torch {version} 是 CPU 版：请把 TORCH_INDEX_URL 设为提供 CUDA 版的软件源，然后重新启动",
        )
    elif machine.settings.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        text = Text(
            "{version} sees no GPU, since CUDA_VISIBLE_DEVICES hides it: remove that variable",
            "{version} 找不到显卡，因为 CUDA_VISIBLE_DEVICES 隐藏了它：请删除该变量",
        )
    else:
        text = Text(
            "{version} for CUDA {cuda} sees no GPU: update the NVIDIA driver. {said}",
            "{version}（CUDA {cuda}）找不到显卡：请更新 NVIDIA 驱动。{said}",
        )
    return text.format(version=version, cuda=torch.facts["cuda"], said=" ".join(torch.facts["warnings"]))


def _package(package: Package, machine: Machine) -> Iterator[Finding]:
    versions = {name: machine.versions[name] for name in package.names if name in machine.versions}
    if not versions:
        yield _missing(package)
        return
    name, version = next(iter(versions.items()))
    result = machine.imported.get(package.module) if package.module else None
    if result and result.error:
        yield _broken(package, version, result)
    else:
        text = Text("{version}: {purpose}", "{version}：{purpose}").format(version=version, purpose=package.purpose)
        yield Finding(name, "yes", text, package.essential)
    if len(versions) > 1:
        text = Text(
            "{names} break each other: uninstall all of them, then install one",
            "{names} 会互相破坏：请全部卸载，再安装其中一个",
        )
        yield Finding(package.name, "problem", text.format(names=", ".join(versions)))


def _fact(name: str, value: str) -> Finding:
    return Finding(name, "yes", Text(value, value))


def _missing(package: Package) -> Finding:
    needed = Text("not installed, and no training works without it: {purpose}", "未安装，无法训练：{purpose}")
    optional = Text("not installed: {purpose}", "未安装：{purpose}")
    text = needed if package.essential else optional
    return Finding(package.names[0], "no", text.format(purpose=package.purpose), package.essential)


def _broken(package: Package, version: str, result: Imported) -> Finding:
    text = Text("{version} cannot be imported: {error}", "{version} 无法导入：{error}")
    return Finding(package.name, "problem", text.format(version=version, error=result.error), package.essential)


def size(count: int) -> str:
    """Bytes as people read them, such as `25.3 GB`."""
    return f"{count / GIGABYTE:.1f} GB"
