"""Presets of kohya_ss mean here what that program makes of them, as recorded from it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from kohya_like.config.presets.preset import PRESET_PARAMETERS, draft_of
from kohya_like.config.presets.reading import read_preset
from kohya_like.config.problems import InputError
from kohya_like.config.rules import problems_of
from kohya_like.config.run import RunConfig, is_used
from tests.reference import recorded

FOLDER = recorded.path("kohya_presets")

NAMES = [
    *("network_dim", "network_alpha", "network_dropout", "train_batch_size", "gradient_accumulation_steps"),
    *("gradient_checkpointing", "enable_bucket", "bucket_no_upscale", "bucket_reso_steps", "flip_aug"),
    *("cache_latents_to_disk", "caption_extension", "shuffle_caption", "keep_tokens", "caption_dropout_rate"),
    *("caption_dropout_every_n_epochs", "max_token_length", "mixed_precision", "save_precision", "save_state"),
    *("save_every_n_epochs", "save_every_n_steps", "min_snr_gamma", "noise_offset", "prior_loss_weight"),
    *("max_grad_norm", "lr_scheduler", "sample_every_n_steps"),
    *("network_train_unet_only", "network_train_text_encoder_only"),
]
"""Parameters that the file of arguments holds under their own names; it leaves out what is 0, off or empty."""


STANDS = {"max_token_length": 75}
"""What the program itself takes where the argument is left out."""


def _recorded() -> Iterator[Any]:
    defaults = json.loads((FOLDER / "lora__gui_defaults.values.json").read_text())
    arguments = json.loads((FOLDER / "lora__gui_defaults.expected.json").read_text())["toml"]
    yield pytest.param(defaults, arguments, id="defaults")
    for path in sorted(FOLDER.glob("lora__*.expected.json")):
        preset = path.with_name(path.name.replace(".expected", ""))
        if preset.exists():
            yield pytest.param(json.loads(preset.read_text()), json.loads(path.read_text())["toml"], id=preset.stem)
    for name, case in json.loads((FOLDER / "variations.json").read_text()).items():
        if case["tab"] == "lora" and (changes := case["toml_changes_from_gui_defaults"]):
            kept = {key: value for key, value in arguments.items() if key not in changes["absent"]}
            yield pytest.param({**defaults, **case["varied"]}, {**kept, **changes["set"]}, id=name)


CASES = list(_recorded())


def _read(data: dict[str, Any]) -> tuple[RunConfig, dict[str, Any], set[str]]:
    preset = read_preset(json.dumps(data))
    return draft_of(preset.values).config, preset.values, {each.key for each in preset.left_out}


@pytest.mark.parametrize(("data", "arguments"), CASES)
def test_every_value_is_the_argument_that_the_program_passes_or_is_left_out(data, arguments):
    run, _, left_out = _read(data)
    for name in NAMES:
        parameter = PRESET_PARAMETERS[name]
        if name in left_out or (name == "noise_offset" and "noise_offset_type" in left_out):
            continue
        if is_used(parameter, run):
            assert (run.value(parameter.path) or 0) == arguments.get(name, STANDS.get(name, 0)), name


@pytest.mark.parametrize(("data", "arguments"), CASES)
def test_rates_length_and_size_are_those_that_the_program_passes(data, arguments):
    run, values, left_out = _read(data)
    if "resolution" not in left_out:
        assert run.resolution() == tuple(int(side) for side in arguments["resolution"].split(","))
    if "optimizer" not in left_out or arguments["optimizer_type"] == "AdamW8bit":
        text_encoder = arguments.get("text_encoder_lr", [None])[0]
        assert (run.unet_learning_rate(), run.text_encoder_learning_rate()) == (arguments.get("unet_lr"), text_encoder)
        assert run.optimizer.optimizer_args == arguments.get("optimizer_args", [])
    if "lr_warmup" not in left_out:
        assert run.optimizer.lr_warmup_steps == arguments.get("lr_warmup_steps", 0)
    if int(data.get("max_train_steps") or 0) or "max_train_steps" not in data:
        steps = None if values.get("max_train_epochs") else arguments["max_train_steps"]
        assert values.get("max_train_steps") == steps
    else:
        assert values["max_train_epochs"] in (int(data["epoch"]), arguments.get("max_train_epochs"))


@pytest.mark.parametrize(("data", "arguments"), CASES)
def test_what_a_preset_gives_fits_together(data, arguments):
    run, _, _ = _read(data)
    together = {problem.field for problem in problems_of(run) if problem.severity == "error"}
    prompts = {"sample.sample_prompts"} if arguments.get("sample_every_n_steps") else set()
    assert together == prompts  # Prompts are never part of a preset.


def test_a_type_of_network_that_is_not_implemented_takes_its_shape_with_it():
    _, values, left_out = _read(json.loads((FOLDER / "lora__sd15 - LoKR v1.0.json").read_text()))
    assert {"LoRA_type", "network_dim", "network_alpha", "conv_dim", "factor", "scale_weight_norms"} <= left_out
    assert not values.keys() & {"network_type", "network_dim", "network_alpha", "conv_dim"}


def test_the_rates_of_an_optimizer_that_finds_its_own_are_not_given_to_another():
    _, values, left_out = _read(json.loads((FOLDER / "lora__ia3-sd15.json").read_text()))
    assert {"optimizer", "learning_rate", "unet_lr", "text_encoder_lr"} <= left_out
    assert not values.keys() & {"learning_rate", "unet_lr", "text_encoder_lr", "optimizer_type"}


def test_paths_in_a_preset_are_named_without_their_value():
    preset = read_preset((FOLDER / "lora__flux1D - adamw8bit fp8.json").read_text())
    left_out = {each.key: each.value for each in preset.left_out}
    assert left_out["output_dir"] is None and left_out["pretrained_model_name_or_path"] is None
    assert left_out["fp8_base"] == "true"


@pytest.mark.parametrize("tab", ["dreambooth", "finetune"])
def test_presets_of_other_tabs_are_refused_with_one_sentence(tab: str):
    for path in FOLDER.glob(f"{tab}__*.json"):
        if "expected" not in path.name:
            with pytest.raises(InputError) as caught:
                read_preset(path.read_text())
            assert "LoRA tab" in caught.value.problems[0].text.en
