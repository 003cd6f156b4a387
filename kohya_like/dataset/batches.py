"""Which pictures an epoch takes, and in which batches."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.run import RunConfig
from kohya_like.dataset.buckets import Buckets, Fit, Unfit
from kohya_like.dataset.chance import Place
from kohya_like.dataset.folders import Picture, Subset


@dataclass(frozen=True)
class Item:
    """One picture of a run."""

    index: int
    """Its place among all items of the run."""
    picture: Picture
    subset: Subset
    fit: Fit
    repeats: int
    """How often an epoch takes it; for regularisation pictures after evening out."""


def items_of(train: Sequence[Subset], reg: Sequence[Subset], buckets: Buckets) -> list[Item]:
    """Every picture that an epoch takes, in stable order; regularisation pictures as often as training ones in all.

    Raises InputError naming each picture that no bucket fits.
    """
    trained = _uses(train)
    used = trained + _evened(_uses(reg), total=sum(repeats for _, _, repeats in trained))
    items: list[Item] = []
    problems: list[Problem] = []
    for subset, picture, repeats in used:
        try:
            items.append(Item(len(items), picture, subset, buckets.fit(picture.size), repeats))
        except Unfit as error:
            width, height = picture.size
            text = error.text.format(path=picture.path, width=width, height=height)
            problems.append(Problem("dataset.reg_data_dir" if subset.is_reg else "dataset.train_data_dir", text))
    if problems:
        raise InputError(problems)
    return items


def epoch_batches(items: Sequence[Item], batch_size: int, seed: int, epoch: int) -> list[list[Item]]:
    """The batches of one epoch: each item `repeats` times, only one bucket in a batch, all in random order.

    A pure function of its arguments, so that a resumed run meets the same batches.
    """
    random = Random(f"{seed} order {epoch}")
    batches = []
    for members in _by_bucket(items).values():
        random.shuffle(members)
        batches += [members[start : start + batch_size] for start in range(0, len(members), batch_size)]
    random.shuffle(batches)
    return batches


def epoch_steps(items: Sequence[Item], config: RunConfig, epoch: int) -> list[list[list[Item]]]:
    """An epoch's batches, gathered into optimizer steps; the last step may have fewer."""
    batches = epoch_batches(items, config.train.train_batch_size, config.train.seed, epoch)
    size = config.batches_per_step()
    return [batches[start : start + size] for start in range(0, len(batches), size)]


def places_of(step: Sequence[Sequence[Item]]) -> list[list[Place]]:
    """The place of every picture of a step, batch by batch."""
    seen: Counter[int] = Counter()

    def next_place(item: Item) -> Place:
        seen[item.index] += 1
        return item.index, seen[item.index] - 1

    return [[next_place(item) for item in items] for items in step]


def batch_count(items: Sequence[Item], batch_size: int) -> int:
    """Batches of one epoch; each bucket may end with a smaller one."""
    return sum(math.ceil(count / batch_size) for count in bucket_counts(items).values())


def steps_per_epoch(items: Sequence[Item], batch_size: int, batches_per_step: int) -> int:
    """Optimizer steps of one epoch, each from `batches_per_step` batches; the last may have fewer."""
    return math.ceil(batch_count(items, batch_size) / batches_per_step)


def bucket_counts(items: Sequence[Item]) -> Counter[tuple[int, int]]:
    """How many pictures, repeats included, an epoch takes from each bucket (width, height)."""
    counts: Counter[tuple[int, int]] = Counter()
    for item in items:
        counts[item.fit.bucket] += item.repeats
    return counts


def evened(repeats: Sequence[int], total: int) -> list[int]:
    """How often an epoch takes each regularisation picture, given the repeats of each: until they make `total`.

    When all are taken and it is not reached, once more in turn. As in sd-scripts, the last one taken keeps all its
    repeats, so that the sum may lie above `total`; those after it are not taken.
    """
    taken: list[int] = []
    missing = total
    for count in repeats:
        if missing <= 0:
            break
        taken.append(count)
        missing -= count
    extra = max(0, missing)
    more = [extra // len(taken) + (place < extra % len(taken)) for place in range(len(taken))]
    return [count + add for count, add in zip(taken, more, strict=True)] + [0] * (len(repeats) - len(taken))


Use = tuple[Subset, Picture, int]
"""A picture of a subset, and how often an epoch takes it."""


def _uses(subsets: Sequence[Subset]) -> list[Use]:
    return [(subset, picture, subset.repeats) for subset in subsets for picture in subset.pictures]


def _evened(reg: list[Use], total: int) -> list[Use]:
    counts = evened([repeats for _, _, repeats in reg], total)
    return [(subset, picture, count) for (subset, picture, _), count in zip(reg, counts, strict=True) if count]


def _by_bucket(items: Sequence[Item]) -> dict[tuple[int, int], list[Item]]:
    groups: defaultdict[tuple[int, int], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.fit.bucket] += [item] * item.repeats
    return groups
