"""What `generate` draws: the configuration of its child."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from kohya_like.config.choices import SAMPLERS
from kohya_like.config.job_config import JobConfig
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.prompts import OPTIONS, Prompt, parse_prompt
from kohya_like.config.schema import FileOrFolder, OneOf, param
from kohya_like.config.text import Text

SIDES: dict[str, Any] = {"ge": OPTIONS["w"].lowest, "le": OPTIONS["w"].highest, "multiple_of": OPTIONS["w"].step}
"""Limits of width and height, those of the options in prompts."""


class WeightedFile(BaseModel):
    """A LoRA file and how strongly it acts: 0 not at all, 1 as it was trained."""

    model_config = ConfigDict(extra="forbid")

    path: FileOrFolder
    weight: float = 1.0


class GenerateConfig(JobConfig):
    """One drawing job. Paths are absolute."""

    title: ClassVar[Text] = Text("Drawing", "绘图")

    base: FileOrFolder = param(..., "Base model", "底模", zh="绘图所用的底模文件（.safetensors 或 .ckpt）。")
    """The checkpoint file (.safetensors or .ckpt) to draw with."""

    prompts: list[str] = param(
        ...,
        "Prompts",
        "提示词",
        zh="每条提示词画一张图，后面可加：--n 反向提示词，--w 宽，--h 高，--s 步数，--l 引导系数（CFG），--d 种子。",
    )
    """One picture is drawn for each prompt. Options after it: --n negative prompt, --w width, --h height, --s steps,
    --l guidance scale (CFG), --d seed."""

    loras: list[WeightedFile] = param([], "LoRA files", "LoRA 文件", zh="LoRA 文件及其权重（不写为 1），可用多个。")
    """LoRA files, each with its weight, which is 1 where none is given."""

    vae: FileOrFolder | None = param(None, "VAE", "VAE", zh="用此文件中的 VAE 代替底模自带的 VAE。")
    """A file whose VAE replaces the base model's own."""

    clip_skip: int | None = param(
        None,
        "Clip skip",
        "CLIP 跳过层（Clip skip）",
        zh="取文本编码器倒数第 N 层的输出，应与训练时相同。",
        ge=1,
        le=12,
    )
    """Use the output of the text encoder's N-th layer from the end; the same as in training."""

    width: int = param(512, "Width", "宽", zh="图片宽度（像素）。", **SIDES)
    """Width of the pictures in pixels."""

    height: int = param(512, "Height", "高", zh="图片高度（像素）。", **SIDES)
    """Height of the pictures in pixels."""

    seed: int = param(42, "Seed", "随机种子", zh="随机种子：相同的种子画出相同的图片。", ge=0, le=OPTIONS["d"].highest)
    """The same seed draws the same picture."""

    sampler: Annotated[str, OneOf(SAMPLERS)] = param("ddim", "Sampler", "采样器", zh="采样器。")
    """The sampler."""

    device: Literal["auto", "cuda", "cpu"] = param(
        "auto", "Device", "设备", zh="在哪里绘图。自动：有 NVIDIA 显卡就用显卡，否则用 CPU。"
    )
    """Where to draw. Automatic takes an NVIDIA GPU if there is one, else the CPU."""

    output: FileOrFolder = param(..., "Output folder", "输出文件夹", zh="存放图片的文件夹。")
    """Folder that the pictures go to."""

    @classmethod
    def checked(cls, values: Mapping[str, Any]) -> "GenerateConfig":
        """As for every job; prompts that cannot be read are wrong values too."""
        config = super().checked(values)
        config.parsed_prompts()
        return config

    def parsed_prompts(self) -> list[Prompt]:
        """The prompts, parsed. Raises InputError when one cannot be read."""
        defaults = Prompt("", width=self.width, height=self.height, seed=self.seed)
        parsed = [parse_prompt(line, defaults) for line in self.prompts]
        wrong = [Problem("prompts", found) for found in parsed if isinstance(found, Text)]
        if wrong:
            raise InputError(wrong)
        return [found for found in parsed if isinstance(found, Prompt)]


PARAMETERS = GenerateConfig.parameters()
"""Every parameter of a drawing job by name."""
