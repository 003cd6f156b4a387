"""The SD 1 key tables against all recorded keys and against a real file."""

import gzip
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open

from kohya_like.demo.measures import FOLDER
from kohya_like.formats.layout_sd1 import (
    POSITION_IDS,
    TO_COMPONENT,
    VAE_ATTENTION_WEIGHTS,
    Component,
    component_name,
    original_name,
)
from tests.reference.recorded import path

COMPONENTS: tuple[Component, ...] = ("unet", "vae", "text_encoder")


def recorded() -> dict[str, dict[str, str]]:
    facts: dict[str, dict[str, str]] = json.loads(gzip.decompress(path("checkpoint_keys/sd15.json.gz").read_bytes()))
    return facts


def pairs() -> dict[str, tuple[str, str]]:
    """Original key -> component and its key; text weights as transformers has named them since 5.6."""
    split = {key: name.split("/", 1) for key, name in recorded()["single_to_component"].items()}
    return {key: (component, name.removeprefix("text_model.")) for key, (component, name) in split.items()}


def test_every_recorded_key_translates_both_ways() -> None:
    expected = pairs()
    assert len(expected) == 1130
    assert {key: component_name(key) for key in expected} == expected
    assert {key: original_name(component, name) for key, (component, name) in expected.items()} == {  # type: ignore[arg-type]
        key: key for key in expected
    }


def test_the_reshaped_weights_are_the_recorded_ones() -> None:
    reshaped = {pairs()[key][1] for key in recorded()["reshaped_single_key_to_[component_shape,single_shape]"]}
    assert reshaped == VAE_ATTENTION_WEIGHTS


def test_the_demo_file_translates_whole() -> None:
    with safe_open(FOLDER / "demo-sd1.safetensors", "np") as file:
        keys = set(file.keys())
        shapes = {key: file.get_slice(key).get_shape() for key in keys}
    found = {key: translated for key in keys if (translated := component_name(key)) is not None}
    assert keys - set(found) == {POSITION_IDS}
    assert Counter(component for component, _ in found.values()) == {"unet": 686, "vae": 248, "text_encoder": 196}
    assert {original_name(*translated) for translated in found.values()} == set(found)
    assert {len(shapes[original_name("vae", name)]) for name in VAE_ATTENTION_WEIGHTS} == {4}


@given(st.data(), st.sampled_from(COMPONENTS), st.sampled_from(["weight", "bias", "any.thing.below"]))
def test_names_below_any_module_come_back(data: st.DataObject, component: Component, leaf: str) -> None:
    module = data.draw(st.sampled_from(sorted(TO_COMPONENT[component].values())))
    assert component_name(original_name(component, f"{module}.{leaf}")) == (component, f"{module}.{leaf}")


@pytest.mark.parametrize("component", COMPONENTS)
def test_no_two_modules_share_a_name(component: Component) -> None:
    modules = TO_COMPONENT[component]
    assert len(set(modules.values())) == len(modules)


def test_early_files_without_text_model_are_read() -> None:
    assert component_name("cond_stage_model.transformer.final_layer_norm.bias") == (
        "text_encoder",
        "final_layer_norm.bias",
    )


@pytest.mark.parametrize(
    "key",
    [
        POSITION_IDS,
        "cond_stage_model.transformer.embeddings.position_ids",
        "model_ema.diffusion_modelinput_blocks00weight",
        "model.diffusion_model.label_emb.0.0.weight",
        "first_stage_model.loss.logvar",
        "cond_stage_model.model.ln_final.weight",
        "conditioner.embedders.0.transformer.text_model.final_layer_norm.weight",
        "alphas_cumprod",
        "",
    ],
)
def test_keys_of_no_component(key: str) -> None:
    assert component_name(key) is None


@pytest.mark.parametrize(
    ("component", "name"), [("unet", "add_embedding.linear_1.weight"), ("vae", "conv_in"), ("unet", "")]
)
def test_names_that_sd1_does_not_have(component: Component, name: str) -> None:
    with pytest.raises(KeyError):
        original_name(component, name)
