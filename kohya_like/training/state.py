"""The state of a run at the end of a step: all that a later process needs to go on as if nothing had happened."""

import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import safetensors.torch
import torch

from kohya_like.config.atomic import atomic_write
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.models.weights import Weights

NETWORK, OPTIMIZER, FACTS = "network.safetensors", "optimizer.pt", "state.json"


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
    latents: str
    """Fingerprint of the latents."""

    def differences(self, earlier: "Circumstances") -> list[str]:
        """What has changed since, as `name: before -> now`."""
        before, now = asdict(earlier), asdict(self)
        return [f"{name}: {before[name]} -> {now[name]}" for name in now if before[name] != now[name]]


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
    unfinished = folder / f".{target.name}"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    facts = {"progress": asdict(state.progress), "circumstances": asdict(state.circumstances)}
    atomic_write(unfinished / NETWORK, safetensors.torch.save(state.network))
    atomic_write(unfinished / OPTIMIZER, lambda path: torch.save(state.optimizer, path))
    atomic_write(unfinished / FACTS, json.dumps(facts, indent=1).encode())
    os.replace(unfinished, target)
    for older in states(folder)[:-1]:
        shutil.rmtree(older)
    return target


def states(folder: Path) -> list[Path]:
    """The complete states in a folder, the oldest first."""
    return sorted(path.parent for path in folder.glob(f"step-*/{FACTS}"))


def read_state(folder: Path) -> State | None:
    """The newest state in a folder (or the one that `folder` is); None when there is none.

    Raises InputError when it is damaged.
    """
    found = [folder] if (folder / FACTS).is_file() else states(folder)
    if not found:
        return None
    newest = found[-1]
    try:
        facts = json.loads((newest / FACTS).read_text())
        return State(
            progress=Progress(**facts["progress"]),
            circumstances=Circumstances(**facts["circumstances"]),
            network=safetensors.torch.load_file(newest / NETWORK),
            optimizer=torch.load(newest / OPTIMIZER, map_location="cpu", weights_only=True),
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, EOFError, UnpicklingError) as error:
        text = Text("The state in {path} is damaged: {error}", "{path} 中的训练状态已损坏：{error}")
        raise InputError.of("resume", text.format(path=newest, error=error)) from error
