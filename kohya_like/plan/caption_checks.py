"""Captions that training reads only in part, or not at all."""

from collections.abc import Iterator, Sequence

from kohya_like.config.problems import Problem
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.dataset.captions import EAST_ASIAN, whole_caption
from kohya_like.dataset.folders import Picture
from kohya_like.dataset.listing import some_names
from kohya_like.dataset.tokens import token_count


def caption_problems(config: RunConfig, pictures: Sequence[Picture]) -> Iterator[Problem]:
    """What is wrong with the captions as texts."""
    foreign = [picture for picture in pictures if EAST_ASIAN.search(picture.caption)]
    if foreign:
        text = Text(
            "Captions in Chinese, Japanese or Korean: {count} ({names}); CLIP reads only English, so translate them.",
            "含中文、日文或韩文的标签：{count} 个（{names}）；CLIP 只懂英文，请改用英文。",
        )
        yield Problem("dataset.train_data_dir", text.format(**_counted(foreign)), "warning")
    caption = config.caption
    several = [picture for picture in pictures if "\n" in picture.caption]
    if several and (caption.caption_prefix or caption.caption_suffix):
        text = Text(
            "Captions of several lines: {count} ({names}); caption_prefix stands only on the first line and "
            "caption_suffix on the last, so write them into the captions.",
            "多行标签：{count} 个（{names}）；caption_prefix 只加在第一行，caption_suffix 只加在最后一行，"
            "请把它们直接写进标签。",
        )
        yield Problem("caption.enable_wildcard", text.format(**_counted(several)), "warning")
    limit = config.model.max_token_length
    long = [picture for picture in pictures if token_count(whole_caption(picture.caption, caption)) > limit]
    if long:
        text = Text(
            "Captions longer than {limit} tokens: {count} ({names}); what follows is cut off, so shorten them or raise "
            "max_token_length.",
            "超过 {limit} 个 token 的标签：{count} 个（{names}）；超出部分会被截断，请缩短它们或调高 "
            "max_token_length。",
        )
        yield Problem("model.max_token_length", text.format(limit=limit, **_counted(long)), "warning")


def _counted(pictures: Sequence[Picture]) -> dict[str, object]:
    return {"count": len(pictures), "names": some_names([picture.path for picture in pictures])}
