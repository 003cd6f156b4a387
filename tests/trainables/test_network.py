"""Networks: kohya's names and shapes, and a training trace that sd-scripts left."""

import gzip
import json
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from kohya_like.config.run import RunConfig
from kohya_like.models.family import Placement
from kohya_like.models.sd1 import SD1
from kohya_like.models.sd1_shapes import build_text_encoder, build_unet, build_vae
from kohya_like.trainables.network import Network, new_network
from kohya_like.training.draws import Draws, generator_of
from kohya_like.training.objective import Epsilon
from tests.models import tiny
from tests.reference.recorded import path


def network_of(family: SD1, **options: Any) -> Network:
    config = RunConfig()
    for name, value in options.items():
        setattr(config.network, name, value)
    return new_network(family, config, lambda name: generator_of(0, name))


@pytest.fixture(scope="module")
def full_size() -> SD1:
    """SD 1.5's layers without their weights."""
    recorded = json.loads(gzip.decompress(path("checkpoint_keys/sd15.json.gz").read_bytes()))["component_keys"]
    parts: dict[str, dict[str, Tensor]] = {}
    with torch.device("meta"):
        for key, shape in recorded.items():
            component, _, name = key.partition("/")
            parts.setdefault(component, {})[name.removeprefix("text_model.")] = torch.empty(shape)
        return SD1(
            build_unet(parts["unet"]),
            build_text_encoder(parts["text_encoder"]),
            build_vae(parts["vae"]),
            Placement(torch.device("meta"), torch.float32),
        )


@pytest.mark.parametrize(
    ("recorded", "options"),
    [
        ("sd15__lora_d8_a4", {"network_type": "lora", "network_dim": 8, "network_alpha": 4.0}),
        (
            "sd15__lora_d8_a4_conv4_2",
            {"network_type": "locon", "network_dim": 8, "network_alpha": 4.0, "conv_dim": 4, "conv_alpha": 2.0},
        ),
    ],
)
def test_names_and_shapes_are_those_of_sd_scripts(full_size: SD1, recorded: str, options: dict[str, Any]) -> None:
    expected = json.loads(gzip.decompress(path(f"network_keys/{recorded}.json.gz").read_bytes()))["modules"]
    network = network_of(full_size, **options)
    found = {name: shapes_of(layer) for name, layer in network.added.items()}
    assert found == expected


def shapes_of(layer: Any) -> dict[str, Any]:
    """Shapes of the thin layers, and alpha as a number."""
    shapes: dict[str, Any] = {name: list(value.shape) for name, value in layer.named_parameters()}
    return shapes | {"alpha": layer.scale * layer.lora_down.weight.shape[0]}


def test_an_untrained_network_changes_nothing_and_a_detached_one_neither() -> None:
    family = tiny.family()
    inputs = torch.randn(1, 4, 8, 8), torch.tensor([500]), family.encode_text(["a cat"])
    before = family.predict(*inputs)
    network = network_of(family, network_dim=4).attach()
    assert torch.equal(family.predict(*inputs), before)
    for layer in network.added.values():
        torch.nn.init.normal_(layer.lora_up.weight)
    assert not torch.allclose(family.predict(*inputs), before)
    network.detach()
    assert torch.equal(family.predict(*inputs), before)


def test_dropout_acts_only_in_training() -> None:
    family = tiny.family()
    network = network_of(family, network_dim=4, network_dropout=0.5)
    layer = next(iter(network.added.values()))
    torch.nn.init.normal_(layer.lora_up.weight)
    x = torch.randn(3, layer.lora_down.weight.shape[1])
    assert not torch.equal(layer.train()(x), layer(x))
    assert torch.equal(layer.eval()(x), layer(x))


TRACES = {
    "lora_r4_linear": {"network_type": "lora", "network_train_unet_only": True},
    "lora_r4_conv": {"network_type": "locon", "conv_dim": 2, "conv_alpha": 1.0, "network_train_unet_only": True},
    "lora_te_minsnr": {"network_type": "lora"},
}


@pytest.mark.parametrize("run", TRACES)
def test_ten_steps_equal_those_of_sd_scripts(run: str) -> None:
    """The same start, noise and batch: losses and final weights as sd-scripts left them."""
    trace = json.loads(path("train_trace/trace.json").read_text())
    facts = trace["runs"][run]
    family = tiny.family()
    family.clip_skip = facts["options"].get("clip_skip")
    network = network_of(family, network_dim=4, network_alpha=2.0, **TRACES[run])
    start = load_file(path(f"train_trace/{run}_initial.safetensors"))
    network.load_state({**network.state(), **{name: value.float() for name, value in start.items()}})
    losses = replay(family, network.attach(), trace, facts)
    assert losses == pytest.approx(facts["losses"], rel=1e-5)
    compare(network, load_file(path(f"train_trace/{run}_step10.safetensors")))


def replay(family: SD1, network: Network, trace: dict[str, Any], facts: dict[str, Any]) -> list[float]:
    """Ten optimizer steps on the recorded batch."""
    fixed = np.load(path("train_trace/fixed.npz"))
    latents = torch.from_numpy(fixed["latents"]).float()
    rates = {"unet": facts["learning_rate"], "text_encoder": facts["text_encoder_lr"]}
    groups = [{"params": network.part(part), "lr": rates[part]} for part in rates if network.part(part)]
    optimizer = torch.optim.AdamW(groups)
    objective = Epsilon(family.alphas_cumprod, min_snr_gamma=facts["options"].get("min_snr_gamma"))
    losses = []
    for noise, timesteps in zip(fixed["noise_per_step"], trace["timesteps_per_step"], strict=True):
        draws = Draws(torch.from_numpy(noise).float(), torch.zeros(2, 4, 1, 1), torch.tensor(timesteps))
        noisy, target = objective.target(latents, draws)
        prediction = family.predict(noisy, draws.timesteps, family.encode_text(trace["prompts"]))
        loss = objective.loss(prediction, target, draws, torch.tensor(facts["loss_weights"]))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), facts["max_grad_norm"])
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


def compare(network: Network, expected: dict[str, Tensor]) -> None:
    state = network.state()
    for name, value in expected.items():
        np.testing.assert_allclose(state[name], value.float(), atol=1e-4, err_msg=name)
