"""What is written as a preset reads back as it was, whatever it holds; and any text is read or refused."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kohya_like.config.presets.preset import NEVER, PRESET_PARAMETERS, Info, checked_values
from kohya_like.config.presets.reading import completed, info_of, read_preset
from kohya_like.config.presets.tab import DEFAULTS, KEPT_ON_SCREEN, TAB
from kohya_like.config.presets.writing import write_preset
from kohya_like.config.problems import InputError
from kohya_like.config.run import PARAMETERS
from kohya_like.config.text import Text
from tests.config.strategies import UNICODE, values_of

TEXTS = st.builds(Text, st.text(UNICODE, max_size=20), st.text(UNICODE, max_size=20))
INFOS = st.builds(
    Info,
    title=st.none() | TEXTS,
    when=st.none() | TEXTS,
    family=st.sampled_from([None, "sd1"]),
    goal=st.sampled_from([None, "character", "style", "object"]),
    memory=st.none() | st.integers(1, 80),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def drafts(draw: st.DrawFn) -> dict[str, Any]:
    """Some values of any parameters."""
    chosen = draw(st.lists(st.sampled_from(list(PARAMETERS.values())), max_size=12, unique_by=id))
    return {parameter.name: draw(values_of(parameter)) for parameter in chosen}


@given(drafts(), INFOS)
@settings(max_examples=80)
@example({"max_train_epochs": 3, "max_train_steps": 7, "lr_scheduler": "constant", "lr_warmup_steps": 5.0}, Info())
@example({"network_train_unet_only": True, "network_train_text_encoder_only": True, "unet_lr": 1.0}, Info())
@example({"conv_dim": 4, "attention": "xformers", "optimizer_type": "Adafactor", "clip_skip": 1, "seed": 0}, Info())
@example({"resolution": "512 x 512", "optimizer_args": ['a="b c"']}, Info())
def test_a_preset_reads_back_as_it_was_written(values: dict[str, Any], info: Info):
    text = write_preset(values, info)
    preset = read_preset(text)
    assert preset.values == checked_values(values)
    assert (preset.left_out, preset.info) == ([], info)
    assert info_of(text) == info
    assert completed(text) == text


@given(drafts())
@settings(max_examples=30)
def test_every_key_of_the_tab_is_written_and_none_that_is_personal(values: dict[str, Any]):
    data = json.loads(write_preset(values, Info()))
    assert data.keys() == DEFAULTS.keys() | {"kohya_like"}
    assert all(data[key] is None for key in KEPT_ON_SCREEN)
    assert not data["kohya_like"].get("values", {}).keys() & NEVER


def test_what_a_preset_never_holds():
    assert {"train_data_dir", "vae", "output_dir", "output_name", "sample_prompts", "device", "gpu_ids"} <= NEVER
    assert {"network_dim", "learning_rate", "seed", "clip_skip"} <= PRESET_PARAMETERS.keys()


@given(st.dictionaries(st.sampled_from(sorted(DEFAULTS)) | st.text(max_size=8), JSON, max_size=8))
@settings(max_examples=100)
def test_any_values_are_read_or_left_out_or_refused(data: dict[str, Any]):
    try:
        preset = read_preset(json.dumps({"LoRA_type": "Standard", **data}))
    except InputError as error:
        assert len(error.problems) == 1
        return
    assert write_preset(preset.values, preset.info)
    told = {each.key for each in preset.left_out}
    personal = {key for key in data if key in TAB["personal"] and data[key] not in (None, "", DEFAULTS[key])}
    assert personal <= told
    assert all(each.value is None for each in preset.left_out if each.key in personal)


@given(st.text(max_size=60))
@example("[" * 100_000)
@example('{"network_dim": NaN}')
@example('{"network_dim": "\\ud800"}')
@example('{"kohya_like": 5}')
@example('{"kohya_like": {"values": []}}')
@example('{"kohya_like": {"memory": "much"}}')
@example("[]")
@example("{}")
@example('{"something": "else"}')
@example("9" * 5000)
@example(" " * (1 << 21))
def test_a_text_that_is_no_preset_is_refused_with_one_sentence(text: str):
    with pytest.raises(InputError) as caught:
        read_preset(text)
    (problem,) = caught.value.problems
    assert problem.field == "preset" and problem.text.en != problem.text.zh


@pytest.mark.parametrize(
    ("given_text", "name", "expected"),
    [
        ('{"network_dim": "32"}', "network_dim", 32),
        ('{"network_dim": "3.2e1"}', "network_dim", 32),
        ('{"enable_bucket": "False"}', "enable_bucket", False),
        ('{"max_train_steps": ""}', "max_train_epochs", 1),
        ('{"lr_warmup": "7"}', "lr_warmup_steps", 0.07),
        ('{"lr_warmup": 7, "lr_warmup_steps": 55}', "lr_warmup_steps", 55),
        ('{"text_encoder_lr": [5e-05, 5e-05]}', "text_encoder_lr", 5e-5),
        ('{"text_encoder_lr": 0}', "network_train_unet_only", True),
        ('{"unet_lr": 0}', "network_train_text_encoder_only", True),
        ('{"sample_sampler": "k_euler"}', "sample_sampler", "euler"),
        ('{"optimizer": "torch.optim.NAdam"}', "optimizer_type", "NAdam"),
        ('{"optimizer_args": "\\"weight_decay=0.1\\" betas=0.9,0.99"}', "optimizer_args", None),
        ('{"LoRA_type": "LoCon", "conv_dim": 8}', "conv_dim", 8),
        ('\ufeff{"seed": "1234"}', "seed", 1234),
    ],
)
def test_the_forms_in_which_values_are_found(given_text: str, name: str, expected: Any):
    wanted = ["weight_decay=0.1", "betas=0.9,0.99"] if expected is None else expected
    assert read_preset(given_text).values[name] == wanted


@pytest.mark.parametrize(
    ("key", "value", "part_of_the_reason"),
    [
        ("network_dim", 5000, "at most 1024"),
        ("optimizer", "Lion", "AdamW takes its place"),
        ("optimizer", "Adafactor", "AdamW takes its place"),
        ("lr_scheduler", "inverse_sqrt", "not implemented"),
        ("mixed_precision", "fp8", "not implemented"),
        ("sdxl", True, "model family"),
        ("num_processes", 4, "machine"),
        ("wandb_api_key", "secret", "never"),
        ("masked_loss", True, "not implemented"),
        ("max_data_loader_n_workers", 8, "automatic"),
        ("surprise", 1, "no such setting"),
    ],
)
def test_what_is_left_out_says_why(key: str, value: Any, part_of_the_reason: str):
    preset = read_preset(json.dumps({"LoRA_type": "Standard", "xformers": "sdpa", "optimizer": "AdamW", key: value}))
    (left_out,) = [each for each in preset.left_out if each.key == key]
    assert part_of_the_reason in left_out.reason.en
    assert "secret" not in str(preset.left_out)


def test_a_warm_up_before_a_constant_rate_is_left_out():
    preset = read_preset('{"lr_scheduler": "constant", "lr_warmup": 10}')
    assert "lr_warmup_steps" not in preset.values
    assert "lr_warmup" in [each.key for each in preset.left_out]


def test_our_own_part_may_come_from_another_version():
    preset = read_preset('{"kohya_like": {"values": {"network_dim": 4, "from_the_future": 1, "output_name": "mine"}}}')
    assert preset.values["network_dim"] == 4 and "output_name" not in preset.values
    assert {each.key for each in preset.left_out} >= {"from_the_future", "output_name"}


def test_a_wrong_value_cannot_be_written():
    with pytest.raises(InputError) as caught:
        write_preset({"network_dim": "many", "learning_rate": 0, "train_data_dir": "a\x00b"}, Info())
    assert [problem.field for problem in caught.value.problems] == ["network.network_dim", "optimizer.learning_rate"]


def test_completing_keeps_what_is_not_implemented_and_drops_what_is_personal():
    text = completed('{"LoRA_type": "LyCORIS/LoKr", "factor": 6, "huggingface_token": "secret", "vae": "/home/me/x"}')
    data = json.loads(text)
    assert data.keys() == DEFAULTS.keys()
    assert (data["LoRA_type"], data["factor"], data["vae"]) == ("LyCORIS/LoKr", 6, None)
    assert "secret" not in text
