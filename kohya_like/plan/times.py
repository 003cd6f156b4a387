"""When things happen in a run, counted in optimizer steps."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kohya_like.config.problems import Problem
from kohya_like.config.run import RunConfig
from kohya_like.config.sections.output import Sample, Save
from kohya_like.config.text import Text
from kohya_like.dataset.batches import Item, batch_count, steps_per_epoch


@dataclass(frozen=True)
class Times:
    """The length of a run, and the steps after which something is saved or drawn."""

    batches_per_epoch: int
    steps_per_epoch: int
    """Several batches may be gathered into one step."""
    total_steps: int
    epochs: int
    """Epochs begun; the last one may be cut short by the number of steps."""
    saves: list[int]
    """Steps after which a copy is kept. The finished file, after the last step, is not among them."""
    previews: list[int]
    """Steps after which previews are drawn: 0 before the first, and after the last whenever any were asked for."""


def times_of(config: RunConfig, items: Sequence[Item]) -> Times:
    """The times of a run over these items; without any, nothing happens at all."""
    if not items:
        return Times(batches_per_epoch=0, steps_per_epoch=0, total_steps=0, epochs=0, saves=[], previews=[])
    train, epochs = config.train, config.epochs()
    per_epoch = steps_per_epoch(items, train.train_batch_size, config.batches_per_step())
    total = train.max_train_steps if epochs is None else epochs * per_epoch
    assert total is not None, "a run has its length in epochs or in steps"
    saves, previews = _saves(config.save, total, per_epoch), _previews(config.sample, total, per_epoch)
    return Times(
        batches_per_epoch=batch_count(items, train.train_batch_size),
        steps_per_epoch=per_epoch,
        total_steps=total,
        epochs=math.ceil(total / per_epoch),
        saves=sorted(saves),
        previews=sorted(previews),
    )


def idle_processes(config: RunConfig, times: Times) -> Iterator[Problem]:
    """Whether some processes of the run would have nothing to do in any step."""
    processes = config.launch.num_processes
    if 0 < times.batches_per_epoch < processes:
        text = Text(
            "An epoch has {batches} batches, fewer than num_processes = {processes}: lower that, or train_batch_size.",
            "每轮只有 {batches} 批，少于 num_processes = {processes}：请减小它，或减小 train_batch_size。",
        )
        yield Problem("launch.num_processes", text.format(batches=times.batches_per_epoch, processes=processes))


def _saves(save: Save, total: int, per_epoch: int) -> set[int]:
    return (_due(save.save_every_n_steps, total) | _due(save.save_every_n_epochs, total, per_epoch)) - {total}


def _previews(sample: Sample, total: int, per_epoch: int) -> set[int]:
    asked = sample.sample_every_n_steps or sample.sample_every_n_epochs
    due = _due(sample.sample_every_n_steps, total) | _due(sample.sample_every_n_epochs, total, per_epoch)
    return due | ({total} if asked else set()) | ({0} if sample.sample_at_first else set())


def _due(every: int | None, total: int, unit: int = 1) -> set[int]:
    """The multiples of `every` units (of `unit` steps each) within a run."""
    return set() if every is None else set(range(every * unit, total + 1, every * unit))
