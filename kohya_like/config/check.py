"""What `dataset check` looks at: the configuration of its child."""

from typing import ClassVar

from kohya_like.config.job_config import JobConfig
from kohya_like.config.presets.preset import Goal
from kohya_like.config.schema import FileOrFolder, param
from kohya_like.config.text import Text

GOALS: dict[Goal, Text] = {
    "character": Text("A character or person", "角色或人物"),
    "style": Text("A style", "画风"),
    "object": Text("An object", "物品"),
}


class CheckConfig(JobConfig):
    """One check of pictures. Paths are absolute."""

    title: ClassVar[Text] = Text("Check of pictures", "图片检查")

    folder: FileOrFolder = param(
        ..., "Folder", "文件夹", zh="一堆图片、形如“10_sls 1girl”的文件夹、其上一级文件夹，或项目。"
    )
    """A heap of pictures, a folder such as "10_sls 1girl", the one that holds it, or a project."""

    reg: FileOrFolder | None = param(
        None, "Regularisation pictures", "正则化图片", zh="正则化图片的文件夹；项目自带，无需填写。"
    )
    """Folder of the regularisation pictures; those of a project are found without it."""

    resolution: int = param(
        512, "Resolution", "分辨率", zh="训练分辨率（边长，像素）：图片不应小于它。", ge=64, le=4096
    )
    """Side in pixels at which the pictures will be trained: they should not be smaller."""

    goal: Goal = param("character", "Goal", "训练目标", zh="要训练什么：它决定合适的图片数量。", labels=GOALS)
    """What is to be trained: it decides how many pictures are enough."""


PARAMETERS = CheckConfig.parameters()
"""Every parameter of a check by name."""
