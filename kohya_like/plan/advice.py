"""The settings of a run for somebody who says only what should be learned, from how many pictures, and how well.

Each comes with its reason. Pure functions of a `Situation`: nothing here looks at files or at the machine.
"""

import math
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kohya_like.config.text import Text
from kohya_like.dataset.buckets import Size

Goal = Literal["character", "style", "object"]
Quality = Literal["quick", "good", "best"]

GIGABYTE = 10**9
TINY = 128
"""A base model made with smaller pictures than this (pixels of a side) is a toy: it learns in minutes on a CPU."""


@dataclass(frozen=True)
class Situation:
    """What is known before a run."""

    goal: Goal
    quality: Quality
    sizes: Sequence[Size]
    """(width, height) of every picture."""
    trigger: str
    class_word: str
    captions: Sequence[str] = ()
    """Of the pictures that have one."""
    longest_caption: int = 0
    """Tokens."""
    native: int = 512
    """Pixels of a side of the pictures that the base model was made with."""
    memory: int | None = None
    """Bytes of the GPU; None where the CPU trains."""
    per_epoch: int | None = None
    """Pictures an epoch takes, repeats included, where folders fix it already."""

    @property
    def subject(self) -> str:
        """Trigger word and class, as a caption begins."""
        return f"{self.trigger} {self.class_word}".strip()

    @property
    def is_tiny(self) -> bool:
        """Whether the base model is a toy."""
        return self.native <= TINY


@dataclass(frozen=True)
class Advice:
    """One setting. `name` is a parameter, or `repeats`, which is part of a folder's name."""

    name: str
    value: Any
    reason: Text


@dataclass(frozen=True)
class Length:
    """How long a run is: each picture `repeats` times in each of `epochs`."""

    repeats: int
    epochs: int


USES: dict[Goal, dict[Quality, int]] = {
    "character": {"quick": 700, "good": 1600, "best": 2800},
    "style": {"quick": 900, "good": 2400, "best": 4200},
    "object": {"quick": 600, "good": 1300, "best": 2200},
}
"""Pictures shown over a whole run, repeats included: what LoRAs of each kind on SD 1.x usually take."""

EPOCHS: dict[Quality, int] = {"quick": 5, "good": 10, "best": 14}
"""Into how many parts a run is divided: each ends with a file and a preview, of which the best is kept."""

MOST_EPOCHS = 100
TINY_USES: dict[Quality, int] = {"quick": 550, "good": 1100, "best": 2200}
TINY_EPOCHS = 5
TINY_BATCH = 8


def advise(situation: Situation) -> list[Advice]:
    """Every setting that differs from the defaults or matters much, in the order in which people think of them."""
    parts = (_length, _pictures, _captions, _network, _rates, _memory, _files)
    return [each for part in parts for each in part(situation)]


def length(situation: Situation) -> Length:
    """Repeats and epochs, so that the pictures are shown about as often as the goal takes."""
    wanted = TINY_USES[situation.quality] if situation.is_tiny else USES[situation.goal][situation.quality]
    epochs = TINY_EPOCHS if situation.is_tiny else EPOCHS[situation.quality]
    if situation.per_epoch is not None:
        return Length(1, min(MOST_EPOCHS, max(1, round(wanted / situation.per_epoch))))
    count = max(1, len(situation.sizes))
    repeats = max(1, round(wanted / (count * epochs)))
    return Length(repeats, max(1, round(wanted / (count * repeats))))


def batch_size(situation: Situation) -> int:
    """Pictures in a step: what fits into memory, and no more than there are."""
    if situation.is_tiny:
        return min(TINY_BATCH, max(1, len(situation.sizes)))
    memory = situation.memory or 0
    fits = 4 if memory >= 16 * GIGABYTE else 2 if memory >= 10 * GIGABYTE else 1
    return min(fits, max(1, len(situation.sizes)))


def resolution(situation: Situation) -> int:
    """Pixels of a side; above the base model's own only for the best quality, from pictures that have the detail."""
    larger = situation.native * 3 // 2
    detailed = statistics.median(math.sqrt(w * h) for w, h in situation.sizes) >= larger if situation.sizes else False
    roomy = (situation.memory or 0) >= 10 * GIGABYTE
    return larger if situation.quality == "best" and detailed and roomy and not situation.is_tiny else situation.native


def are_tags(captions: Sequence[str]) -> bool:
    """Whether most captions are lists of tags rather than sentences: several short pieces between commas."""
    lists = [caption for caption in captions if _is_tag_list(caption)]
    return len(lists) * 2 > len(captions)


def uses_booru_words(situation: Situation) -> bool:
    """Whether class or captions speak the language of booru tags (`1girl`), as anime models do."""
    return any(BOORU.search(text) for text in (situation.class_word, *situation.captions))


BOORU = re.compile(r"\b\d\+?(girl|boy|other)s?\b")


def _is_tag_list(caption: str) -> bool:
    tags = [tag.strip() for tag in caption.split(",") if tag.strip()]
    return len(tags) >= 3 and sum(len(tag.split()) for tag in tags) / len(tags) <= 3.5


def _length(situation: Situation) -> Iterator[Advice]:
    found = length(situation)
    if situation.per_epoch is None:
        yield Advice("repeats", found.repeats, _REPEATS.format(count=len(situation.sizes), epochs=found.epochs))
    yield Advice("max_train_epochs", found.epochs, _TINY_EPOCHS if situation.is_tiny else _EPOCHS)
    batch = batch_size(situation)
    reason = _TINY_BATCH if situation.is_tiny else _BATCH if batch > 1 else _BATCH_OF_ONE
    yield Advice("train_batch_size", batch, reason)


def _pictures(situation: Situation) -> Iterator[Advice]:
    side = resolution(situation)
    reason = _NATIVE if side == situation.native else _LARGER
    yield Advice("resolution", str(side), reason.format(native=situation.native, side=side))
    if situation.is_tiny:
        yield Advice("min_bucket_reso", side, _TINY_BUCKETS)
        yield Advice("max_bucket_reso", 2 * side, _TINY_BUCKETS)
    small = sum(width * height < side * side for width, height in situation.sizes)
    if small and not situation.is_tiny:
        yield Advice("bucket_no_upscale", True, _SMALL.format(count=small, side=side))


def _captions(situation: Situation) -> Iterator[Advice]:
    if situation.captions and are_tags(situation.captions):
        yield Advice("shuffle_caption", True, _SHUFFLE)
        yield Advice("keep_tokens", 1, _KEEP.format(trigger=situation.trigger))
    if situation.goal == "style" and situation.captions:
        yield Advice("caption_dropout_rate", 0.05, _DROPOUT)
    if situation.longest_caption > 75:
        limit = 150 if situation.longest_caption <= 150 else 225
        yield Advice("max_token_length", limit, _LONG.format(tokens=situation.longest_caption))
    if uses_booru_words(situation) and not situation.is_tiny:
        yield Advice("clip_skip", 2, _CLIP_SKIP)


RANKS: dict[Goal, dict[Quality, int]] = {
    "character": {"quick": 8, "good": 16, "best": 32},
    "style": {"quick": 16, "good": 32, "best": 32},
    "object": {"quick": 8, "good": 8, "best": 16},
}


def _network(situation: Situation) -> Iterator[Advice]:
    if situation.is_tiny:
        yield Advice("network_dim", 16, _TINY_RANK)
        yield Advice("network_alpha", 16.0, _TINY_ALPHA)
        return
    if situation.goal == "style":
        yield Advice("network_type", "locon", _LOCON)
    rank = RANKS[situation.goal][situation.quality]
    yield Advice("network_dim", rank, _RANK[situation.goal])
    yield Advice("network_alpha", rank / 2, _ALPHA)


def _rates(situation: Situation) -> Iterator[Advice]:
    if situation.is_tiny:
        yield Advice("learning_rate", 3e-3, _TINY_RATE)
        yield Advice("lr_scheduler", "cosine", _COSINE)
        yield Advice("lr_warmup_steps", 0.05, _WARM_UP)
        return
    batch = batch_size(situation)
    quick = situation.quality == "quick"
    unet = _rounded((2e-4 if quick else 1e-4) * math.sqrt(batch))
    yield Advice("unet_lr", unet, (_UNET_QUICK if quick else _UNET).format(scaled=_scaled(batch)))
    share, reason = (4, _TEXT_STYLE) if situation.goal == "style" else (2, _TEXT)
    yield Advice("text_encoder_lr", _rounded(unet / share), reason)
    yield Advice("lr_scheduler", "cosine", _COSINE)
    yield Advice("lr_warmup_steps", 0.05, _WARM_UP)
    yield Advice("min_snr_gamma", 5.0, _MIN_SNR)
    yield Advice("noise_offset", 0.03, _NOISE_OFFSET)


def _memory(situation: Situation) -> Iterator[Advice]:
    if situation.memory is not None and situation.memory < 8 * GIGABYTE and not situation.is_tiny:
        yield Advice("gradient_checkpointing", True, _CHECKPOINTING)


def _files(situation: Situation) -> Iterator[Advice]:
    yield Advice("save_every_n_epochs", 1, _SAVES)
    yield Advice("sample_prompts", preview_prompts(situation), _PROMPTS)
    yield Advice("sample_every_n_epochs", 1, _PREVIEWS)
    yield Advice("sample_at_first", True, _FIRST)


def preview_prompts(situation: Situation) -> list[str]:
    """What is drawn after each epoch: what is learned, the same elsewhere, and something without the trigger word."""
    subject = situation.subject
    if situation.is_tiny:  # It knows emoji on plain colours.
        texts, drawing = (subject, f"{subject} on a blue background", situation.class_word), "--s 12 --l 3 --d 1"
    else:
        texts, drawing = _scenes(situation), "--n lowres, blurry, bad anatomy --s 25 --l 7 --d 1"
    return [f"{text} {drawing}" for text in texts if text]


def _scenes(situation: Situation) -> tuple[str, str, str]:
    subject = situation.subject
    if situation.goal == "style":
        portrait = "a portrait of a woman"
        return f"{subject}, {portrait}", f"{subject}, a landscape with a river", portrait
    return subject, f"{subject}, on a beach", situation.class_word


def _scaled(batch: int) -> Text:
    return Text("", "") if batch == 1 else _SCALED.format(batch=batch)


def _rounded(rate: float) -> float:
    """To two digits, as people write learning rates."""
    return float(f"{rate:.1e}")


_REPEATS = Text(
    "With {count} pictures, this makes {epochs} epochs of a handy length. It stands before the folder's name.",
    "共 {count} 张图片，这样分成的 {epochs} 轮长度合适。它写在文件夹名的最前面。",
)
_EPOCHS = Text(
    "Each epoch ends with a file and previews, so that the best one can be picked afterwards.",
    "每轮结束时保存一个文件并绘制预览，事后可以挑选最好的一轮。",
)
_TINY_EPOCHS = Text(
    "The demo model is tiny and learns in minutes. Each epoch ends with a file and previews.",
    "演示模型很小，几分钟就能学会。每轮结束时保存一个文件并绘制预览。",
)
_BATCH = Text(
    "Fits into this GPU's memory; several pictures in a step learn more steadily.",
    "适合这块显卡的显存；每步多张图片，学习更平稳。",
)
_BATCH_OF_ONE = Text(
    "One picture in a step takes the least memory and suits small data sets.", "每步一张最省显存，适合小数据集。"
)
_TINY_BATCH = Text(
    "The demo model's pictures are so small that several cost hardly more than one.",
    "演示模型的图片很小，每步多张几乎不增加耗时。",
)
_NATIVE = Text(
    "The base model was made with {native} pixel pictures and draws best at that size.",
    "底模使用 {native} 像素的图片训练而成，在该尺寸下效果最好。",
)
_LARGER = Text(
    "The pictures have more detail than the base model's {native} pixels, and the GPU has room: {side} keeps it.",
    "图片细节多于底模的 {native} 像素，显存也够用：用 {side} 可保留细节。",
)
_TINY_BUCKETS = Text("The demo model knows this size only.", "演示模型只适用于这个尺寸。")
_SMALL = Text(
    "Of the pictures {count} are smaller than {side}x{side}: enlarging them would teach blur.",
    "有 {count} 张图片小于 {side}x{side}：放大会让模型学到模糊。",
)
_SHUFFLE = Text(
    "The captions are tags: in random order, each is learned for itself.",
    "标签是逗号分隔的词：打乱顺序后，每个标签会被单独学习。",
)
_KEEP = Text('The trigger word "{trigger}" stays in front.', "触发词“{trigger}”始终保持在最前面。")
_DROPOUT = Text(
    "A few steps without any words teach what all pictures have in common: the style.",
    "少量步骤不带文字，可学到所有图片的共同点：画风。",
)
_LONG = Text(
    "The longest caption has {tokens} tokens; of these, 75 would be read by default.",
    "最长的标签有 {tokens} 个 token，默认只读取前 75 个。",
)
_CLIP_SKIP = Text(
    "Tags such as 1girl are the language of anime models, which are used with clip skip 2.",
    "1girl 一类的标签用于动漫底模，这类底模通常使用 clip skip 2。",
)
_TINY_RANK = Text("Enough for one subject in the demo model.", "足够让演示模型学会一个主体。")
_TINY_ALPHA = Text("Equal to the rank: full strength, for a short run.", "与秩相等：全强度，适合短时间训练。")
_LOCON = Text(
    "Brushwork and texture live in the convolutions, which LoCon trains too.",
    "笔触与质感主要由卷积层决定，LoCon 会一并训练卷积层。",
)
_RANK: dict[Goal, Text] = {
    "character": Text(
        "Enough for a face and its clothes; much more learns the backgrounds as well.",
        "足以学会面貌和服装；再大就会连背景一起学进去。",
    ),
    "style": Text(
        "A style changes everything in a picture, which takes more room.", "画风影响画面的一切，需要更大的容量。"
    ),
    "object": Text("A thing has less variety than a person: small and precise.", "物体的变化少于人物：小而精确。"),
}
_ALPHA = Text("Half of the rank, for which the learning rates below are meant.", "取秩的一半，下面的学习率与之相配。")
_TINY_RATE = Text("A tiny model takes, and needs, large steps.", "很小的模型可以、也需要较大的学习率。")
_UNET = Text("The usual rate for LoRA{scaled}.", "LoRA 的常用学习率{scaled}。")
_UNET_QUICK = Text(
    "Twice the usual rate{scaled}, since the run is short: a little less precise.",
    "训练较短，因此用两倍的常用学习率{scaled}：精度略低。",
)
_SCALED = Text(
    ", times the square root of the {batch} pictures in a step", "，并按每步 {batch} 张图片换算（乘以其平方根）"
)
_TEXT = Text(
    "Half of the U-Net's: the text encoder learns the trigger word, and overfits sooner.",
    "U-Net 的一半：文本编码器负责学会触发词，也更容易过拟合。",
)
_TEXT_STYLE = Text(
    "A quarter of the U-Net's: a style is how things look, hardly what they are called.",
    "U-Net 的四分之一：画风关乎外观，与名称关系不大。",
)
_COSINE = Text(
    "Large steps first, fine ones at the end; no moment to stop needs to be guessed.",
    "开始大步，最后小步；不必猜测何时停止。",
)
_WARM_UP = Text("The first 5 % rise slowly, so that the start breaks nothing.", "前 5% 缓慢升高，避免开头破坏底模。")
_MIN_SNR = Text(
    "Steps that are nearly free of noise count less, which converges faster; 5 is the paper's value.",
    "降低几乎无噪声的时间步的权重，收敛更快；5 是论文推荐值。",
)
_NOISE_OFFSET = Text("A little lets very dark and very bright pictures be learned.", "少量即可学会很暗和很亮的画面。")
_CHECKPOINTING = Text("Your GPU has less than 8 GB: slower, but it fits.", "显存不足 8 GB：速度稍慢，但放得下。")
_SAVES = Text(
    "Every epoch's file is kept, to compare them and take the best.", "保留每轮的文件，便于比较并选出最好的。"
)
_PROMPTS = Text(
    "What is learned, the same somewhere else, and one without the trigger word, which should stay as it was.",
    "学习的内容、换个场景的同一内容，以及一条不含触发词的提示词（它应保持不变）。",
)
_PREVIEWS = Text("You see it learn, and when it has learned enough.", "可以看到学习的过程，以及何时已经学够。")
_FIRST = Text("For comparison: what the base model draws before.", "用于对比：底模在训练前画出的结果。")
