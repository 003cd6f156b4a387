"""[dataset] and [caption]: the pictures and the texts that belong to them."""

from typing import ClassVar

from kohya_like.config.schema import Conditions, FileOrFolder, Section, param
from kohya_like.config.text import Text

BUCKETS_ON: Conditions = {"enable_bucket": (True,)}
SIDES_MATTER: Conditions = {"enable_bucket": (True,), "bucket_no_upscale": (False,)}


class Dataset(Section):
    """The folders with pictures, and the sizes at which they are trained."""

    title: ClassVar[Text] = Text("Pictures", "图片")

    train_data_dir: FileOrFolder | None = param(
        None,
        "Training pictures",
        "训练图片文件夹",
        zh="其中的子文件夹命名为“次数_触发词 类别”，例如 10_sls 1girl：其中的每张图片每轮训练 10 次。",
    )
    """A folder of folders named "repeats_trigger class", such as 10_sls 1girl: each picture in it is used 10 times per
    epoch."""

    reg_data_dir: FileOrFolder | None = param(
        None,
        "Regularisation pictures",
        "正则化图片文件夹",
        zh="同类别的普通图片，子文件夹的命名方式相同（1_1girl）。可避免模型遗忘该类别；每轮步数会加倍。",
    )
    """Ordinary pictures of the same class, in folders named likewise (1_1girl). They keep the model from forgetting the
    class; an epoch then takes twice the steps."""

    validation_data_dir: FileOrFolder | None = param(
        None,
        "Held-out pictures",
        "验证图片文件夹",
        zh="不参与训练的同题材图片，子文件夹的命名方式相同。用固定噪声测量它们的损失，可看出何时开始过拟合。",
        level="expert",
    )
    """Pictures of the same subject that are never trained on, in folders named likewise. Their loss, measured with
    fixed noise, shows when the network starts to overfit."""

    resolution: str = param(
        "512",
        "Resolution",
        "分辨率",
        zh="训练尺寸（像素）：一个数字（512）或“宽,高”（512,768）。SD 1.x 的训练尺寸是 512。启用分桶时只看总面积。",
        pattern=r"^ *[0-9]+ *([,x] *[0-9]+ *)?$",
    )
    """Size to train at, in pixels: one number (512) or width,height (512,768). SD 1.x was made at 512. With buckets
    only the area counts."""

    enable_bucket: bool = param(
        True,
        "Aspect-ratio buckets",
        "启用分桶",
        zh="按长宽比把图片分组训练，不必全部裁成同一形状。",
    )
    """Group pictures by aspect ratio instead of cropping all of them to one shape."""

    min_bucket_reso: int = param(
        256,
        "Shortest bucket side",
        "分桶最小边长",
        zh="分桶边长的下限（像素），向下取为分桶步长的倍数。",
        level="expert",
        only=SIDES_MATTER,
        ge=8,
        le=8192,
    )
    """Shortest side a bucket may have, in pixels; it is lowered to a multiple of the bucket step."""

    max_bucket_reso: int = param(
        1024,
        "Longest bucket side",
        "分桶最大边长",
        zh="分桶边长的上限（像素），向上取为分桶步长的倍数。",
        level="expert",
        only=SIDES_MATTER,
        ge=8,
        le=8192,
    )
    """Longest side a bucket may have, in pixels; it is raised to a multiple of the bucket step."""

    bucket_reso_steps: int = param(
        64,
        "Bucket step",
        "分桶步长",
        zh="分桶边长是此数（像素）的倍数。步长越小，裁掉的越少，桶越多。",
        level="expert",
        only=BUCKETS_ON,
        ge=8,
        le=512,
        multiple_of=8,
    )
    """Bucket sides are multiples of this many pixels. A smaller step crops less and makes more buckets."""

    bucket_no_upscale: bool = param(
        False,
        "Never enlarge pictures",
        "不放大图片",
        zh="小于训练尺寸的图片保持原尺寸，不放大；分桶由图片本身决定。",
        level="expert",
        only=BUCKETS_ON,
    )
    """Pictures smaller than the resolution keep their size instead of being enlarged; buckets follow the pictures."""

    flip_aug: bool = param(
        False,
        "Mirror pictures at random",
        "随机水平翻转",
        zh="随机左右翻转图片。对称的题材可用；左右有别的题材（发型、文字）不要用。",
        level="expert",
    )
    """Mirror pictures left to right at random. Good for symmetric subjects, wrong where left and right differ (a hair
    parting, writing)."""

    cache_latents_to_disk: bool = param(
        True,
        "Cache latents on disk",
        "将潜变量缓存到磁盘",
        zh="把潜变量（VAE 对图片的编码）存到磁盘，下次训练同一批图片时直接读取。",
        level="expert",
    )
    """Keep the latents (the pictures as the VAE encodes them) on disk: the next run with the same pictures reads them
    instead of encoding again."""


class Caption(Section):
    """How the text of a picture is read and varied."""

    title: ClassVar[Text] = Text("Captions", "标签")

    caption_extension: str = param(
        ".txt",
        "Caption file extension",
        "标签文件扩展名",
        zh="图片旁边同名标签文件的扩展名：.txt 或 .caption。",
        pattern=r"^\.[A-Za-z0-9_.-]+$",
    )
    """Extension of the text file beside each picture: .txt or .caption."""

    caption_separator: str = param(
        ",",
        "Tag separator",
        "标签分隔符",
        zh="分隔两个标签的文字。",
        level="expert",
        min_length=1,
    )
    """What separates two tags."""

    caption_prefix: str | None = param(
        None,
        "Text before each caption",
        "标签前缀",
        zh="加在每条标签最前面的文字，中间隔一个空格。",
        level="expert",
    )
    """Put before every caption, with a space between."""

    caption_suffix: str | None = param(
        None,
        "Text after each caption",
        "标签后缀",
        zh="加在每条标签最后面的文字，中间隔一个空格。",
        level="expert",
    )
    """Put after every caption, with a space between."""

    shuffle_caption: bool = param(
        False,
        "Shuffle tags",
        "打乱标签顺序",
        zh="每步随机打乱标签的顺序，使模型不依赖顺序。适合逗号分隔的标签，不适合自然语句。",
    )
    """Put the tags in a new random order at every step, so that the model does not depend on it. For comma-separated
    tags, not for sentences."""

    keep_tokens: int = param(
        0,
        "Tags kept in front",
        "保留前 N 个标签",
        zh="打乱或丢弃标签时，最前面的 N 个标签保持不动：请把触发词放在最前面。",
        ge=0,
        le=255,
    )
    """The first N tags stay in place when tags are shuffled or dropped: put the trigger word there."""

    keep_tokens_separator: str | None = param(
        None,
        "Separator of kept tags",
        "保留标签的分隔符",
        zh="例如 |||：打乱或丢弃标签时，它之前的标签保持在最前面，若有第二个，其后的标签保持在最后面。"
        "有它时，“保留前 N 个标签”不起作用。",
        level="expert",
    )
    """For example |||: when tags are shuffled or dropped, those before it stay in front, and those after a second one
    at the end. In a caption that has it, it replaces the number of tags kept in front."""

    secondary_separator: str | None = param(
        None,
        "Separator inside a tag group",
        "组内标签分隔符",
        zh="例如 ;;;：由它连接的标签一起移动或丢弃，之后它变成普通的分隔符。",
        level="expert",
    )
    """For example ;;;: tags joined by it are moved and dropped together; afterwards it becomes the tag separator."""

    enable_wildcard: bool = param(
        False,
        "Wildcards in captions",
        "启用标签通配符",
        zh="每步随机选择：{红|绿|蓝} 取其中之一，多行标签文件取其中一行。要写花括号本身，请写两个：{{ }}。",
        level="expert",
    )
    """Chance decides at every step: {red|green|blue} becomes one of the three, and of a caption file with several lines
    one is taken. For a brace itself write two: {{ }}."""

    caption_dropout_rate: float = param(
        0.0,
        "Caption dropout",
        "整条标签丢弃率",
        zh="以此概率（0 到 1）用空标签训练图片，使模型学到与文字无关的整体风格。",
        ge=0,
        le=1,
    )
    """Probability (0 to 1) of training a picture with an empty caption, which teaches its style regardless of words."""

    caption_dropout_every_n_epochs: int = param(
        0,
        "Caption dropout every N epochs",
        "每 N 轮丢弃整条标签",
        zh="每逢第 N 轮，全部用空标签训练。0 为关闭。",
        level="expert",
        ge=0,
    )
    """Every N-th epoch is trained with empty captions only. 0 turns it off."""

    caption_tag_dropout_rate: float = param(
        0.0,
        "Tag dropout",
        "单个标签丢弃率",
        zh="以此概率（0 到 1）丢弃每个标签；保留的前 N 个标签除外。",
        level="expert",
        ge=0,
        le=1,
    )
    """Probability (0 to 1) of leaving out each tag; the tags kept in front always stay."""
