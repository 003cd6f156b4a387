"""Steps, saves and previews fall where the trainer will meet them."""

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.run import RunConfig
from kohya_like.dataset.batches import Item, epoch_batches, items_of
from kohya_like.dataset.buckets import Buckets
from kohya_like.plan.times import idle_processes, times_of
from tests.dataset.making import make_subset

EVERY = st.none() | st.integers(1, 12)


def items(wide: int, tall: int) -> list[Item]:
    subset = make_subset(1, [(128, 64)] * wide + [(64, 128)] * tall)
    return items_of([subset], [], Buckets(lambda size: (size, size)))


def run(**sections: Mapping[str, object]) -> RunConfig:
    return RunConfig.model_validate(sections)


def test_a_run_is_ten_epochs_unless_told_otherwise() -> None:
    times = times_of(run(train={"train_batch_size": 2}), items(5, 2))
    assert (times.batches_per_epoch, times.steps_per_epoch, times.epochs, times.total_steps) == (4, 4, 10, 40)
    assert (times.saves, times.previews) == ([], [])


def test_epochs_are_counted_in_steps_of_gathered_batches() -> None:
    times = times_of(run(train={"gradient_accumulation_steps": 4, "max_train_epochs": 3}), items(5, 2))
    assert (times.batches_per_epoch, times.steps_per_epoch, times.total_steps) == (7, 2, 6)


def test_the_batches_of_all_processes_are_gathered_into_one_step() -> None:
    two = {"launch": {"num_processes": 2}}
    times = times_of(run(train={"gradient_accumulation_steps": 2, "max_train_epochs": 3}, **two), items(5, 2))
    assert (times.batches_per_epoch, times.steps_per_epoch, times.total_steps) == (7, 2, 6)


@pytest.mark.parametrize(("processes", "idle"), [(1, False), (7, False), (8, True)])
def test_a_process_without_a_batch_in_any_step_is_refused(processes: int, idle: bool) -> None:
    config = run(launch={"num_processes": processes})
    problems = list(idle_processes(config, times_of(config, items(5, 2))))
    assert [problem.field for problem in problems] == ["launch.num_processes"] * idle
    assert not list(idle_processes(config, times_of(config, [])))


def test_steps_cut_the_last_epoch_short() -> None:
    times = times_of(run(train={"max_train_steps": 15}, save={"save_every_n_epochs": 1}), items(5, 2))
    assert (times.steps_per_epoch, times.epochs, times.total_steps, times.saves) == (7, 3, 15, [7, 14])


def test_copies_never_repeat_the_finished_file() -> None:
    save = {"save_every_n_epochs": 1, "save_every_n_steps": 5}
    assert times_of(run(train={"max_train_epochs": 2}, save=save), items(5, 0)).saves == [5]


@pytest.mark.parametrize(
    ("sample", "previews"),
    [
        ({"sample_every_n_steps": 4}, [4, 8, 10]),
        ({"sample_every_n_epochs": 1}, [5, 10]),
        ({"sample_every_n_steps": 100}, [10]),
        ({"sample_at_first": True}, [0]),
        ({"sample_at_first": True, "sample_every_n_epochs": 2}, [0, 10]),
    ],
)
def test_whoever_asks_for_previews_gets_them_at_the_end_too(sample: dict[str, object], previews: list[int]) -> None:
    assert times_of(run(train={"max_train_epochs": 2}, sample=sample), items(5, 0)).previews == previews


def test_without_pictures_nothing_happens() -> None:
    times = times_of(run(save={"save_every_n_steps": 1}), [])
    assert (times.total_steps, times.epochs, times.saves) == (0, 0, [])


@given(
    every_item=st.builds(items, st.integers(1, 9), st.integers(0, 9)),
    batching=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    epochs=st.integers(1, 5),
    every=EVERY,
    every_epochs=EVERY,
)
def test_the_plan_is_what_a_walk_through_all_batches_meets(
    every_item: list[Item], batching: tuple[int, int], epochs: int, every: int | None, every_epochs: int | None
) -> None:
    batch, gathered = batching
    config = run(
        train={"train_batch_size": batch, "gradient_accumulation_steps": gathered, "max_train_epochs": epochs},
        save={"save_every_n_steps": every, "save_every_n_epochs": every_epochs},
    )
    step, saves = 0, set()
    for epoch in range(1, epochs + 1):
        for _ in range(math.ceil(len(epoch_batches(every_item, batch, 1, epoch)) / gathered)):
            step += 1
            saves |= {step} if every and step % every == 0 else set()
        saves |= {step} if every_epochs and epoch % every_epochs == 0 else set()
    times = times_of(config, every_item)
    assert (times.total_steps, times.epochs) == (step, epochs)
    assert times.saves == sorted(saves - {step})
