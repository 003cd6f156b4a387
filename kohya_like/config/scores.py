"""What `dataset scores` does: the configuration of its child."""

from typing import ClassVar, Literal

from kohya_like.config.job_config import JobConfig
from kohya_like.config.schema import FileOrFolder, param
from kohya_like.config.text import Text


class ScoresConfig(JobConfig):
    """One comparison of captions with their pictures. Paths are absolute."""

    title: ClassVar[Text] = Text("Caption scores", "标签评分")

    folder: FileOrFolder = param(..., "Pictures", "图片文件夹", zh="图片所在的文件夹，包括其中的子文件夹。")
    """The folder with the pictures; folders inside it count too."""

    model: str | None = param(
        None,
        "CLIP model",
        "CLIP 模型",
        zh="CLIP 模型所在的文件夹，或它在工作区 models/clip 中的名称（不会自动下载）。留空：使用本机上找到的第一个。",
    )
    """A folder with a CLIP model, or its name in the workspace's models/clip (nothing is downloaded). Empty: the first
    one found on this machine."""

    batch_size: int = param(
        16, "Batch size", "批大小", zh="每次同时处理的图片数；越多越快，也越占显存。", level="expert", ge=1, le=1024
    )
    """Pictures that are looked at once: more are faster and take more memory."""

    max_data_loader_n_workers: int = param(
        2, "Reading threads", "读取线程数", zh="在模型工作时读取图片的线程数。", level="expert", ge=1, le=64
    )
    """Threads that read pictures while the model works."""

    device: Literal["auto", "cuda", "cpu"] = param(
        "auto", "Device", "设备", zh="在哪里计算。自动：有 NVIDIA 显卡就用显卡，否则用 CPU。", level="expert"
    )
    """Where to compute. Automatic takes an NVIDIA GPU if there is one, else the CPU."""


PARAMETERS = ScoresConfig.parameters()
"""Every parameter of a scoring job by name."""
