"""Building the optimizer that a run names."""

import ast
import inspect
from collections.abc import Sequence
from typing import Any

import torch

from kohya_like.config.choices import OPTIMIZERS
from kohya_like.config.problems import InputError
from kohya_like.config.sections.training import Optimizer as Options
from kohya_like.config.text import Text


def build_optimizer(options: Options, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """The optimizer over these parameter groups, fused where torch has a fused form.

    Raises InputError when an argument is unknown to it or impossible.
    """
    kind = OPTIMIZERS[options.optimizer_type].load()
    arguments = parse_arguments(options.optimizer_args)
    others = arguments.get("foreach") or arguments.get("differentiable")
    if "fused" in inspect.signature(kind).parameters and not others:
        arguments.setdefault("fused", True)
    try:
        optimizer: torch.optim.Optimizer = kind(groups, **arguments)
    except (TypeError, ValueError, RuntimeError) as error:
        text = Text(
            "The optimizer {name} does not take these optimizer_args: {error}",
            "优化器 {name} 不接受这些 optimizer_args：{error}",
        )
        raise InputError.of(
            "optimizer.optimizer_args", text.format(name=options.optimizer_type, error=error)
        ) from error
    return optimizer


def parse_arguments(given: Sequence[str]) -> dict[str, Any]:
    """`["betas=0.9,0.99", "decouple=True"]` as keyword arguments; what is no Python literal stays text."""
    arguments = {}
    for argument in given:
        name, _, text = argument.partition("=")
        try:
            arguments[name.strip()] = ast.literal_eval(text.strip())
        except (ValueError, SyntaxError):
            arguments[name.strip()] = text.strip()
    return arguments
