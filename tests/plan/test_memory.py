"""The memory of a run is estimated from a header; here it is measured on the demo model."""

from typing import Any

import pytest
import torch
from torch import Tensor

from kohya_like.config.choices import OPTIMIZERS
from kohya_like.config.run import RunConfig
from kohya_like.dataset.buckets import Size
from kohya_like.demo.measures import FOLDER
from kohya_like.demo.project import MODEL
from kohya_like.formats.headers import read_header
from kohya_like.models.family import Family, Placement
from kohya_like.models.load import load_family
from kohya_like.plan.memory import Memory, memory_of, slots
from kohya_like.plan.network_size import network_parameters
from kohya_like.trainables.network import new_network
from kohya_like.training.draws import generator_of
from kohya_like.training.optimizers import build_optimizer

HEADER = read_header(FOLDER / MODEL)

UNET_ONLY = {"network": {"network_train_unet_only": True}}

Tables = dict[str, dict[str, Any]]


def run(tables: Tables) -> RunConfig:
    return RunConfig.model_validate(tables)


def estimated(config: RunConfig, size: Size) -> Memory:
    memory = memory_of(HEADER, config, size, on_cpu=True)
    assert memory is not None
    return memory


def demo_model() -> Family:
    return load_family(FOLDER / MODEL, "auto", None, Placement(torch.device("cpu"), torch.float32))


def kept_by_torch(config: RunConfig, size: Size) -> int:
    """Bytes that torch keeps for the backward pass of one step, weights aside."""
    family = demo_model()
    family.set_attention("auto")
    family.max_token_length = config.model.max_token_length
    if config.train.gradient_checkpointing:
        family.enable_gradient_checkpointing()
    network = new_network(family, config, lambda name: generator_of(1, name)).attach()
    parts = (family.unet.train(), family.text_encoder.train(), network.train())  # type: ignore[attr-defined]
    weights = {t.untyped_storage().data_ptr() for part in parts for t in [*part.parameters(), *part.buffers()]}
    kept: dict[int, torch.UntypedStorage] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage
        return tensor

    count = config.train.train_batch_size
    latents = torch.zeros(count, 4, size[1] // 8, size[0] // 8)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        text = family.encode_text(["a cat"] * count)
        text = text if network.part("text_encoder") else text.detach()
        family.predict(latents, torch.zeros(count, dtype=torch.long), text)
    return sum(storage.nbytes() for storage in kept.values())


@pytest.mark.parametrize(
    ("tables", "size"),
    [
        ({}, (64, 64)),
        (UNET_ONLY, (256, 192)),
        ({"network": {"network_dim": 128}}, (128, 128)),
        ({"network": {"network_dim": 64, "network_type": "locon"}}, (128, 128)),
        ({"train": {"train_batch_size": 3}}, (128, 64)),
        ({"model": {"max_token_length": 225}}, (128, 128)),
    ],
)
def test_what_a_step_keeps_is_estimated_to_a_tenth(tables: Tables, size: Size) -> None:
    config = run(tables)
    assert estimated(config, size).activations == pytest.approx(kept_by_torch(config, size), rel=0.1)


def test_checkpointing_keeps_little_and_computes_one_block_again() -> None:
    config = run({"train": {"gradient_checkpointing": True}})
    size = (256, 256)
    with_it, without = estimated(config, size).activations, estimated(run({}), size).activations
    assert kept_by_torch(config, size) < with_it < without / 2


def test_the_base_model_takes_its_weights_in_the_precision_of_the_run() -> None:
    family = demo_model()
    numbers = sum(p.numel() for part in (family.unet, family.text_encoder) for p in part.parameters())  # type: ignore[attr-defined]
    assert estimated(run({}), (64, 64)).base == 4 * numbers
    assert estimated(run({"train": {"mixed_precision": "bf16"}}), (64, 64)).base == 2 * numbers
    on_gpu = memory_of(HEADER, run({}), (64, 64), on_cpu=False)
    assert on_gpu is not None
    assert on_gpu.base == 2 * numbers


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        *((name, []) for name in OPTIMIZERS),
        ("SGD", ["momentum=0.9"]),
        ("AdamW", ["amsgrad=True"]),
        ("SGD", ["momentum=0"]),
    ],
)
def test_every_optimizer_remembers_as_many_numbers_as_said(name: str, arguments: list[str]) -> None:
    config = run({"optimizer": {"optimizer_type": name, "optimizer_args": arguments}})
    weight = torch.nn.Parameter(torch.ones(100, 100))
    optimizer = build_optimizer(config.optimizer, [{"params": [weight], "lr": 1e-4}])
    weight.grad = torch.ones_like(weight)
    optimizer.step()
    state = optimizer.state_dict()["state"].get(0, {})
    remembered = sum(value.numel() for value in state.values() if isinstance(value, Tensor))
    assert round(remembered / weight.numel()) == slots(config)


def test_the_network_takes_weights_gradients_and_what_the_optimizer_remembers() -> None:
    config = run({})
    assert estimated(config, (64, 64)).network == 4 * 4 * network_parameters(HEADER, config.network)


def test_sliced_attention_is_not_estimated() -> None:
    assert memory_of(HEADER, run({"train": {"attention": "sliced"}}), (64, 64), on_cpu=True) is None
