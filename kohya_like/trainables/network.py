"""A network: small layers beside a frozen model's own, trained, saved and loaded under kohya's names."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from kohya_like.config.choices import NETWORKS
from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.models.family import Family, Layer, Part
from kohya_like.models.weights import Weights, read_weights
from kohya_like.trainables.lora import from_tensors

PARTS: tuple[Part, ...] = ("text_encoder", "unet")

Seeded = Callable[[str], torch.Generator]
"""Gives the random generator for a layer's name."""


class Network(nn.Module):
    """The added layers by kohya name. Attached, each adds to its layer's output; detached, the model is as before."""

    def __init__(self, layers: Iterable[Layer], added: dict[str, nn.Module]) -> None:
        super().__init__()
        self.places = {layer.name: layer for layer in layers if layer.name in added}
        self.added = nn.ModuleDict(added)
        self._handles: list[RemovableHandle] = []

    def part(self, part: Part) -> list[nn.Parameter]:
        """The trained parameters beside one part of the model."""
        names = [name for name, layer in self.places.items() if layer.part == part]
        return [parameter for name in names for parameter in self.added[name].parameters()]

    def attach(self, multiplier: float = 1.0) -> "Network":
        """Let the layers act, times `multiplier`."""
        self.detach()
        self._handles = [
            self.places[name].module.register_forward_hook(_adding(layer, multiplier))
            for name, layer in self.added.items()
        ]
        return self

    def detach(self) -> None:
        """Give the model back as it was."""
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def groups(self, config: RunConfig) -> list[dict[str, Any]]:
        """The optimizer's parameter groups: one for each trained part, with its name and learning rate."""
        rates = {"text_encoder": config.text_encoder_learning_rate(), "unet": config.unet_learning_rate()}
        groups = [
            {"params": self.part(part), "lr": rates[part], "base_lr": rates[part], "name": part} for part in PARTS
        ]
        return [group for group in groups if group["params"]]

    def state(self) -> Weights:
        """The trained weights in full precision, on the CPU; `load_state` takes them back."""
        return {name: tensor.detach().cpu().clone() for name, tensor in self.added.state_dict().items()}

    def load_state(self, weights: Weights) -> None:
        """Take back what `state` gave."""
        self.added.load_state_dict(weights)

    @torch.no_grad()
    def round_to(self, dtype: torch.dtype) -> None:
        """Round the weights as a file in this number format does."""
        for parameter in self.parameters():
            parameter.copy_(parameter.to(dtype).float())

    def weights(self, dtype: torch.dtype) -> Weights:
        """The tensors of kohya's file, contiguous on the CPU: `<layer name>.<tensor name>`."""
        plain = self.added.state_dict()
        return {name: tensor.detach().to("cpu", dtype).contiguous() for name, tensor in plain.items()}


def _adding(layer: nn.Module, multiplier: float) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], Tensor]:
    """A hook on one layer that adds what another one makes of the same input."""

    def hook(_module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
        added: Tensor = layer(inputs[0], multiplier)
        return output + added.to(output.dtype)

    return hook


def new_network(family: Family, config: RunConfig, generator_for: Seeded) -> Network:
    """An untrained network of the type that the run names, beside the parts that are to be trained."""
    options = config.network
    left_out = {"text_encoder"} if options.network_train_unet_only else set()
    left_out |= {"unet"} if options.network_train_text_encoder_only else set()
    layers = [layer for layer in family.layers() if layer.part not in left_out]
    added = NETWORKS[options.network_type].load()(layers, options)
    for name, layer in added.items():
        layer.reset(generator_for(name))
    return Network(layers, added).to(family.placement.device)


def read_network(family: Family, path: Path) -> Network:
    """A trained network from a file in kohya's format. Raises InputError when it does not fit the model."""
    layers = {layer.name: layer for layer in family.layers()}
    added: dict[str, nn.Module] = {}
    for name, tensors in _by_layer(read_weights(path)).items():
        if name not in layers:
            text = Text(
                "{path} was made for another kind of model: it has a layer {name!r}, which this one lacks.",
                "{path} 不适用于这个模型：它含有此模型没有的层 {name!r}。",
            )
            raise InputError.of("lora", text.format(path=path, name=name))
        added[name] = _layer_from(path, layers[name], tensors)
    return Network(layers.values(), added).to(family.placement.device).requires_grad_(False)


def _layer_from(path: Path, layer: Layer, tensors: Weights) -> nn.Module:
    try:
        return from_tensors(layer.module, tensors)
    except (KeyError, RuntimeError) as error:
        text = Text(
            "{path} cannot be used: its layer {name!r} is no LoRA of this model.",
            "无法使用 {path}：其中的层 {name!r} 不是此模型的 LoRA。",
        )
        raise InputError.of("lora", text.format(path=path, name=layer.name)) from error


def _by_layer(weights: Weights) -> dict[str, Weights]:
    grouped: dict[str, Weights] = {}
    for key, tensor in weights.items():
        name, _, rest = key.partition(".")
        grouped.setdefault(name, {})[rest] = tensor.float()
    return grouped
