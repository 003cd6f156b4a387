"""Rules that concern more than one parameter."""

from typing import Any

import pytest

from kohya_like.config import rules
from kohya_like.config.problems import Problem
from kohya_like.config.rules import COMPANIONS, RULES, problems_of
from kohya_like.config.run import PARAMETERS, RunConfig


def run_of(**values: Any) -> RunConfig:
    """A run with these parameters, whatever sections they belong to."""
    tables: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        tables.setdefault(PARAMETERS[name].section, {})[name] = value
    return RunConfig.model_validate(tables)


def only(**values: Any) -> Problem:
    (problem,) = problems_of(run_of(**values))
    return problem


def test_a_run_of_defaults_has_no_problem():
    assert problems_of(RunConfig()) == []


WRONG = [
    (
        {"max_train_epochs": 2, "max_train_steps": 100},
        "train.max_train_steps",
        "Both max_train_epochs and max_train_steps are given, and only one can hold: remove one of them.",
    ),
    (
        {"network_train_unet_only": True, "network_train_text_encoder_only": True},
        "network.network_train_text_encoder_only",
        "network_train_unet_only and network_train_text_encoder_only exclude each other: switch one off.",
    ),
    (
        {"network_train_unet_only": True, "text_encoder_lr": 1e-5},
        "optimizer.text_encoder_lr",
        "text_encoder_lr is given, but network_train_unet_only leaves that part untrained: remove one of them.",
    ),
    (
        {"network_train_text_encoder_only": True, "unet_lr": 1e-5},
        "optimizer.unet_lr",
        "unet_lr is given, but network_train_text_encoder_only leaves that part untrained: remove one of them.",
    ),
    (
        {"lr_warmup_steps": 5.5},
        "optimizer.lr_warmup_steps",
        "lr_warmup_steps is 5.5: give whole steps, or a number below 1 for a share of the run.",
    ),
    (
        {"lr_warmup_steps": 5, "lr_scheduler": "constant"},
        "optimizer.lr_scheduler",
        "The scheduler 'constant' has no warm-up: choose 'constant_with_warmup', or set lr_warmup_steps to 0.",
    ),
    (
        {"resolution": "48", "min_bucket_reso": 8},
        "dataset.resolution",
        "The resolution 48x48 is impossible: each side must be from 64 to 8192 pixels.",
    ),
    (
        {"resolution": "512,9000", "bucket_no_upscale": True, "bucket_reso_steps": 512},
        "dataset.resolution",
        "The resolution 512x9000 is impossible: each side must be from 512 to 8192 pixels.",
    ),
    (
        {"resolution": "500", "enable_bucket": False},
        "dataset.resolution",
        "The resolution 500x500 is not a multiple of 8: choose one that is, or switch enable_bucket on.",
    ),
    (
        {"min_bucket_reso": 600},
        "dataset.min_bucket_reso",
        "min_bucket_reso is 600, which is more than the resolution 512x512: lower it.",
    ),
    (
        {"resolution": "1024", "max_bucket_reso": 900},
        "dataset.max_bucket_reso",
        "max_bucket_reso is 900, which is less than the resolution 1024x1024: raise it.",
    ),
    (
        {"device": "cpu", "attention": "xformers"},
        "train.attention",
        "attention = xformers needs a GPU, but device is cpu: choose auto.",
    ),
    (
        {"num_processes": 3, "num_machines": 2, "main_process_ip": "10.0.0.1", "main_process_port": 29500},
        "launch.num_processes",
        "num_processes is 3, which 2 machines cannot share evenly: give a multiple.",
    ),
    (
        {"num_processes": 2, "gpu_ids": "0"},
        "launch.gpu_ids",
        "gpu_ids names 0, but 2 processes run on this machine, each on a GPU of its own: make them agree.",
    ),
    (
        {"num_processes": 2, "gpu_ids": "1,01"},
        "launch.gpu_ids",
        "gpu_ids names 1,01, but 2 processes run on this machine, each on a GPU of its own: make them agree.",
    ),
    (
        {"machine_rank": 1},
        "launch.machine_rank",
        "machine_rank is 1, but with num_machines = 1 the last one is 0: lower it.",
    ),
    (
        {"num_processes": 2, "num_machines": 2, "main_process_port": 29500},
        "launch.main_process_ip",
        "Several machines need main_process_ip: give the address of machine 0.",
    ),
    (
        {"num_processes": 2, "num_machines": 2, "main_process_ip": "10.0.0.1"},
        "launch.main_process_port",
        "Several machines need one main_process_port: give the same on all of them, such as 29500.",
    ),
    (
        {"main_process_ip": "10.0.0.1"},
        "launch.main_process_ip",
        "main_process_ip acts only with num_machines above 1: remove it, or raise that.",
    ),
    (
        {"main_process_port": 29500},
        "launch.main_process_port",
        "main_process_port acts only with num_processes above 1: remove it, or raise that.",
    ),
    (
        {"dynamo_backend": "cudagraphs", "device": "cpu"},
        "launch.dynamo_backend",
        "dynamo_backend = cudagraphs needs a GPU, but device is cpu: choose inductor.",
    ),
    (
        {"dynamo_backend": "eager", "dynamo_mode": "max-autotune"},
        "launch.dynamo_mode",
        "dynamo_mode acts only with dynamo_backend = inductor: remove it, or set that.",
    ),
    (
        {"sample_at_first": True},
        "sample.sample_prompts",
        "Previews are asked for, but there is no prompt: give sample_prompts.",
    ),
    (
        {"sample_prompts": ["a cat --w 100"], "sample_at_first": True},
        "sample.sample_prompts",
        "In the prompt 'a cat --w 100', --w is '100': it must be a multiple of 8 from 64 to 8192.",
    ),
    (
        {"output_name": "a/b"},
        "save.output_name",
        'The name "a/b" cannot be a file name: leave out / \\ : * ? " < > | and dots or spaces at its ends.',
    ),
    ({"output_name": "con"}, "save.output_name", 'Windows reserves the name "con": choose another.'),
    ({"output_name": "COM1.v2"}, "save.output_name", 'Windows reserves the name "COM1.v2": choose another.'),
    (
        {"output_name": "猫" * 67},
        "save.output_name",
        f'The name "{"猫" * 56}... is too long for a file: shorten it.',
    ),
    (
        {"optimizer_args": ["weight_decay"]},
        "optimizer.optimizer_args",
        '"weight_decay" in optimizer_args is not of the form name=value.',
    ),
    (
        {"optimizer_args": ["lr=1"]},
        "optimizer.optimizer_args",
        "optimizer_args sets the learning rate again: remove lr there, and set learning_rate.",
    ),
    (
        {"optimizer_args": ["eps=1e-8", "eps=1e-7"]},
        "optimizer.optimizer_args",
        "optimizer_args gives eps twice: remove one.",
    ),
    (
        {"secondary_separator": ","},
        "caption.secondary_separator",
        'secondary_separator is the same as caption_separator, ",": give it another text, such as ;;;.',
    ),
    ({"conv_dim": 4}, "network.conv_dim", "conv_dim acts only with network_type = locon: remove it, or set that."),
    (
        {"bucket_no_upscale": True, "max_bucket_reso": 2048},
        "dataset.max_bucket_reso",
        "max_bucket_reso acts only with enable_bucket = true and bucket_no_upscale = false: remove it, or set that.",
    ),
]


@pytest.mark.parametrize(("values", "field", "sentence"), WRONG, ids=[sentence[:50] for _, _, sentence in WRONG])
def test_an_impossible_combination_gets_its_sentence(values: dict[str, Any], field: str, sentence: str):
    problem = only(**values)
    assert (problem.field, problem.severity, problem.text.en) == (field, "error", sentence)
    assert problem.text.zh and problem.text.zh != problem.text.en


HARMLESS = [
    (
        {"sample_prompts": ["a cat"]},
        "There are preview prompts, but nothing says when to draw them: set sample_every_n_epochs.",
    ),
    (
        {"keep_tokens": 1},
        "keep_tokens has no effect while tags are neither shuffled nor dropped: set shuffle_caption, or remove it.",
    ),
    (
        {"keep_tokens_separator": "|||"},
        "While tags are neither shuffled nor dropped, keep_tokens_separator stays in the captions as a word: set "
        "shuffle_caption, or remove it there and here.",
    ),
    (
        {"save_last_n_epochs": 2},
        "save_last_n_epochs has no effect without save_every_n_epochs: remove it, or set save_every_n_epochs.",
    ),
    (
        {"prior_loss_weight": 0.5},
        "prior_loss_weight has no effect without reg_data_dir: remove it, or set reg_data_dir.",
    ),
]


@pytest.mark.parametrize(("values", "sentence"), HARMLESS, ids=[sentence[:40] for _, sentence in HARMLESS])
def test_what_has_no_effect_is_a_warning(values: dict[str, Any], sentence: str):
    problem = only(**values)
    assert (problem.severity, problem.text.en) == ("warning", sentence)
    assert problem.text.zh and problem.text.zh != problem.text.en


RIGHT: list[dict[str, Any]] = [
    {"max_train_steps": 100},
    {"network_train_unet_only": True, "unet_lr": 1e-4},
    {"lr_warmup_steps": 0.1},
    {"lr_warmup_steps": 5, "lr_scheduler": "constant_with_warmup"},
    {"resolution": "512", "min_bucket_reso": 540},  # It is lowered to 512, a multiple of the step.
    {"resolution": "1024", "max_bucket_reso": 1000},  # It is raised to 1024.
    {"resolution": "128", "bucket_no_upscale": True},
    {"resolution": "128,136", "enable_bucket": False},
    {"device": "cpu", "attention": "sliced"},
    {"sample_prompts": ["a cat --w 64 --n dog"], "sample_every_n_steps": 10},
    {"output_name": "my cat (v2.0) 猫 -final"},
    {"optimizer_args": ["betas=0.9,0.99", "weight_decay = 0.01"]},
    {"conv_dim": 4, "network_type": "locon"},
    {"keep_tokens": 1, "caption_tag_dropout_rate": 0.1},
    {"keep_tokens_separator": "|||", "secondary_separator": ";;;", "shuffle_caption": True},
    {"save_last_n_epochs": 2, "save_every_n_epochs": 1},
]


@pytest.mark.parametrize("values", RIGHT, ids=str)
def test_a_possible_combination_has_no_problem(values: dict[str, Any]):
    assert problems_of(run_of(**values)) == []


def test_companions_are_parameters():
    assert set(COMPANIONS) | set(COMPANIONS.values()) <= set(PARAMETERS)


def test_every_rule_is_listed():
    private = {value for name, value in vars(rules).items() if name.startswith("_") and hasattr(value, "__code__")}
    assert private == set(RULES)
