"""A caption as it is trained at one step: surrounded, left out, shuffled, thinned."""

from random import Random

from kohya_like.config.sections.dataset import Caption


def whole_caption(caption: str, options: Caption) -> str:
    """The caption between prefix and suffix; of several lines, only the first is ever used (as in sd-scripts)."""
    parts = (options.caption_prefix, caption, options.caption_suffix)
    return " ".join(part for part in parts if part is not None).split("\n")[0]


def vary_caption(caption: str, options: Caption, epoch: int, random: Random) -> str:
    """The caption for one step of an epoch (counted from 1).

    Draws from `random` in the order of sd-scripts' `process_caption`, so that equal seeds give equal captions: one for
    the whole caption, one shuffle, one for each tag that may be left out; only those that the options ask for.
    """
    if _is_left_out(options, epoch, random):
        return ""
    whole = whole_caption(caption, options)
    if not options.shuffle_caption and options.caption_tag_dropout_rate == 0:
        return whole
    tags = [tag.strip() for tag in whole.strip().split(options.caption_separator)]
    kept, free = tags[: options.keep_tokens], tags[options.keep_tokens :]
    if options.shuffle_caption:
        random.shuffle(free)
    return ", ".join(kept + _thinned(free, options.caption_tag_dropout_rate, random))


def _is_left_out(options: Caption, epoch: int, random: Random) -> bool:
    by_chance = options.caption_dropout_rate > 0 and random.random() < options.caption_dropout_rate
    every = options.caption_dropout_every_n_epochs
    return by_chance or (every > 0 and epoch % every == 0)


def _thinned(tags: list[str], rate: float, random: Random) -> list[str]:
    return [tag for tag in tags if random.random() >= rate] if rate > 0 else tags
