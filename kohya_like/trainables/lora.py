"""LoRA and LoCon: to a frozen layer's output, add a product of two thin layers of its input."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from kohya_like.config.sections.network import Network as Options
from kohya_like.models.family import Layer


class LoraLayer(nn.Module):
    """`up(dropout(down(x))) * alpha / rank` beside one linear layer or convolution (arXiv 2106.09685)."""

    def __init__(self, module: nn.Module, rank: int, alpha: float, dropout: float = 0.0) -> None:
        super().__init__()
        self.lora_down, self.lora_up = thin_layers(module, rank)
        self.register_buffer("alpha", torch.tensor(float(alpha)))
        self.scale = alpha / rank
        self.dropout = nn.Dropout(dropout)

    def reset(self, generator: torch.Generator) -> None:
        """Random down, zero up: training starts from the base model itself."""
        down, up = self.parameters()
        nn.init.kaiming_uniform_(down, a=5**0.5, generator=generator)
        nn.init.zeros_(up)

    def forward(self, x: Tensor, multiplier: float = 1.0) -> Tensor:
        """What is added to the layer's output for its input x; `multiplier` is how strongly a finished one acts."""
        low = self.dropout(self.lora_down(x))
        added: Tensor = self.lora_up(low * (self.scale * multiplier))  # Before `up`, where it is only a rank wide.
        return added


def thin_layers(module: nn.Module, rank: int) -> tuple[nn.Module, nn.Module]:
    """Down to `rank` channels and up again, of the module's own kind; only the down side has its kernel and stride."""
    if isinstance(module, nn.Linear):
        return nn.Linear(module.in_features, rank, bias=False), nn.Linear(rank, module.out_features, bias=False)
    assert isinstance(module, nn.Conv2d)
    shape = {"kernel_size": module.kernel_size, "stride": module.stride, "padding": module.padding}
    down = nn.Conv2d(module.in_channels, rank, **shape, bias=False)  # type: ignore[arg-type]
    return down, nn.Conv2d(rank, module.out_channels, 1, bias=False)


def is_wide_convolution(module: nn.Module) -> bool:
    """Whether it is a convolution with a kernel larger than 1x1."""
    return isinstance(module, nn.Conv2d) and module.kernel_size != (1, 1)


def lora(layers: Iterable[Layer], options: Options) -> dict[str, nn.Module]:
    """A LoRA layer for each linear layer and 1x1 convolution inside the transformers and the text encoder."""
    chosen = (layer for layer in layers if layer.block == "attention" and not is_wide_convolution(layer.module))
    return {layer.name: _narrow(layer, options) for layer in chosen}


def locon(layers: Iterable[Layer], options: Options) -> dict[str, nn.Module]:
    """As `lora`, and one for each layer of the residual, down- and upsampling blocks; 3x3 convolutions at conv_dim."""
    return {
        layer.name: _wide(layer, options) if is_wide_convolution(layer.module) else _narrow(layer, options)
        for layer in layers
    }


def _narrow(layer: Layer, options: Options) -> LoraLayer:
    return LoraLayer(layer.module, options.network_dim, options.network_alpha, options.network_dropout)


def _wide(layer: Layer, options: Options) -> LoraLayer:
    rank, alpha = options.convolution_rank(), options.convolution_alpha()
    assert rank is not None and alpha is not None
    return LoraLayer(layer.module, rank, alpha, options.network_dropout)


def from_tensors(module: nn.Module, tensors: dict[str, Tensor]) -> LoraLayer:
    """The trained layer that a file's tensors (`lora_down.weight`, `lora_up.weight`, `alpha`) describe."""
    rank = tensors["lora_down.weight"].shape[0]
    alpha = tensors.get("alpha", torch.tensor(float(rank))).float()
    layer = LoraLayer(module, rank, alpha.item())
    layer.load_state_dict({**tensors, "alpha": alpha})
    return layer
