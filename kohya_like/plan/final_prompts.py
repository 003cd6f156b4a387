"""What training will see of captions: the very texts of the steps that take a picture, from the functions it calls."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from kohya_like.config.problems import Problem
from kohya_like.config.run import RunConfig
from kohya_like.dataset.batches import Item, epoch_steps, items_of, places_of
from kohya_like.dataset.buckets import Buckets
from kohya_like.dataset.captions import caption_at
from kohya_like.dataset.chance import Place
from kohya_like.dataset.folders import Subset, read_pictures, read_subsets
from kohya_like.dataset.layout import is_subset, repeats_and_words
from kohya_like.dataset.listing import Listing
from kohya_like.dataset.place import Place as Pictures
from kohya_like.dataset.tokens import cut_at, token_count


@dataclass(frozen=True)
class Drawn:
    """The text of a picture in one step."""

    step: int
    """Counted from 1."""
    epoch: int
    """Counted from 1."""
    text: str
    tokens: int
    cut: str
    """The end of the text that is not read, for it lies beyond max_token_length."""


@dataclass(frozen=True)
class Rehearsal:
    """The pictures of a folder as a run would take them."""

    config: RunConfig
    items: list[Item]
    problems: list[Problem]
    laid_out: bool
    """Whether the folder is one that a run can be given. Otherwise each folder in it is taken once per epoch, or as
    often as its name says, and the steps of the real run will be others."""

    def draws(self, paths: Collection[Path], wanted: int) -> dict[Path, list[Drawn]]:
        """The texts of these pictures in the first steps that take them, at most `wanted` of each."""
        pictures = [item for item in self.items if item.picture.path in paths and not item.subset.is_reg]
        uses = _first_uses(self.items, self.config, {item.index for item in pictures}, wanted)
        return {item.picture.path: [self._drawn(item, *use) for use in uses[item.index]] for item in pictures}

    def _drawn(self, item: Item, step: int, epoch: int, place: Place) -> Drawn:
        text = caption_at(item.picture.caption, self.config, (step, epoch), place)
        _, cut = cut_at(text, self.config.model.max_token_length)
        return Drawn(step + 1, epoch, text, token_count(text), cut)


def rehearse(config: RunConfig, folder: Path, words: str | None = None) -> Rehearsal:
    """A run's own pictures, or those of another folder with the settings of that run.

    `words` are the caption of pictures without one where the folder is not laid out; else its name has them. Raises
    InputError for a folder that cannot be listed and for pictures that no bucket fits.
    """
    listings = Pictures(folder).listings
    laid_out = any(is_subset(listing) for listing in listings if listing.folder.parent == folder)
    if laid_out:
        train, problems = read_subsets(folder, config.caption, is_reg=False)
    else:
        train, problems = _as_they_lie(config, listings, words)
    given = config.dataset
    own = given.train_data_dir is not None and given.train_data_dir.resolve() == folder.resolve()
    reg = read_subsets(given.reg_data_dir, config.caption, is_reg=True)[0] if own and given.reg_data_dir else []
    return Rehearsal(config, items_of(train, reg, Buckets.from_config(config)), problems, laid_out)


def _as_they_lie(
    config: RunConfig, listings: Sequence[Listing], words: str | None
) -> tuple[list[Subset], list[Problem]]:
    subsets, problems = [], []
    for listing in listings:
        repeats, named = repeats_and_words(listing.folder)
        pictures, found = read_pictures(listing, config.caption, words or named)
        problems += found
        subsets.append(Subset(listing.folder, repeats or 1, words or named, False, tuple(pictures)))
    return subsets, problems


Use = tuple[int, int, Place]
"""A step (counted from 0), its epoch (from 1), and the place of a picture in it."""


def _first_uses(items: Sequence[Item], config: RunConfig, wanted: set[int], most: int) -> dict[int, list[Use]]:
    """The first `most` uses of items by their index. Every epoch takes each item, so that no more epochs are needed."""
    found: dict[int, list[Use]] = {index: [] for index in wanted}
    step = count()
    for epoch in range(1, most + 1):
        for group in epoch_steps(items, config, epoch):
            now = next(step)
            for place in (place for batch in places_of(group) for place in batch):
                if place[0] in found and len(found[place[0]]) < most:
                    found[place[0]].append((now, epoch, place))
    return found
