"""The state of a run at the end of a step: all that a later process needs to go on as if nothing had happened."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import safetensors.torch
import torch

from kohya_like.config.atomic import atomic_write, rename
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.jobs.training import STATE_FACTS, states
from kohya_like.models.weights import Weights

NETWORK, OPTIMIZER = "network.safetensors", "optimizer.pt"
FORMAT = 1
"""Of the folder; a state in another one is not read."""

DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,
    EOFError,
    UnpicklingError,
    safetensors.SafetensorError,
)
"""What reading a damaged state raises."""


@dataclass
class Progress:
    """How far a run has come."""

    done: int = 0
    """Optimizer steps done."""
    recent_losses: list[float] = field(default_factory=list)
    """Losses of the last steps, from which the average is taken."""


@dataclass(frozen=True)
class Circumstances:
    """What, besides the run's own settings, decides its exact numbers."""

    torch: str
    device: str
    kernels: str
    precision: str
    threads: int
    base: str
    """Digest of the base model's file."""
    latents: str
    """Fingerprint of the latents."""
    items: str
    """Digest of the pictures' order, repeats and captions."""
    processes: int = 1
    """That train together; the order in which gradients are added up depends on it."""
    batches_per_step: int = 1
    """Those of all processes together."""

    def differences(self, earlier: "Circumstances") -> list[str]:
        """What has changed since, as `name: before -> now`; digests are cut short."""
        before, now = asdict(earlier), asdict(self)
        changed = [name for name in now if before[name] != now[name]]
        return [f"{name}: {str(before[name])[:40]} -> {str(now[name])[:40]}" for name in changed]


@dataclass(frozen=True)
class State:
    """What a state folder holds."""

    progress: Progress
    circumstances: Circumstances
    network: Weights
    optimizer: dict[str, Any]


def save_state(folder: Path, state: State) -> Path:
    """Write the state to `folder/step-<n>`, complete or not at all, and remove older ones. Returns where it is."""
    target = folder / f"step-{state.progress.done:08d}"
    if target.exists():
        return target
    _remove(folder.glob(".step-*"))  # What a kill or a full disk cut short.
    unfinished = folder / f".{target.name}"
    unfinished.mkdir(parents=True)
    try:
        _write(unfinished, state)
        rename(unfinished, target)
    except BaseException:
        _remove([unfinished])
        raise
    _remove(states(folder)[:-1])
    return target


def _write(folder: Path, state: State) -> None:
    facts = {
        "format": FORMAT,
        "progress": asdict(state.progress),
        "circumstances": asdict(state.circumstances),
    }
    atomic_write(folder / NETWORK, safetensors.torch.save(state.network))
    atomic_write(folder / OPTIMIZER, lambda path: torch.save(state.optimizer, path))
    atomic_write(folder / STATE_FACTS, json.dumps(facts, indent=1).encode())


def _remove(folders: Iterable[Path]) -> None:
    """Remove folders; one that another program holds open stays until the next time."""
    for folder in list(folders):
        shutil.rmtree(folder, ignore_errors=True)


def read_state(folder: Path) -> State | None:
    """The newest state in a folder (or the one that `folder` is); None when there is none.

    Raises InputError when it is damaged.
    """
    found = states(folder)
    if not found:
        return None
    newest = found[-1]
    try:
        facts = json.loads((newest / STATE_FACTS).read_text(encoding="utf-8"))
        if facts["format"] != FORMAT:
            raise ValueError(f"format {facts['format']}, not {FORMAT}")
        return State(
            progress=Progress(**facts["progress"]),
            circumstances=Circumstances(**facts["circumstances"]),
            network=safetensors.torch.load_file(newest / NETWORK),
            optimizer=torch.load(newest / OPTIMIZER, map_location="cpu", weights_only=True),
        )
    except DAMAGE as error:
        text = Text("The state in {path} is damaged: {error}", "{path} 中的训练状态已损坏：{error}")
        raise InputError.of("resume", text.format(path=newest, error=error)) from error
