"""[save] and [sample]: the files a run leaves, and the pictures it draws on the way."""

from typing import Annotated, ClassVar, Literal

from kohya_like.config.choices import SAMPLERS
from kohya_like.config.schema import FileOrFolder, OneOf, Section, param
from kohya_like.config.text import Text


class Save(Section):
    """Names, times and number format of the files."""

    title: ClassVar[Text] = Text("Saving", "保存")

    output_dir: FileOrFolder | None = param(
        None,
        "Output folder",
        "输出文件夹",
        zh="存放训练结果的文件夹。留空为工作区的 outputs 文件夹。",
    )
    """Where the trained files go. Empty takes the workspace's outputs folder."""

    output_name: str = param(
        "lora",
        "Name",
        "文件名",
        zh="训练结果的文件名，不含扩展名。",
        min_length=1,
        max_length=200,
    )
    """Name of the trained file, without extension."""

    save_precision: Literal["float", "fp16", "bf16"] = param(
        "fp16",
        "File precision",
        "保存精度",
        zh="文件中数值的格式。fp16 处处可用，文件只有 fp32 的一半大。",
        level="expert",
        labels={"float": Text("float (fp32)", "float（fp32）")},
    )
    """Number format in the file. fp16 works everywhere, at half the size of fp32."""

    save_every_n_epochs: int | None = param(
        None,
        "Save every N epochs",
        "每 N 轮保存",
        zh="每 N 轮保存一份，便于事后挑出最好的一轮。",
        ge=1,
    )
    """Keep a copy every N epochs, to choose the best one afterwards."""

    save_every_n_steps: int | None = param(
        None,
        "Save every N steps",
        "每 N 步保存",
        zh="每 N 步保存一份。",
        level="expert",
        ge=1,
    )
    """Keep a copy every N steps."""

    save_last_n_epochs: int | None = param(
        None,
        "Keep the last N epochs",
        "只保留最近 N 轮",
        zh="只保留最近 N 轮保存的文件，删除更早的。留空为全部保留。",
        level="expert",
        ge=1,
    )
    """Keep the copies of the last N epochs and delete older ones. Empty keeps all."""

    save_state: bool = param(
        False,
        "Save the state with each copy",
        "同时保存训练状态",
        zh="每次保存时也保存训练状态。手动停止时总会保存，此外每两分钟自动保存一次。",
        level="expert",
    )
    """Save the training state with every copy, too. Stopping a run always saves it, and every two minutes it is saved
    anyway."""

    training_comment: str | None = param(
        None, "Comment", "备注", zh="写进文件元数据的备注，例如触发词。", level="expert"
    )
    """A note kept in the file's metadata, such as the trigger word."""


class Sample(Section):
    """Preview pictures."""

    title: ClassVar[Text] = Text("Previews", "预览")

    sample_prompts: list[str] = param(
        [],
        "Preview prompts",
        "预览提示词",
        zh="每行一条提示词。后面可加选项：--n 反向提示词，--w 宽，--h 高，--s 步数，--l 引导系数（CFG），--d 种子。",
    )
    """One prompt per line. Options after it: --n negative prompt, --w width, --h height, --s steps, --l guidance scale
    (CFG), --d seed."""

    sample_every_n_steps: int | None = param(
        None, "Preview every N steps", "每 N 步预览", zh="每 N 步画一次预览。", level="expert", ge=1
    )
    """Draw the previews every N steps."""

    sample_every_n_epochs: int | None = param(
        None, "Preview every N epochs", "每 N 轮预览", zh="每 N 轮画一次预览。", ge=1
    )
    """Draw the previews every N epochs."""

    sample_at_first: bool = param(
        False, "Preview before training", "训练前先预览", zh="训练开始前先画一次预览，便于对比。", level="expert"
    )
    """Draw the previews once before training, for comparison."""

    sample_sampler: Annotated[str, OneOf(SAMPLERS)] = param(
        "ddim", "Sampler", "采样器", zh="画预览用的采样器。", level="expert"
    )
    """The sampler that draws the previews."""
