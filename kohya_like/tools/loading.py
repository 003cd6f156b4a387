"""A base model with LoRA files acting on it."""

from accelerate import PartialState

from kohya_like.config.generate import GenerateConfig
from kohya_like.models.device import choose_compute
from kohya_like.models.family import Family, Placement
from kohya_like.models.load import load_family
from kohya_like.trainables.network import read_network


def load_with_loras(config: GenerateConfig) -> Family:
    """The base model in its best precision on this device, every LoRA attached with its weight."""
    compute = choose_compute(config.device, "auto")
    state = PartialState(cpu=compute.device.type == "cpu")
    family = load_family(config.base, "auto", config.vae, Placement(state.device, compute.dtype))
    family.clip_skip = config.clip_skip
    for lora in config.loras:
        read_network(family, lora.path).to(compute.dtype).attach(lora.weight)
    return family
