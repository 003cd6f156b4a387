"""What `caption` does: the configuration of its child."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict

from kohya_like.config.choices import CAPTIONERS
from kohya_like.config.job_config import JobConfig
from kohya_like.config.problems import InputError
from kohya_like.config.schema import Conditions, FileOrFolder, OneOf, param
from kohya_like.config.tag_replacements import parse_replacements
from kohya_like.config.text import Text

SENTENCES: Conditions = {"captioner": ("blip", "git", "florence")}
"""What only models that write sentences take."""
TAGS: Conditions = {"captioner": ("wd14", "deepbooru")}
"""What only taggers take."""
WD14: Conditions = {"captioner": ("wd14",)}

PROBABILITY: dict[str, Any] = {"ge": 0.0, "le": 1.0}


class CaptionConfig(JobConfig):
    """One captioning job. Paths are absolute."""

    title: ClassVar[Text] = Text("Captioning", "打标")

    captioner: Annotated[str, OneOf(CAPTIONERS, automatic=True)] = param(
        "auto",
        "Captioner",
        "打标模型",
        zh="描述图片的模型：WD14 和 DeepDanbooru 写标签，BLIP、GIT 和 Florence-2 写句子。自动：由所选模型决定，"
        "未选模型时为本机上找到的第一个。",
    )
    """The kind of model that describes the pictures. WD14 and DeepDanbooru write tags; BLIP, GIT and Florence-2 write
    sentences. Automatic: that of the model that is named, else of the first one found on this machine."""

    model: str | None = param(
        None,
        "Model",
        "模型位置",
        zh="模型所在的文件夹、它在工作区 models/captioning 中的名称，或 Hugging Face 上的名称（不会自动下载）。"
        "留空：使用本机上找到的第一个。",
    )
    """A folder with the model, its name in the workspace's models/captioning, or its Hugging Face name (nothing is
    downloaded unasked). Empty: the first one found on this machine."""

    train_data_dir: FileOrFolder = param(..., "Pictures", "图片文件夹", zh="图片所在的文件夹，包括其中的子文件夹。")
    """The folder with the pictures; folders inside it count too."""

    pictures: list[str] = param(
        [], "Only these", "仅限这些图片", zh="只处理这些图片（相对于文件夹的路径）。留空：全部。"
    )
    """Only these pictures, as paths from the folder. Empty: all of them."""

    mode: Literal["skip", "overwrite", "append"] = param(
        "skip",
        "Existing captions",
        "已有标签文件",
        zh="图片已有标签文件时：跳过该图片，改写，或在其后追加（重复的标签不再添加）。",
        labels={
            "skip": Text("Leave them", "跳过"),
            "overwrite": Text("Replace them", "改写"),
            "append": Text("Append to them", "追加"),
        },
    )
    """For pictures that have a caption already: leave them alone, replace the caption, or append to it (a tag that is
    there is not repeated)."""

    caption_extension: str = param(
        ".txt",
        "Extension of captions",
        "标签文件扩展名",
        zh="新标签文件的扩展名；图片已有的标签文件保持原名。",
        level="expert",
        pattern=r"^\.[A-Za-z0-9]+$",
    )
    """Extension of new caption files; a caption that a picture has keeps its name."""

    caption_prefix: str = param(
        "", "Put before", "前缀", zh="写在每条描述之前的文字，例如触发词。与标签用分隔符连接，与句子用空格连接。"
    )
    """Text before each caption, such as a trigger word. The separator joins it to tags, a blank to a sentence."""

    caption_suffix: str = param("", "Put after", "后缀", zh="写在每条描述之后的文字，连接方式与前缀相同。")
    """Text after each caption, joined in the same way."""

    caption_separator: str = param(
        ", ",
        "Separator",
        "分隔符",
        zh="标签之间的分隔符，追加时也用它连接。",
        level="expert",
        min_length=1,
    )
    """Stands between two tags, and between a caption and what is appended to it."""

    beam_search: bool = param(
        True,
        "Beam search",
        "束搜索",
        zh="开启：选取整体概率最高的句子。关闭：随机抽样（核采样），句子更多样，由随机种子决定。",
        only=SENTENCES,
    )
    """On: the sentence that is likeliest as a whole. Off: words are drawn (nucleus sampling), so that sentences vary;
    the seed decides them."""

    num_beams: int = param(
        3,
        "Beams",
        "束数",
        zh="同时比较的句子数，越多越好也越慢。1 表示逐词选取最可能的词。",
        only=SENTENCES | {"beam_search": (True,)},
        ge=1,
        le=16,
    )
    """How many sentences are weighed against each other: more are better and slower; 1 takes the likeliest word each
    time."""

    top_p: float = param(
        0.9,
        "Top p",
        "Top p",
        zh="抽样时只考虑概率合计达到此值的词：越小越保守。",
        only=SENTENCES | {"beam_search": (False,)},
        gt=0.0,
        le=1.0,
    )
    """Only the likeliest words that together have this probability are drawn from: smaller is more careful."""

    seed: int = param(
        42,
        "Seed",
        "随机种子",
        zh="相同的种子对相同的图片给出相同的句子。",
        only=SENTENCES | {"beam_search": (False,)},
        ge=0,
        le=2**32 - 1,
    )
    """The same seed gives the same sentence for the same picture."""

    min_length: int = param(
        5, "Shortest", "最短长度", zh="句子至少包含的词元（token）数。", only=SENTENCES, ge=0, le=500
    )
    """The fewest tokens (words and parts of words) of a sentence."""

    max_length: int = param(
        75,
        "Longest",
        "最大长度",
        zh="句子最多包含的词元（token）数。Stable Diffusion 1.x 一段可读 75 个。",
        only=SENTENCES,
        ge=1,
        le=1000,
    )
    """The most tokens of a sentence. Stable Diffusion 1.x reads 75 at once."""

    repetition_penalty: float = param(
        1.0,
        "Repetition penalty",
        "重复惩罚",
        zh="大于 1 时，已出现的词更不易再次出现；1 表示不惩罚。",
        level="expert",
        only=SENTENCES,
        ge=1.0,
        le=5.0,
    )
    """Above 1, words that were said become less likely to be said again; 1 leaves them."""

    detail: Literal["brief", "detailed", "very_detailed"] = param(
        "detailed",
        "Detail",
        "详细程度",
        zh="Florence-2 描述得多详细。",
        only={"captioner": ("florence",)},
        labels={
            "brief": Text("One short sentence", "一句话"),
            "detailed": Text("Detailed", "较详细"),
            "very_detailed": Text("Very detailed", "非常详细"),
        },
    )
    """How much Florence-2 says."""

    general_threshold: float = param(
        0.35, "General tags from", "普通标签阈值", zh="普通标签的概率达到此值才写入。", only=TAGS, **PROBABILITY
    )
    """Tags are written from this probability on."""

    character_threshold: float = param(
        0.85, "Characters from", "角色标签阈值", zh="角色名的概率达到此值才写入。", only=WD14, **PROBABILITY
    )
    """Names of characters are written from this probability on."""

    undesired_tags: str = param("", "Never these", "排除的标签", zh="从不写入的标签，用逗号分隔。", only=TAGS)
    """Tags that are never written, separated by commas."""

    remove_underscore: bool = param(
        True, "Underscores to blanks", "下划线改为空格", zh="long_hair 写成 long hair；^_^ 等表情不变。", only=TAGS
    )
    """Write `long hair`, not `long_hair`; faces such as `^_^` stay as they are."""

    escape_brackets: bool = param(
        False,
        "Escape brackets",
        "转义括号",
        zh="ganyu (genshin) 写成 ganyu \\(genshin\\)，供把括号用作权重的程序使用；训练时不需要。",
        level="expert",
        only=TAGS,
    )
    """Write `ganyu \\(genshin\\)` for programs in which brackets are weights; training needs none of it."""

    character_tag_expand: bool = param(
        False,
        "Split character and series",
        "拆分角色与作品",
        zh="chara_name_(series) 写成两个标签：chara_name, series。",
        level="expert",
        only=WD14,
    )
    """Write `name_(series)` as two tags: `name, series`."""

    character_tags_first: bool = param(
        False, "Characters first", "角色标签在前", zh="把角色名写在其他标签之前。", level="expert", only=WD14
    )
    """Write names of characters before other tags."""

    always_first_tags: str = param(
        "",
        "First, where found",
        "总在最前的标签",
        zh="找到这些标签时把它们写在最前，用逗号分隔，例如 1girl, 1boy。",
        level="expert",
        only=TAGS,
    )
    """Tags that come first where they are found, separated by commas, such as `1girl, 1boy`."""

    use_rating_tags: bool = param(
        False,
        "Write the rating",
        "写入分级标签",
        zh="把分级（如 general、sensitive）写在最前。",
        level="expert",
        only=TAGS,
    )
    """Write the rating (such as `general` or `sensitive`) as the first tag."""

    use_rating_tags_as_last_tag: bool = param(
        False,
        "Rating last",
        "分级标签在后",
        zh="把分级写在最后。",
        level="expert",
        only=TAGS | {"use_rating_tags": (True,)},
    )
    """Write the rating as the last tag."""

    tag_replacement: str = param(
        "",
        "Aliases",
        "标签别名",
        zh="用另一个标签代替：原标签,新标签；多组之间用分号分隔。",
        level="expert",
        only=TAGS,
    )
    """Tags that are written as others: `found,written`, several of these separated by semicolons."""

    batch_size: int = param(
        4, "Batch size", "批大小", zh="每次同时处理的图片数；越多越快，也越占显存。", level="expert", ge=1, le=256
    )
    """Pictures that are described at once: more are faster and take more memory."""

    max_data_loader_n_workers: int = param(
        2, "Reading threads", "读取线程数", zh="在模型工作时读取图片的线程数。", level="expert", ge=1, le=64
    )
    """Threads that read pictures while the model works."""

    mixed_precision: Literal["auto", "no", "fp16", "bf16"] = param(
        "auto",
        "Precision",
        "精度",
        zh="计算所用的数值格式。自动：显卡用 bf16 或 fp16，CPU 用 fp32。",
        level="expert",
        only=SENTENCES,
    )
    """Number format of the computation. Automatic takes bf16 or fp16 on a GPU and fp32 on the CPU."""

    device: Literal["auto", "cuda", "cpu"] = param(
        "auto",
        "Device",
        "设备",
        zh="在哪里计算。自动：有 NVIDIA 显卡就用显卡，否则用 CPU。",
        level="expert",
    )
    """Where to compute. Automatic takes an NVIDIA GPU if there is one, else the CPU."""

    @classmethod
    def checked(cls, values: Mapping[str, Any]) -> Self:
        """As for every job; aliases that cannot be read and lengths that exclude each other are wrong values too."""
        config = super().checked(values)
        parse_replacements(config.tag_replacement)
        if config.min_length > config.max_length:
            raise InputError.of("min_length", _LENGTHS.format(shortest=config.min_length, longest=config.max_length))
        return config


class Source(BaseModel):
    """A captioner and the folder with its model."""

    model_config = ConfigDict(extra="forbid")

    captioner: str
    model: FileOrFolder


class TryConfig(CaptionConfig):
    """A few pictures through several captioners, to compare what they say; nothing is written beside the pictures."""

    title: ClassVar[Text] = Text("Trying captioners", "试用打标模型")

    sources: list[Source] = param(..., "Models", "模型", zh="要比较的模型。")
    """The models that are compared."""


class DownloadConfig(JobConfig):
    """A captioning model that is downloaded because somebody asked for it."""

    title: ClassVar[Text] = Text("Downloading a model", "下载模型")

    captioner: Annotated[str, OneOf(CAPTIONERS)] = param(..., "Captioner", "打标模型", zh="模型的种类。")
    """The kind of model."""

    model: str = param(
        ..., "Model", "模型", zh="模型在 Hugging Face 上的名称，形如“作者/名称”。", pattern=r"^[^/\s]+/[^/\s]+$"
    )
    """Its name on Hugging Face, as `owner/name`."""


PARAMETERS = CaptionConfig.parameters()
"""Every parameter of a captioning job by name."""

_LENGTHS = Text(
    "min_length is {shortest} and max_length {longest}: no sentence is both that long and that short.",
    "min_length 为 {shortest}，而 max_length 为 {longest}：没有句子能同时满足。",
)
