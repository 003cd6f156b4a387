"""What `crop` does: the configuration of its child."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict

from kohya_like.config.job_config import JobConfig
from kohya_like.config.problems import InputError, Problem
from kohya_like.config.rules import beyond_buckets
from kohya_like.config.run import PARAMETERS as RUN
from kohya_like.config.schema import Conditions, FileOrFolder, Parameter, param
from kohya_like.config.text import Text

BUCKETS_ON: Conditions = {"enable_bucket": (True,)}
BUCKETS_OFF: Conditions = {"enable_bucket": (False,)}
SPLIT: Conditions = {"split": (True,)}

SIZE = r"^ *[0-9]+ *([x×,] *[0-9]+ *)?$"
LEAST_SIDE, MOST_SIDE = 16, 8192
COLOUR = r"^(white|black|grey|#[0-9A-Fa-f]{6})$"


class ManualBox(BaseModel):
    """What is to be kept of one picture, in its pixels as it stands upright."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    picture: str
    """Its path from the folder, with `/` on every system."""
    left: int
    top: int
    right: int
    bottom: int


class CropConfig(JobConfig):
    """One cropping job. Paths are absolute."""

    title: ClassVar[Text] = Text("Cropping", "裁剪")

    folder: FileOrFolder = param(
        ..., "Pictures", "图片文件夹", zh="要裁剪的图片所在的文件夹，包括其中的子文件夹。原图不会被改动。"
    )
    """The folder with the pictures; folders inside it count too. The pictures themselves are never changed."""

    output: FileOrFolder = param(
        ..., "Output folder", "输出文件夹", zh="存放裁剪结果的文件夹；文件名与原图相同，标签文件一并复制。"
    )
    """Folder for what is cut out, under the names of the originals and with their captions."""

    pictures: list[str] = param(
        [], "Only these", "仅限这些图片", zh="只处理这些图片（相对于文件夹的路径）。留空：全部。"
    )
    """Only these pictures, as paths from the folder. Empty: all of them."""

    enable_bucket: bool = param(
        False,
        "Aspect-ratio buckets",
        "按分桶裁剪",
        zh="每张图片裁成训练时它所属分桶的尺寸，尽量保留画面。关闭：全部裁成同一尺寸。",
    )
    """Cut each picture to the bucket that training would give it, which keeps most of it. Off: all get one size."""

    size: str = param(
        "512x512",
        "Size",
        "尺寸",
        zh="所有图片裁成的尺寸（像素）：宽x高（512x768），或一个数字表示正方形。",
        only=BUCKETS_OFF,
        pattern=SIZE,
    )
    """Size of every picture in pixels: widthxheight (512x768), or one number for a square."""

    resolution: str = param(
        RUN["resolution"].default,
        "Resolution",
        "分辨率",
        zh="训练尺寸（像素）：一个数字（512）或“宽,高”。分桶只看总面积。",
        only=BUCKETS_ON,
        pattern=SIZE,
    )
    """Size to train at, in pixels: one number (512) or width,height. Of it the buckets take the area."""

    min_bucket_reso: int = param(
        RUN["min_bucket_reso"].default,
        "Shortest bucket side",
        "分桶最小边长",
        zh="分桶边长的下限（像素），与训练设置相同。",
        level="expert",
        only=BUCKETS_ON,
        ge=8,
        le=8192,
    )
    """Shortest side a bucket may have, in pixels; as in the run that will train."""

    max_bucket_reso: int = param(
        RUN["max_bucket_reso"].default,
        "Longest bucket side",
        "分桶最大边长",
        zh="分桶边长的上限（像素），与训练设置相同。",
        level="expert",
        only=BUCKETS_ON,
        ge=8,
        le=8192,
    )
    """Longest side a bucket may have, in pixels; as in the run that will train."""

    bucket_reso_steps: int = param(
        RUN["bucket_reso_steps"].default,
        "Bucket step",
        "分桶步长",
        zh="分桶边长是此数（像素）的倍数，与训练设置相同。",
        level="expert",
        only=BUCKETS_ON,
        ge=8,
        le=512,
        multiple_of=8,
    )
    """Bucket sides are multiples of this many pixels; as in the run that will train."""

    focus: Literal["focal", "face", "saliency", "entropy", "centre"] = param(
        "focal",
        "What to keep",
        "保留哪里",
        zh="要裁掉一部分时保留哪里：视觉焦点（有脸取脸，否则取显著处，再否则取细节最多处）；以脸为中心裁剪；显著处；细节"
        "最多处；正中。检测的是照片中的人脸；漫画脸多半认不出，请手动画框。",
        labels={
            "focal": Text("Focal point: face, else what stands out", "视觉焦点：脸，否则显著处"),
            "face": Text("Around the face", "以脸为中心"),
            "saliency": Text("What stands out", "显著处"),
            "entropy": Text("Most detail", "细节最多处"),
            "centre": Text("Centre", "正中"),
        },
    )
    """What is kept where something must be cut away: the focal point (a face, else what stands out, else most detail),
    a crop around the face, what stands out, most detail, or the centre. Faces are found in photographs; drawn ones
    mostly are not: draw a box there."""

    face_margin: float = param(
        0.75,
        "Room around the face",
        "脸周围的留白",
        zh="以脸为中心裁剪时，脸的四周留出几倍脸宽的画面。",
        only={"focus": ("face",)},
        ge=0,
        le=10,
    )
    """How much is kept on each side of the face, in widths of it."""

    boxes: list[ManualBox] = param([], "Boxes drawn by hand", "手动画的框", zh="个别图片改为裁剪到手动画的框内。")
    """For single pictures: the box of which as much as possible is kept, drawn by hand."""

    upscale: bool = param(
        False,
        "Enlarge small pictures",
        "放大小图",
        zh="小于目标尺寸的图片放大后使用（会变模糊）。关闭：不裁剪这些图片，并列出它们。",
    )
    """Enlarge pictures that are smaller than the size, which blurs them. Off: they are left out, and named."""

    split: bool = param(
        False,
        "Split long pictures",
        "切分过长的图片",
        zh="把过宽或过高的图片切成几张互相重叠的图片，而不是裁掉大部分。",
    )
    """Cut pictures that are too wide or too tall into several that overlap, instead of keeping one part."""

    split_ratio: float = param(
        1.75,
        "Split from",
        "切分阈值",
        zh="图片的长边是目标形状的几倍以上才切分（分桶时以正方形为准）。",
        level="expert",
        only=SPLIT,
        gt=1,
        le=100,
    )
    """A picture is split if it is at least this many times as long as the shape it is cut to (with buckets: a
    square)."""

    overlap: float = param(
        0.1,
        "Overlap",
        "重叠",
        zh="相邻两张至少重叠的部分（0 到 0.9，相对于一张的长度）。",
        level="expert",
        only=SPLIT,
        ge=0,
        le=0.9,
    )
    """Least part of each picture that its neighbour shows too, 0 to 0.9."""

    flip: bool = param(
        False,
        "Mirrored copies",
        "水平翻转副本",
        zh="为每张结果另存一张左右翻转的副本（名称以 -flip 结尾），标签相同。左右有别的题材不要用。",
    )
    """Write a mirrored copy beside each picture (its name ends in -flip), with the same caption. Wrong where left and
    right differ."""

    output_format: Literal["png", "jpeg", "webp"] = param(
        "png",
        "Format",
        "格式",
        zh="结果的图片格式。PNG 无损，与训练所读完全一致。",
        labels={"png": Text("PNG", "PNG"), "jpeg": Text("JPEG", "JPEG"), "webp": Text("WebP", "WebP")},
    )
    """Format of the result. PNG loses nothing."""

    quality: int = param(
        95,
        "Quality",
        "质量",
        zh="JPEG 或 WebP 的质量，1 到 100。WebP 取 100 时无损。",
        only={"output_format": ("jpeg", "webp")},
        ge=1,
        le=100,
    )
    """Quality of JPEG or WebP, 1 to 100. WebP loses nothing at 100."""

    keep_alpha: bool = param(
        False,
        "Keep transparency",
        "保留透明度",
        zh="保留透明度，作为训练时的遮罩。关闭：透明处填上背景色。JPEG 没有透明度。",
        only={"output_format": ("png", "webp")},
    )
    """Keep transparency, to serve as a mask in training. Off: transparent parts get the background colour. JPEG has
    no transparency."""

    background: str = param(
        "white",
        "Background",
        "背景色",
        zh="透明处的颜色：white（白）、black（黑）、grey（灰）或 #RRGGBB。",
        only={"keep_alpha": (False,)},
        pattern=COLOUR,
    )
    """Colour where the picture is transparent: white, black, grey or #RRGGBB."""

    workers: int | None = param(
        None,
        "Pictures at once",
        "同时处理的图片数",
        zh="同时处理几张图片。留空：每个处理器核心一张。",
        level="expert",
        ge=1,
        le=256,
    )
    """How many pictures are worked on at once. Empty: one for each processor core."""

    @classmethod
    def checked(cls, values: Mapping[str, Any]) -> Self:
        """As for every job; sizes and boxes that are impossible, and what contradicts itself, are wrong values too."""
        config = super().checked(values)
        problems = [*config._wrong_sizes(), *config._wrong_boxes()]
        if config.keep_alpha and config.output_format == "jpeg":
            problems.append(Problem("keep_alpha", _NO_ALPHA))
        if problems:
            raise InputError(problems)
        return config

    def target(self) -> tuple[int, int]:
        """(width, height) of `size`, or of `resolution` where there are buckets."""
        return width_and_height(self.resolution if self.enable_bucket else self.size)

    def box_of(self, picture: str) -> ManualBox | None:
        """The box that was drawn for a picture."""
        return next((box for box in self.boxes if box.picture == picture), None)

    def _wrong_sizes(self) -> list[Problem]:
        name = "resolution" if self.enable_bucket else "size"
        width, height = self.target()
        if not all(LEAST_SIDE <= side <= MOST_SIDE for side in (width, height)):
            text = _SIDES.format(name=name, width=width, height=height, least=LEAST_SIDE, most=MOST_SIDE)
            return [Problem(name, text)]
        if not self.enable_bucket:
            return []
        step = self.bucket_reso_steps
        if step**2 > width * height:
            return [Problem("bucket_reso_steps", _STEP.format(step=step, width=width, height=height))]
        return list(beyond_buckets((width, height), (self.min_bucket_reso, self.max_bucket_reso), step))

    def _wrong_boxes(self) -> list[Problem]:
        wrong = [box for box in self.boxes if not (0 <= box.left < box.right and 0 <= box.top < box.bottom)]
        return [Problem("boxes", _BOX.format(picture=box.picture)) for box in wrong]


def width_and_height(size: str) -> tuple[int, int]:
    """What `512`, `512x768` or `512,768` says; the pattern has been checked."""
    sides = [int(side) for side in re.findall("[0-9]+", size)]
    return sides[0], sides[-1]


PARAMETERS: Mapping[str, Parameter] = CropConfig.parameters()
"""Every parameter of a cropping job by name."""

_SIDES = Text(
    "{name} = {width}x{height} is impossible: sides are {least} to {most} pixels.",
    "{name} = {width}x{height} 不可用：边长应为 {least} 到 {most} 像素。",
)
_STEP = Text(
    "bucket_reso_steps = {step} is more than {width}x{height} allows: lower it.",
    "bucket_reso_steps = {step} 超过 {width}x{height} 所允许的值：请调低。",
)
_NO_ALPHA = Text(
    "JPEG has no transparency to keep: choose PNG or WebP, or switch keep_alpha off.",
    "JPEG 不能保留透明度：请改用 PNG 或 WebP，或关闭 keep_alpha。",
)
_BOX = Text(
    "The box of {picture} is empty or lies outside the picture: draw it again.",
    "{picture} 的框为空或在图片之外：请重新画框。",
)
