"""Epochs take every picture as often as promised, in batches of one size."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.dataset.batches import Item, batch_count, epoch_batches, items_of, steps_per_epoch
from kohya_like.dataset.buckets import Buckets, Size
from tests.dataset.making import make_subset, same_size

BUCKETS = Buckets(lambda size: (size, size))
SIZES = st.sampled_from([(64, 64), (64, 128), (128, 64)])
SUBSETS = st.lists(st.tuples(st.integers(1, 5), st.lists(SIZES, min_size=1, max_size=6)), min_size=1, max_size=3)
PICTURES = st.lists(st.tuples(SIZES, st.integers(1, 7)), min_size=1, max_size=12)


def items(pictures: list[tuple[Size, int]]) -> list[Item]:
    subsets = [make_subset(repeats, [size], name=str(place)) for place, (size, repeats) in enumerate(pictures)]
    return items_of(subsets, [], BUCKETS)


@given(PICTURES, st.integers(1, 5), st.integers(0, 2**32 - 1), st.integers(1, 1000))
def test_an_epoch_takes_every_item_exactly_repeats_times(
    pictures: list[tuple[Size, int]], batch_size: int, seed: int, epoch: int
) -> None:
    every = items(pictures)
    batches = epoch_batches(every, batch_size, seed, epoch)
    assert Counter(item.index for batch in batches for item in batch) == {item.index: item.repeats for item in every}
    assert all(len({item.fit.bucket for item in batch}) == 1 for batch in batches)
    assert all(1 <= len(batch) <= batch_size for batch in batches)
    assert len(batches) == batch_count(every, batch_size)
    assert epoch_batches(every, batch_size, seed, epoch) == batches


def order(every: list[Item], seed: int, epoch: int) -> list[int]:
    return [item.index for (item,) in epoch_batches(every, 1, seed, epoch)]


def test_every_epoch_and_seed_has_an_order_of_its_own() -> None:
    every = items([((64, 64), 1)] * 20)
    orders = {tuple(order(every, seed, epoch)) for seed in (1, 2) for epoch in (1, 2)}
    assert len(orders) == 4


def test_the_order_is_the_same_in_every_process_and_release() -> None:
    # A changed order would make a resumed run repeat some pictures and miss others.
    assert order(items([((64, 64), 1)] * 8), seed=42, epoch=1) == [7, 3, 1, 6, 5, 2, 0, 4]


def test_steps_gather_batches_and_the_last_one_may_be_smaller() -> None:
    every = items([((64, 64), 5), ((64, 128), 4)])
    assert batch_count(every, 2) == 3 + 2
    assert [steps_per_epoch(every, 2, accumulation) for accumulation in (1, 2, 5, 6)] == [5, 3, 1, 1]


def evened_as_in_sd_scripts(repeats: list[int], total: int) -> dict[int, int]:
    """Their procedure, step by step: each picture with its repeats, then one more use each in turn, until `total`."""
    used: dict[int, int] = {}
    count, first = 0, True
    while repeats and count < total:
        for place, own in enumerate(repeats):
            used[place] = used.get(place, 0) + (own if first else 1)
            count += own if first else 1
            if count >= total:
                break
        first = False
    return used


@given(SUBSETS, SUBSETS)
def test_regularisation_pictures_are_evened_out_as_in_sd_scripts(
    train: list[tuple[int, list[Size]]], reg: list[tuple[int, list[Size]]]
) -> None:
    train_subsets = [make_subset(repeats, sizes, f"t{place}") for place, (repeats, sizes) in enumerate(train)]
    reg_subsets = [make_subset(repeats, sizes, f"r{place}", is_reg=True) for place, (repeats, sizes) in enumerate(reg)]
    every = items_of(train_subsets, reg_subsets, BUCKETS)
    trained = [item for item in every if not item.subset.is_reg]
    total = sum(item.repeats for item in trained)
    assert [item.repeats for item in trained] == [repeats for repeats, sizes in train for _ in sizes]
    expected = evened_as_in_sd_scripts([repeats for repeats, sizes in reg for _ in sizes], total)
    assert [item.repeats for item in every[len(trained) :]] == list(expected.values())
    assert [item.index for item in every] == list(range(len(every)))


def test_every_picture_without_a_bucket_is_named() -> None:
    rule = Buckets.from_config(RunConfig.model_validate({"dataset": {"bucket_no_upscale": True}}))
    subset = make_subset(1, [(512, 512), (10, 512), (512, 20)])
    with pytest.raises(InputError) as raised:
        items_of([subset], [], rule)
    sentences = [problem.text.en for problem in raised.value.problems]
    assert [str(Path("train/1_cat/1.png")) in sentences[0], str(Path("train/1_cat/2.png")) in sentences[1]] == [
        True
    ] * 2
    assert len(sentences) == 2 and "(10x512)" in sentences[0]


def test_items_carry_their_fit() -> None:
    (item,) = items([((64, 128), 3)])
    assert (item.fit, item.repeats) == (same_size((64, 128)), 3)
