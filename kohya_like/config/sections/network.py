"""[network]: the small set of weights that is trained."""

from typing import Annotated, ClassVar

from kohya_like.config.choices import NETWORKS
from kohya_like.config.schema import Conditions, OneOf, Section, param
from kohya_like.config.text import Text

CONVOLUTIONS: Conditions = {"network_type": ("locon",)}


class Network(Section):
    """Shape of the trained weights."""

    title: ClassVar[Text] = Text("Network", "网络")

    network_type: Annotated[str, OneOf(NETWORKS)] = param(
        "lora",
        "Network type",
        "网络类型",
        zh="训练哪一种网络。LoRA 处处可用；LoCon 还训练卷积层，更适合画风。",
    )
    """Which kind of network to train. LoRA works everywhere; LoCon also trains the convolutions, which suits styles."""

    network_dim: int = param(
        16,
        "Rank (dim)",
        "秩（维度）",
        zh="更新矩阵的秩。越大能学到的越多，文件也越大，也更早过拟合；多数题材 8 到 32 就够。",
        ge=1,
        le=1024,
    )
    """Rank of the update matrices. A higher one learns more, makes a larger file and overfits sooner; 8 to 32 is enough
    for most subjects."""

    network_alpha: float = param(
        8.0,
        "Alpha",
        "Alpha",
        zh="更新量按 Alpha ÷ 秩 缩放。改变秩时保持这个比值，学习率就不必重调。",
        gt=0,
        le=1024,
    )
    """Updates are scaled by alpha divided by the rank. Keep that ratio when you change the rank, and the learning rate
    stays right."""

    conv_dim: int | None = param(
        None,
        "Convolution rank",
        "卷积秩",
        zh="3×3 卷积的秩。留空为秩的一半。",
        only=CONVOLUTIONS,
        ge=1,
        le=512,
    )
    """Rank of the 3x3 convolutions. Empty takes half of the rank."""

    conv_alpha: float | None = param(
        None,
        "Convolution alpha",
        "卷积 Alpha",
        zh="3×3 卷积的 Alpha。留空为卷积秩的一半。",
        only=CONVOLUTIONS,
        gt=0,
        le=512,
    )
    """Alpha of the 3x3 convolutions. Empty takes half of the convolution rank."""

    network_dropout: float = param(
        0.0,
        "Dropout",
        "丢弃率（Dropout）",
        zh="每步随机丢弃的神经元比例（0 到 1），可减轻过拟合。",
        level="expert",
        ge=0,
        lt=1,
    )
    """Share of the neurons (0 to 1) dropped at each step, which works against overfitting."""

    network_train_unet_only: bool = param(
        False,
        "Train the U-Net only",
        "只训练 U-Net",
        zh="不训练文本编码器：更省显存，也更快。",
    )
    """Leave the text encoder as it is: less memory, and faster."""

    network_train_text_encoder_only: bool = param(
        False,
        "Train the text encoder only",
        "只训练文本编码器",
        zh="不训练 U-Net。很少用到。",
        level="expert",
    )
    """Leave the U-Net as it is. Rarely wanted."""

    def convolution_rank(self) -> int | None:
        """Rank of 3x3 convolutions; None where they are not trained."""
        if self.network_type != "locon":
            return None
        return self.conv_dim or max(1, self.network_dim // 2)

    def convolution_alpha(self) -> float | None:
        """Alpha of 3x3 convolutions; None where they are not trained."""
        rank = self.convolution_rank()
        return None if rank is None else self.conv_alpha or rank / 2
