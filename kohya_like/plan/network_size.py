"""How large a trained file will be, from the shapes in the base model's header."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from kohya_like.config.run import RunConfig
from kohya_like.config.sections.network import Network
from kohya_like.formats.header import Header
from kohya_like.formats.layout_sd1 import Component, component_name

BYTES_OF_PRECISION = {"float": 4, "fp16": 2, "bf16": 2}
TENSORS_PER_LAYER = 3
"""Down, up and alpha."""
HEADER_BYTES_PER_TENSOR = 140
"""Name, type, shape and place as JSON: 110 to 170 bytes."""

ATTENTION = "attentions."
CONVOLUTION = ("resnets.", "downsamplers.", "upsamplers.")


@dataclass(frozen=True)
class TrainedLayer:
    """A linear layer or convolution of the base model to which a network adds."""

    component: Component
    name: str
    """The component's own name of its weight, such as `down_blocks.0.attentions.0.proj_in.weight`."""
    shape: tuple[int, ...]
    """[outputs, inputs] or [outputs, inputs, height, width]."""
    in_attention: bool
    """Inside a transformer; otherwise in a residual, down- or upsampling block."""

    @property
    def is_wide(self) -> bool:
        """Whether it is a convolution with a kernel larger than 1x1."""
        return self.shape[2:] not in ((), (1, 1))

    def parameters(self, rank: int) -> int:
        """Numbers in its two thin layers (arXiv 2106.09685) and alpha."""
        return rank * math.prod(self.shape[1:]) + rank * self.shape[0] + 1


def file_bytes(header: Header, config: RunConfig) -> int:
    """Bytes of the file that a run saves, to a few per cent."""
    layers = list(trained_layers(header, config.network))
    described = len(layers) * TENSORS_PER_LAYER * HEADER_BYTES_PER_TENSOR
    return network_parameters(header, config.network) * BYTES_OF_PRECISION[config.save.save_precision] + described


def network_parameters(header: Header, network: Network) -> int:
    """How many numbers the trained layers hold."""
    return sum(layer.parameters(rank_of(layer, network)) for layer in trained_layers(header, network))


def trained_layers(header: Header, network: Network) -> Iterator[TrainedLayer]:
    """The layers of an SD 1 checkpoint that a network of this type trains."""
    for original, info in header.tensors.items():
        found = component_name(original)
        if found is None or len(info.shape) < 2 or not found[1].endswith(".weight"):
            continue
        layer = _layer(*found, info.shape)
        if layer is not None and _is_trained(layer, network):
            yield layer


def _layer(component: Component, name: str, shape: tuple[int, ...]) -> TrainedLayer | None:
    if component == "text_encoder":
        is_block = name.startswith("encoder.layers.")
        return TrainedLayer(component, name, shape, in_attention=True) if is_block else None
    if component == "unet" and ATTENTION in name:
        return TrainedLayer(component, name, shape, in_attention=True)
    if component == "unet" and any(block in name for block in CONVOLUTION):
        return TrainedLayer(component, name, shape, in_attention=False)
    return None


def _is_trained(layer: TrainedLayer, network: Network) -> bool:
    in_text = layer.component == "text_encoder"
    left_out = network.network_train_unet_only if in_text else network.network_train_text_encoder_only
    return not left_out and (layer.in_attention or network.convolution_rank() is not None)


def rank_of(layer: TrainedLayer, network: Network) -> int:
    """The rank at which a network trains this layer."""
    return (network.convolution_rank() or network.network_dim) if layer.is_wide else network.network_dim
