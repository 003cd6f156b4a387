"""What follows from a run's values."""

from pathlib import Path

import pytest

from kohya_like.config.run import DEFAULT_EPOCHS, PARAMETERS, RunConfig, is_used
from kohya_like.config.sections.network import Network


@pytest.mark.parametrize(
    ("given", "expected"),
    [("512", (512, 512)), ("512,768", (512, 768)), ("512x768", (512, 768)), (" 512 , 768 ", (512, 768))],
)
def test_resolution_is_width_and_height(given: str, expected: tuple[int, int]):
    assert RunConfig.model_validate({"dataset": {"resolution": given}}).resolution() == expected


@pytest.mark.parametrize(
    ("given", "epochs"),
    [({}, DEFAULT_EPOCHS), ({"max_train_epochs": 3}, 3), ({"max_train_steps": 100}, None)],
)
def test_epochs_unless_the_length_is_given_in_steps(given: dict[str, int], epochs: int | None):
    assert RunConfig.model_validate({"train": given}).epochs() == epochs


@pytest.mark.parametrize(
    ("network", "optimizer", "rates"),
    [
        ({}, {"learning_rate": 1e-3}, (1e-3, 1e-3)),
        ({}, {"learning_rate": 1e-3, "unet_lr": 2e-3, "text_encoder_lr": 5e-4}, (2e-3, 5e-4)),
        ({"network_train_unet_only": True}, {"learning_rate": 1e-3}, (1e-3, None)),
        ({"network_train_text_encoder_only": True}, {"learning_rate": 1e-3}, (None, 1e-3)),
    ],
)
def test_learning_rates_of_the_parts(network: dict[str, bool], optimizer: dict[str, float], rates: tuple[float | None]):
    run = RunConfig.model_validate({"network": network, "optimizer": optimizer})
    assert (run.unet_learning_rate(), run.text_encoder_learning_rate()) == rates


@pytest.mark.parametrize(("given", "steps"), [(0, 0), (0.1, 10), (0.999, 99), (1, 1), (30, 30)])
def test_warm_up_is_a_share_below_one_and_steps_from_one(given: float, steps: int):
    assert RunConfig.model_validate({"optimizer": {"lr_warmup_steps": given}}).warmup_steps(100) == steps


@pytest.mark.parametrize(
    ("given", "rank", "alpha"),
    [
        ({"network_type": "lora"}, None, None),
        ({"network_type": "locon", "network_dim": 16}, 8, 4.0),
        ({"network_type": "locon", "network_dim": 1}, 1, 0.5),
        ({"network_type": "locon", "conv_dim": 4}, 4, 2.0),
        ({"network_type": "locon", "conv_dim": 4, "conv_alpha": 1.0}, 4, 1.0),
    ],
)
def test_convolutions_take_half_unless_told(given: dict[str, object], rank: int | None, alpha: float | None):
    network = Network.model_validate(given)
    assert (network.convolution_rank(), network.convolution_alpha()) == (rank, alpha)


def test_relative_paths_become_absolute_and_the_run_stays_as_it_was(tmp_path: Path):
    run = RunConfig.model_validate({"model": {"vae": "a/../vae.pt"}, "save": {"output_dir": str(tmp_path)}})
    absolute = run.absolute(tmp_path)
    assert (absolute.model.vae, absolute.save.output_dir) == (tmp_path / "vae.pt", tmp_path)
    assert run.model.vae == Path("a/../vae.pt")


def test_a_home_that_is_not_known_stays_part_of_the_path(tmp_path: Path):
    run = RunConfig.model_validate({"model": {"vae": "~nobody-of-this-name/vae.pt"}})
    assert run.absolute(tmp_path).model.vae == tmp_path / "~nobody-of-this-name" / "vae.pt"


def test_a_parameter_is_used_where_its_conditions_hold():
    bucketed, plain = RunConfig(), RunConfig.model_validate({"dataset": {"enable_bucket": False}})
    assert is_used(PARAMETERS["bucket_reso_steps"], bucketed)
    assert not is_used(PARAMETERS["bucket_reso_steps"], plain)
    assert is_used(PARAMETERS["seed"], plain)


@pytest.mark.parametrize("values", [{"network": {"unknown": 1}}, {"unknown": {}}, {"network": {"network_dim": "16"}}])
def test_unknown_keys_and_wrong_types_never_pass(values: dict[str, object]):
    with pytest.raises(ValueError, match="validation error"):
        RunConfig.model_validate(values)


def test_the_compiler_is_told_what_it_takes():
    dynamic = RunConfig.model_validate({"launch": {"dynamo_backend": "eager", "dynamo_use_dynamic": True}})
    assert dynamic.launch.compile_arguments() == {
        "backend": "eager",
        "mode": None,
        "fullgraph": False,
        "dynamic": True,
    }
    thorough = {"dynamo_backend": "inductor", "dynamo_mode": "max-autotune", "dynamo_use_fullgraph": True}
    assert RunConfig.model_validate({"launch": thorough}).launch.compile_arguments() == {
        "backend": "inductor",
        "mode": "max-autotune",
        "fullgraph": True,
        "dynamic": None,
    }


def test_a_step_has_the_batches_of_all_processes():
    run = RunConfig.model_validate({"train": {"gradient_accumulation_steps": 3}, "launch": {"num_processes": 2}})
    assert run.batches_per_step() == 6
