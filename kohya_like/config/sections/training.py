"""[train], [optimizer] and [noise]: how long, how fast and on what the network learns."""

from typing import Annotated, ClassVar, Literal

from kohya_like.config.choices import ATTENTIONS, KINDS, OPTIMIZERS, SCHEDULERS
from kohya_like.config.schema import OneOf, Section, param
from kohya_like.config.text import Text

Precision = Literal["auto", "no", "fp16", "bf16"]


class Train(Section):
    """Length, batches and memory."""

    title: ClassVar[Text] = Text("Training", "训练")

    kind: Annotated[str, OneOf(KINDS)] = param("lora", "What to train", "训练类型", zh="训练得到哪一种文件。")
    """Which kind of file the training makes."""

    max_train_epochs: int | None = param(
        None,
        "Epochs",
        "训练轮数",
        zh="把全部图片（乘以次数）训练多少遍。“轮数”与“步数”二选一；都留空时为 10 轮。",
        ge=1,
        le=100_000,
    )
    """How many times to go through all pictures (times their repeats). Give either epochs or steps; with neither, 10
    epochs."""

    max_train_steps: int | None = param(
        None,
        "Steps",
        "训练步数",
        zh="优化器更新的总次数。“轮数”与“步数”二选一。",
        ge=1,
        le=10_000_000,
    )
    """Number of optimizer steps. Give either epochs or steps."""

    train_batch_size: int = param(
        1,
        "Batch size",
        "批量大小",
        zh="每步同时训练的图片数。越大越稳定，也越占显存。",
        ge=1,
        le=1024,
    )
    """Pictures trained together in one step. More gives steadier updates and takes more memory."""

    gradient_accumulation_steps: int = param(
        1,
        "Gradient accumulation",
        "梯度累积步数",
        zh="累积这么多批才更新一次：相当于更大的批量，但不多占显存。",
        level="expert",
        ge=1,
        le=1024,
    )
    """Gather the gradients of this many batches before each update: like a larger batch, without its memory."""

    mixed_precision: Precision = param(
        "auto",
        "Mixed precision",
        "混合精度",
        zh="计算所用的数值格式。自动：显卡支持 bf16 就用 bf16，否则用 fp16；CPU 用 fp32。",
        labels={"no": Text("no (fp32)", "no（fp32）")},
    )
    """Number format of the computation. Automatic takes bf16 where the GPU has it, else fp16, and fp32 on a CPU."""

    attention: Annotated[str, OneOf(ATTENTIONS, automatic=True)] = param(
        "auto",
        "Attention",
        "注意力实现",
        zh="注意力的实现方式。自动：使用 PyTorch SDPA，在各种设备上都快而省显存。",
        level="expert",
    )
    """Implementation of attention. Automatic takes PyTorch's SDPA, which is fast and saves memory on every device."""

    gradient_checkpointing: bool = param(
        False,
        "Gradient checkpointing",
        "梯度检查点",
        zh="反向传播时重新计算中间结果：大幅节省显存，约慢四分之一。",
    )
    """Recompute intermediate results in the backward pass: much less memory, about a quarter slower."""

    validate_every_n_epochs: int | None = param(
        None,
        "Measure held-out pictures every N epochs",
        "每 N 轮验证",
        zh="每 N 轮测量一次验证图片的损失。训练开始和结束时总会测量。",
        level="expert",
        ge=1,
    )
    """Measure the loss of the held-out pictures every N epochs. It is always measured at the start and the end."""

    seed: int = param(
        42,
        "Seed",
        "随机种子",
        zh="相同的种子和设置得到相同的结果：在 CPU 上完全相同，在显卡上几乎相同。",
        ge=0,
        le=2**32 - 1,
    )
    """The same seed and settings give the same result: on a CPU exactly, on a GPU nearly."""


class Optimizer(Section):
    """Learning rates and what turns gradients into updates."""

    title: ClassVar[Text] = Text("Learning rate and optimizer", "学习率与优化器")

    optimizer_type: Annotated[str, OneOf(OPTIMIZERS)] = param(
        "AdamW",
        "Optimizer",
        "优化器",
        zh="把梯度变成更新的算法。AdamW 是稳妥的选择。",
    )
    """The algorithm that turns gradients into updates. AdamW is the safe choice."""

    optimizer_args: list[str] = param(
        [],
        "Optimizer arguments",
        "优化器参数",
        zh="优化器的其他参数，写成“名称=值”，例如 weight_decay=0.01 或 betas=0.9,0.99。",
        level="expert",
    )
    """Further arguments of the optimizer as name=value, such as weight_decay=0.01 or betas=0.9,0.99."""

    learning_rate: float = param(
        1e-4,
        "Learning rate",
        "学习率",
        zh="每次更新的步幅，用于没有单独设置学习率的部分。太高会过拟合或发散，太低学不会。",
        gt=0,
        le=10,
    )
    """Size of the updates, for the parts without a rate of their own. Too high overfits or diverges; too low learns
    nothing."""

    unet_lr: float | None = param(
        None,
        "U-Net learning rate",
        "U-Net 学习率",
        zh="U-Net 的学习率。留空时同“学习率”。",
        gt=0,
        le=10,
    )
    """Learning rate of the U-Net. Empty takes the general learning rate."""

    text_encoder_lr: float | None = param(
        None,
        "Text encoder learning rate",
        "文本编码器学习率",
        zh="文本编码器的学习率，通常为 U-Net 的一半。留空时同“学习率”。",
        gt=0,
        le=10,
    )
    """Learning rate of the text encoder, often half of the U-Net's. Empty takes the general learning rate."""

    lr_scheduler: Annotated[str, OneOf(SCHEDULERS)] = param(
        "cosine",
        "Scheduler",
        "学习率调度器",
        zh="训练过程中学习率如何变化。",
    )
    """How the learning rate changes over the run."""

    lr_warmup_steps: float = param(
        0.0,
        "Warm-up",
        "预热",
        zh="开始时学习率从 0 线性升高所用的步数；小于 1 的数表示占总步数的比例。",
        ge=0,
    )
    """Steps over which the learning rate rises from 0 at the start; a number below 1 is a share of all steps."""

    lr_scheduler_num_cycles: int = param(
        1,
        "Cycles",
        "周期数",
        zh="“余弦退火重启”的周期数。",
        level="expert",
        only={"lr_scheduler": ("cosine_with_restarts",)},
        ge=1,
        le=1000,
    )
    """Number of cycles of "Cosine with restarts"."""

    lr_scheduler_power: float = param(
        1.0,
        "Power",
        "多项式次数",
        zh="“多项式衰减”的次数。",
        level="expert",
        only={"lr_scheduler": ("polynomial",)},
        gt=0,
        le=100,
    )
    """Exponent of "Polynomial decay"."""

    max_grad_norm: float = param(
        1.0,
        "Gradient clipping",
        "梯度裁剪",
        zh="梯度范数的上限。0 为不裁剪。",
        level="expert",
        ge=0,
    )
    """Gradients with a larger norm are scaled down to it. 0 turns clipping off."""


class Noise(Section):
    """What noise is added, and how much each picture counts."""

    title: ClassVar[Text] = Text("Noise and loss", "噪声与损失")

    noise_offset: float = param(
        0.0,
        "Noise offset",
        "噪声偏移",
        zh="给噪声整体加一个随机偏移，让模型能学会很暗或很亮的画面。常用 0.03 到 0.1；0 为关闭。",
        ge=0,
        le=1,
    )
    """Shift the noise as a whole by a random amount of this size, so that very dark and very bright pictures can be
    learned. Usual are 0.03 to 0.1; 0 turns it off."""

    min_snr_gamma: float | None = param(
        None,
        "Min-SNR gamma",
        "Min-SNR gamma",
        zh="降低低噪声时间步的权重，收敛更快。论文推荐 5；留空为关闭。",
        gt=0,
        le=100,
    )
    """Give timesteps with little noise less weight, which converges faster. The paper recommends 5; empty turns it
    off."""

    prior_loss_weight: float = param(
        1.0,
        "Weight of regularisation pictures",
        "正则化图片权重",
        zh="正则化图片在损失中的权重。",
        level="expert",
        ge=0,
        le=100,
    )
    """How much the loss of the regularisation pictures counts."""
