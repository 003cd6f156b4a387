"""The plan of a run: what it will do and need, and every problem that can be seen before it starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kohya_like.config.problems import Problem
from kohya_like.config.rules import problems_of
from kohya_like.config.run import RunConfig
from kohya_like.dataset.batches import Item, bucket_counts
from kohya_like.dataset.buckets import Size
from kohya_like.dataset.folders import Subset
from kohya_like.formats.model_file import ModelFile
from kohya_like.jobs.workspace import workspace
from kohya_like.plan.base_model import read_base
from kohya_like.plan.material import read_material
from kohya_like.plan.network_size import file_bytes
from kohya_like.plan.outputs import files_kept, output_problems
from kohya_like.plan.times import idle_processes, times_of

LATENT_CHANNELS = 4
LATENT_BYTES = 4
"""Encoded pictures are kept in float32, one number for each channel and each 8x8 pixels."""
LATENT_REDUCTION = 8


@dataclass
class Plan:
    """What a run will do. With an error among its problems, the rest is as far as it could be worked out."""

    base: ModelFile | None
    subsets: list[Subset]
    """Training folders, then regularisation folders."""
    items: list[Item]
    held_out: list[Item]
    """Pictures that are only measured; numbered after `items`."""
    buckets: dict[Size, int]
    """(width, height): pictures an epoch takes from the bucket, repeats included."""
    batches_per_epoch: int
    steps_per_epoch: int
    """Optimizer steps: several batches may be gathered into one."""
    total_steps: int
    epochs: int
    """Epochs begun; the last one may be cut short by the number of steps."""
    saves: list[int]
    """Steps after which a copy is kept; the finished file, after the last step, is not among them."""
    previews: list[int]
    """Steps after which previews are drawn: 0 is before the first."""
    learning_rates: dict[str, float]
    """Of the parts that are trained: `unet`, `text_encoder`."""
    files: int
    """Trained files that are there in the end."""
    bytes_per_file: int | None
    """Of one trained file; None where there is no base model to derive it from."""
    output_folder: Path
    cache_bytes: int
    """Of the encoded pictures."""
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        """The problems with which the run cannot start."""
        return [problem for problem in self.problems if problem.severity == "error"]


def make_plan(config: RunConfig, *, decode: bool = False, root: Path | None = None) -> Plan:
    """The plan of a run with all its problems, those of the configuration included; a wrong input never raises.

    Of every picture the header is read; with `decode` the whole picture, which alone shows all damage. `root` is the
    workspace, in whose outputs a run without output_dir leaves its files.
    """
    base, base_problems = read_base(config)
    material = read_material(config, decode=decode)
    times = times_of(config, material.items)
    folder = config.save.output_dir or workspace(root) / "outputs"
    files = files_kept(config.save, times)
    size = None if base is None else file_bytes(base.header, config)
    rates = {"unet": config.unet_learning_rate(), "text_encoder": config.text_encoder_learning_rate()}
    return Plan(
        base=None if base is None else base.file,
        subsets=material.train.subsets + material.reg.subsets,
        items=material.items,
        held_out=material.held_out,
        buckets=dict(sorted(bucket_counts(material.items).items())),
        batches_per_epoch=times.batches_per_epoch,
        steps_per_epoch=times.steps_per_epoch,
        total_steps=times.total_steps,
        epochs=times.epochs,
        saves=times.saves,
        previews=times.previews,
        learning_rates={part: rate for part, rate in rates.items() if rate is not None},
        files=files,
        bytes_per_file=size,
        output_folder=folder,
        cache_bytes=_cache_bytes([*material.items, *material.held_out], mirrored=config.dataset.flip_aug),
        problems=[
            *problems_of(config),
            *base_problems,
            *material.problems,
            *idle_processes(config, times),
            *output_problems(config.save, folder, needed=files * (size or 0)),
        ],
    )


def _cache_bytes(items: Sequence[Item], *, mirrored: bool) -> int:
    """Of the latents of every picture, and of its mirror image where that is trained too."""
    pixels = sum(item.fit.bucket[0] * item.fit.bucket[1] for item in items)
    return pixels // LATENT_REDUCTION**2 * LATENT_CHANNELS * LATENT_BYTES * (2 if mirrored else 1)
