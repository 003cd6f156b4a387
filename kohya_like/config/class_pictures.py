"""Which ordinary pictures of a class are drawn as regularisation pictures: the configuration of that job."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from kohya_like.config.choices import SAMPLERS
from kohya_like.config.generate import SIDES, GenerateConfig
from kohya_like.config.job_config import JobConfig
from kohya_like.config.names import name_mistake, safe_name
from kohya_like.config.problems import InputError
from kohya_like.config.prompts import OPTIONS, Prompt
from kohya_like.config.schema import FileOrFolder, OneOf, param
from kohya_like.config.text import Text

MOST = 10_000


class ClassPicturesConfig(JobConfig):
    """One job that draws pictures of one class. Paths are absolute."""

    title: ClassVar[Text] = Text("Class pictures", "类别图片")

    base: FileOrFolder = param(..., "Base model", "底模", zh="绘图所用的底模，应与训练所用的相同。")
    """The checkpoint file to draw with: the one that will be trained."""

    class_word: str = param(
        ..., "Class", "类别", zh="要绘制的类别，如 1girl：用作文件夹名和每张图片的标签。", min_length=1
    )
    """The class to draw, such as 1girl: it names the folder and is the caption of every picture."""

    count: int = param(..., "Pictures", "图片数量", zh="绘制多少张图片。", ge=1, le=MOST)
    """How many pictures are drawn."""

    prompt: str | None = param(None, "Prompt", "提示词", zh="绘制的内容；不填则用类别。")
    """What is drawn; the class where it is empty."""

    negative_prompt: str = param("", "Negative prompt", "反向提示词", zh="图片中不应出现的内容。")
    """What the pictures shall not show."""

    width: int = param(512, "Width", "宽", zh="图片宽度（像素）。", **SIDES)
    """Width of the pictures in pixels."""

    height: int = param(512, "Height", "高", zh="图片高度（像素）。", **SIDES)
    """Height of the pictures in pixels."""

    steps: int = param(30, "Steps", "步数", zh="每张图片的采样步数。", ge=1, le=OPTIONS["s"].highest)
    """Sampling steps of each picture."""

    scale: float = param(
        7.5,
        "Guidance (CFG)",
        "引导系数（CFG）",
        zh="图片遵循提示词的程度；为 1 时反向提示词不起作用。",
        ge=0,
        le=OPTIONS["l"].highest,
    )
    """How closely pictures follow the prompt; at 1 the negative prompt does not act."""

    sampler: Annotated[str, OneOf(SAMPLERS)] = param("ddim", "Sampler", "采样器", zh="采样器。")
    """The sampler."""

    seed: int = param(
        1, "First seed", "首个种子", zh="第一张图片的随机种子，之后每张加一。", ge=0, le=OPTIONS["d"].highest - MOST
    )
    """Seed of the first picture; each next one has the next number."""

    vae: FileOrFolder | None = param(None, "VAE", "VAE", zh="用此文件中的 VAE 代替底模自带的 VAE。")
    """A file whose VAE replaces the base model's own."""

    clip_skip: int | None = param(
        None, "Clip skip", "CLIP 跳过层（Clip skip）", zh="取文本编码器倒数第 N 层的输出。", ge=1, le=12
    )
    """Use the output of the text encoder's N-th layer from the end."""

    device: Literal["auto", "cuda", "cpu"] = param(
        "auto", "Device", "设备", zh="在哪里绘图。自动：有 NVIDIA 显卡就用显卡，否则用 CPU。"
    )
    """Where to draw. Automatic takes an NVIDIA GPU if there is one, else the CPU."""

    reg_dir: FileOrFolder = param(
        ..., "Regularisation folder", "正则化文件夹", zh="其中会建立名为“1_类别”的文件夹来存放图片。"
    )
    """The folder in which the pictures get a folder named "1_class"."""

    @classmethod
    def checked(cls, values: Mapping[str, Any]) -> "ClassPicturesConfig":
        """As for every job; a class that cannot name a folder is a wrong value too."""
        config = super().checked(values)
        mistake = name_mistake(class_folder(config.class_word) if config.class_word.strip() else "")
        if mistake is not None:
            raise InputError.of("class_word", mistake)
        return config

    @property
    def folder(self) -> Path:
        """Where the pictures go."""
        return self.reg_dir / class_folder(self.class_word)

    def seeds(self) -> range:
        """One for each picture."""
        return range(self.seed, self.seed + self.count)

    def place(self, seed: int) -> Path:
        """The file of the picture with this seed."""
        return self.folder / f"{name_stem(self.class_word)}{seed:06d}.png"

    def drawn_prompt(self, seed: int) -> Prompt:
        """What is drawn with this seed."""
        text = self.prompt or self.class_word
        sides = {"width": self.width, "height": self.height}
        return Prompt(text, self.negative_prompt, **sides, steps=self.steps, scale=self.scale, seed=seed)

    def drawing(self) -> GenerateConfig:
        """The model as `generate` would load it."""
        return GenerateConfig(
            base=self.base,
            prompts=[],
            vae=self.vae,
            clip_skip=self.clip_skip,
            device=self.device,
            output=self.reg_dir,
        )


def class_folder(class_word: str) -> str:
    """The name of the folder of a class."""
    return f"1_{class_word.strip()}"


def name_stem(class_word: str) -> str:
    """What the names of its pictures begin with; their seed follows."""
    return f"{safe_name(class_word) or 'class'}-"


PARAMETERS = ClassPicturesConfig.parameters()
"""Every parameter of such a job by name."""
