"""[model]: what the training starts from."""

from typing import Annotated, ClassVar, Literal

from kohya_like.config.choices import FAMILIES
from kohya_like.config.schema import FileOrFolder, OneOf, Section, param
from kohya_like.config.text import Text


class Model(Section):
    """The base model and how its text is read."""

    title: ClassVar[Text] = Text("Base model", "底模")

    pretrained_model_name_or_path: FileOrFolder | None = param(
        None,
        "Base model",
        "底模",
        zh="训练所用的底模文件（.safetensors 或 .ckpt）。画风应接近目标：动漫用动漫底模，照片用写实底模。",
    )
    """The checkpoint file (.safetensors or .ckpt) to start from. Choose one whose style is near the goal: an anime
    model for anime, a photorealistic one for photographs."""

    family: Annotated[str, OneOf(FAMILIES, automatic=True)] = param(
        "auto",
        "Model family",
        "模型家族",
        zh="底模所属的家族。自动：从文件中识别。",
        level="expert",
    )
    """The family of the base model. Automatic reads it from the file."""

    vae: FileOrFolder | None = param(
        None,
        "VAE",
        "VAE",
        zh="用此文件中的 VAE 代替底模自带的 VAE。",
        level="expert",
    )
    """A file whose VAE replaces the base model's own."""

    clip_skip: int | None = param(
        None,
        "Clip skip",
        "CLIP 跳过层（Clip skip）",
        zh="取文本编码器倒数第 N 层的输出：多数动漫底模用 2，写实底模用 1（或留空）。生成图片时应使用相同的值。",
        ge=1,
        le=12,
    )
    """Use the output of the text encoder's N-th layer from the end: 2 for most anime models, 1 (or empty) for
    photorealistic ones. Use the same value when generating pictures."""

    max_token_length: Literal[75, 150, 225] = param(
        75,
        "Caption length in tokens",
        "标签最大 token 数",
        zh="标签超出此 token 数的部分会被截断。150 或 225 可读完较长的标签，速度稍慢。",
        level="expert",
    )
    """Captions are cut after this many tokens. 150 or 225 read longer captions in full, at some cost in speed."""
