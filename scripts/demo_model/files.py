"""What a stage leaves: complete files only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from safetensors.torch import load_file, save_file
from torch import nn

Model = TypeVar("Model", bound=nn.Module)


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Give a path to write to; after the block it becomes `path`, unless the block failed."""
    temporary = path.with_name(f".{path.name}.part")
    yield temporary
    temporary.chmod(0o644)  # safetensors makes files that only their owner may read.
    temporary.replace(path)


def save_weights(model: nn.Module, path: Path) -> None:
    """Write the model's state dict as safetensors."""
    with atomic(path) as temporary:
        save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, temporary)


def load_weights(model: Model, path: Path) -> Model:
    """Fill the model from what `save_weights` wrote; every weight must be there."""
    model.load_state_dict(load_file(path))
    return model
