"""A caption as it is trained at one step: surrounded, left out, its wildcards chosen, shuffled, thinned."""

import re
from collections.abc import Callable
from functools import partial
from random import Random

from kohya_like.config.run import RunConfig
from kohya_like.config.sections.dataset import Caption
from kohya_like.dataset.chance import Place, python_random_of

Choose = Callable[[list[str]], str]
"""Takes one of several texts."""

LINE_END = re.compile(r"\r\n|\r|\n")
WILDCARD = re.compile(r"\{([^}]+)\}")
BRACES = {"{{": "\ufdd0", "}}": "\ufdd1"}
"""Doubled braces stand for themselves; these two code points, which no text may hold, keep their places meanwhile."""

EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Kana, Chinese characters and Hangul: CLIP was trained on English and has words for next to none of them."""

TAG_JOIN = ", "
"""Between tags that were taken apart, whatever separated them before (as in sd-scripts)."""

longest: Choose = partial(max, key=len)


def used_lines(text: str, options: Caption) -> str:
    """What of a caption file's text is used: its first line, with wildcards every line that is not empty."""
    lines = [line.strip() for line in LINE_END.split(text.strip())]
    return "\n".join(filter(None, lines)) if options.enable_wildcard else lines[0]


def whole_caption(caption: str, options: Caption, choose: Choose = longest) -> str:
    """The caption between prefix and suffix, on one line: of several lines the first, with wildcards one of them.

    As in sd-scripts, the prefix belongs to the first line and the suffix to the last.
    """
    parts = (options.caption_prefix, caption, options.caption_suffix)
    lines = " ".join(part for part in parts if part is not None).split("\n")
    if not options.enable_wildcard:
        return lines[0]
    return _chosen(choose(lines) if len(lines) > 1 else lines[0], choose)


def vary_caption(caption: str, options: Caption, epoch: int, random: Random) -> str:
    """The caption for one step of an epoch (counted from 1).

    Draws from `random` in the order of sd-scripts' `process_caption`, so that equal seeds give equal captions: one for
    the whole caption, one for the line and for each wildcard, one shuffle, one for each tag that may be left out; only
    those that the options ask for.
    """
    if _is_left_out(options, epoch, random):
        return ""
    whole = whole_caption(caption, options, random.choice)
    if options.shuffle_caption or options.caption_tag_dropout_rate > 0:
        before, free, after = _taken_apart(whole, options)
        if options.shuffle_caption:
            random.shuffle(free)
        whole = TAG_JOIN.join([*before, *_thinned(free, options.caption_tag_dropout_rate, random), *after])
    if options.secondary_separator is not None:
        whole = whole.replace(options.secondary_separator, options.caption_separator)
    return whole


def caption_at(caption: str, config: RunConfig, step: tuple[int, int], place: Place) -> str:
    """The caption that a picture at this place has in a step: (index counted from 0, epoch counted from 1)."""
    index, epoch = step
    chance = python_random_of(config.train.seed, "caption", index, *place)
    return vary_caption(caption, config.caption, epoch, chance)


def _is_left_out(options: Caption, epoch: int, random: Random) -> bool:
    by_chance = options.caption_dropout_rate > 0 and random.random() < options.caption_dropout_rate
    every = options.caption_dropout_every_n_epochs
    return by_chance or (every > 0 and epoch % every == 0)


def _chosen(line: str, choose: Choose) -> str:
    """The line with one of the texts in each pair of braces, `{red|green|blue}`."""
    for doubled, mark in BRACES.items():
        line = line.replace(doubled, mark)
    line = WILDCARD.sub(lambda found: choose(found[1].split("|")), line)
    for doubled, mark in BRACES.items():
        line = line.replace(mark, doubled[0])
    return line


def _taken_apart(whole: str, options: Caption) -> tuple[list[str], list[str], list[str]]:
    """The tags that stay in front, those that may move or go, and those that stay at the end."""
    separator = options.caption_separator
    parts = whole.split(options.keep_tokens_separator, 2) if options.keep_tokens_separator else [whole]
    if len(parts) > 1:
        before, free, *after = ([tag.strip() for tag in part.split(separator) if tag.strip()] for part in parts)
        return before, free, after[0] if after else []
    tags = [tag.strip() for tag in whole.strip().split(separator)]
    return tags[: options.keep_tokens], tags[options.keep_tokens :], []


def _thinned(tags: list[str], rate: float, random: Random) -> list[str]:
    return [tag for tag in tags if random.random() >= rate] if rate > 0 else tags
