"""Tensors of a checkpoint file, by name."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.formats.headers import is_safetensors

Weights = dict[str, Tensor]


def read_weights(path: Path) -> Weights:
    """All tensors of a file, on the CPU.

    Safetensors and both forms of torch.save are told apart by their content, since names lie; pickles go through the
    weights-only loader.

    Raises InputError when the file is missing, damaged, or holds anything but tensors.
    """
    with _explained(path):
        return load_file(path) if is_safetensors(path) else _tensors(_unpickled(path))


def read_dictionary(path: Path) -> dict[str, Any]:
    """What torch.save wrote: tensors and plain values by name. Raises InputError as `read_weights` does."""
    with _explained(path):
        return dict(_unpickled(path))


def _unpickled(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:  # Given a path, torch judges by its suffix.
        content = torch.load(file, map_location="cpu", weights_only=True)
    if not isinstance(content, dict):
        raise pickle.UnpicklingError(f"it holds a {type(content).__name__}")
    return content


def _tensors(content: dict[str, Any]) -> Weights:
    content = content.get("state_dict", content)
    return {str(name): value for name, value in content.items() if isinstance(value, Tensor)}


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise InputError.of("", Text("There is no file {path}.", "没有文件 {path}。").format(path=path)) from None
    except (SafetensorError, pickle.UnpicklingError, RuntimeError, EOFError, OSError, AttributeError) as error:
        text = Text("{path} is damaged or is no model file: {error}", "{path} 已损坏或不是模型文件：{error}")
        raise InputError.of("", text.format(path=path, error=str(error).splitlines()[0])) from error
