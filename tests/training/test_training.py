"""Whole runs: what they save, draw, measure and say."""

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from kohya_like.config.problems import InputError, MachineError
from kohya_like.jobs.child import StopRequested
from kohya_like.jobs.job import Job
from tests.training import runs


def train(folder: Path, **sections: dict[str, Any]) -> tuple[Job, Path]:
    run = runs.config(folder, **sections)
    job = runs.new_job(folder, run)
    return job, runs.train_here(job, run)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_copies_are_kept_at_their_steps_and_epochs(tmp_path: Path) -> None:
    job, path = train(
        tmp_path,
        train={"max_train_steps": None, "max_train_epochs": 3, "train_batch_size": 5, "gradient_accumulation_steps": 1},
        save={"save_every_n_epochs": 1, "save_last_n_epochs": 1, "save_every_n_steps": 3, "save_precision": "bf16"},
    )
    assert names(path.parent) == ["tiny-000002.safetensors", "tiny-step00000003.safetensors", "tiny.safetensors"]
    assert {tensor.dtype for tensor in load_file(path).values()} == {torch.bfloat16}
    assert [event["step"] for event in runs.events(job, "saved") if event["kind"] == "weights"] == [2, 3, 4, 6]


def test_a_locon_trains_its_convolutions(tmp_path: Path) -> None:
    _, path = train(tmp_path, network={"network_type": "locon", "conv_dim": 1}, train={"max_train_steps": 2}, save={})
    weights = load_file(path)
    wide = [name for name in weights if name.endswith("conv1.lora_up.weight")]
    assert wide
    assert all(weights[name].abs().sum() > 0 for name in wide)


@pytest.mark.parametrize(
    ("switch", "prefix"),
    [("network_train_unet_only", "lora_unet_"), ("network_train_text_encoder_only", "lora_te_")],
)
def test_only_the_wanted_part_is_trained(tmp_path: Path, switch: str, prefix: str) -> None:
    _, path = train(tmp_path, network={switch: True}, train={"max_train_steps": 1})
    assert all(name.startswith(prefix) for name in load_file(path))


def test_each_part_has_its_own_learning_rate(tmp_path: Path) -> None:
    job, _ = train(
        tmp_path,
        optimizer={"unet_lr": 4e-4, "text_encoder_lr": 1e-4, "lr_scheduler": "constant", "lr_warmup_steps": 0},
        train={"max_train_steps": 1},
    )
    [metrics] = [event for event in runs.events(job, "metrics") if "loss" in event]
    assert (metrics["lr_unet"], metrics["lr_text_encoder"]) == (4e-4, 1e-4)


def test_gradient_checkpointing_changes_nothing_but_memory(tmp_path: Path) -> None:
    plain = load_file(train(tmp_path, train={"max_train_steps": 2}, network={"network_dropout": 0.0})[1])
    sparing = {"max_train_steps": 2, "gradient_checkpointing": True}
    saved = load_file(train(tmp_path, train=sparing, network={"network_dropout": 0.0})[1])
    assert all(torch.allclose(plain[name], saved[name], atol=1e-6) for name in plain)


def test_accumulating_equals_a_larger_batch(tmp_path: Path) -> None:
    common: dict[str, Any] = {"network": {"network_dropout": 0.0}}
    run = {"max_train_epochs": 1, "max_train_steps": None}
    whole = train(tmp_path, train={**run, "train_batch_size": 10, "gradient_accumulation_steps": 1}, **common)[1]
    large = load_file(whole)
    parts = train(tmp_path, train={**run, "train_batch_size": 5, "gradient_accumulation_steps": 2}, **common)[1]
    assert all(torch.allclose(large[name], value, atol=1e-6) for name, value in load_file(parts).items())


def test_previews_and_held_out_losses_come_when_asked_for(tmp_path: Path) -> None:
    held_out = runs.pictures(tmp_path / "held_out", count=2)
    job, _ = train(
        tmp_path,
        dataset={"validation_data_dir": held_out},
        train={"max_train_steps": 4, "validate_every_n_epochs": 1},
        sample={
            "sample_prompts": ["a sks toon cat --s 2 --d 3", "a fox --s 2"],
            "sample_every_n_steps": 2,
            "sample_at_first": True,
        },
    )
    samples = runs.events(job, "sample")
    assert [(event["step"], event["prompt"]) for event in samples[:2]] == [(0, "a sks toon cat"), (0, "a fox")]
    assert sorted({event["step"] for event in samples}) == [0, 2, 4]
    assert all(Path(event["path"]).is_file() for event in samples)
    measured = [event["step"] for event in runs.events(job, "metrics") if "validation_loss" in event]
    assert measured == [0, 3, 4]


def test_previews_do_not_change_the_result(tmp_path: Path) -> None:
    drawing = {"sample_prompts": ["a fox --s 2"], "sample_every_n_steps": 1}
    plain = load_file(train(tmp_path, train={"max_train_steps": 2})[1])
    drawn = load_file(train(tmp_path, train={"max_train_steps": 2}, sample=drawing)[1])
    assert all(torch.equal(plain[name], drawn[name]) for name in plain)


def test_a_loss_that_is_lost_ends_the_run_and_keeps_what_was_good(tmp_path: Path) -> None:
    diverging = {"optimizer_type": "SGD", "learning_rate": 10.0, "optimizer_args": ["momentum=0.99"]}
    steady = {"lr_scheduler": "constant", "lr_warmup_steps": 0, "max_grad_norm": 0}
    with pytest.raises(MachineError, match="not finite numbers"):
        train(tmp_path, optimizer={**diverging, **steady}, train={"max_train_steps": 200})
    assert not (tmp_path / "outputs" / "tiny.safetensors").exists()


def test_an_optimizer_that_does_not_take_an_argument_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="optimizer_args"):
        train(tmp_path, optimizer={"optimizer_args": ["speed=1"]})


def test_a_stop_leaves_a_copy_and_a_state(tmp_path: Path) -> None:
    run = runs.config(tmp_path)
    job = runs.new_job(tmp_path, run)
    assert runs.train_one_step(job, run) == 1
    assert names(tmp_path / "outputs") == ["tiny-step00000001.safetensors"]
    assert names(job.state_dir) == ["step-00000001"]


def test_a_stop_while_encoding_keeps_what_is_encoded(tmp_path: Path) -> None:
    run = runs.config(tmp_path)
    job = runs.new_job(tmp_path, run)
    job.request("stop")
    with pytest.raises(StopRequested) as stopped:
        runs.train_here(job, run)
    assert stopped.value.step == 0
    assert list((tmp_path / "train" / ".kohya-like" / "latents").glob("*.safetensors"))


def test_requests_for_a_copy_and_for_previews_are_followed_once(tmp_path: Path) -> None:
    run = runs.config(tmp_path, sample={"sample_prompts": ["a fox --s 1"]}, train={"max_train_steps": 3})
    job = runs.new_job(tmp_path, run)
    job.request("save")
    job.request("sample")
    runs.train_here(job, run)
    assert [event["step"] for event in runs.events(job, "sample")] == [1]
    assert "tiny-step00000001.safetensors" in names(tmp_path / "outputs")


def test_gradients_that_are_not_finite_touch_no_weight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs.config(tmp_path, train={"max_train_steps": 2})
    trainer = runs.prepared(runs.new_job(tmp_path, run), run)
    before = trainer.network.state()
    backward = trainer.accelerator.backward

    def broken(loss: torch.Tensor) -> None:
        backward(loss)
        next(trainer.network.parameters()).grad.fill_(torch.nan)

    monkeypatch.setattr(trainer.accelerator, "backward", broken)
    with pytest.raises(MachineError, match="gradients of step 1 are not finite"):
        trainer.train()
    assert all(torch.equal(value, before[name]) for name, value in trainer.network.state().items())
    assert not (tmp_path / "outputs").exists()


def test_the_number_of_kept_copies_holds_over_a_resume(tmp_path: Path) -> None:
    run = runs.config(
        tmp_path,
        train={"max_train_steps": 4, "train_batch_size": 10, "gradient_accumulation_steps": 1},
        save={"save_every_n_epochs": 1, "save_last_n_epochs": 1},
    )
    job = runs.new_job(tmp_path, run)
    for _ in range(3):
        runs.train_one_step(job, run)
        job.write(job.launch().model_copy(update={"resume": "auto"}))
    kept = [name for name in names(tmp_path / "outputs") if "step" not in name]
    assert kept == ["tiny-000003.safetensors"]


def test_the_unet_is_compiled_once_with_the_network_attached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs.config(tmp_path, train={"max_train_steps": 1}, launch={"dynamo_backend": "aot_eager"})
    trainer = runs.prepared(runs.new_job(tmp_path, run), run)
    compiled: list[tuple[bool, dict[str, Any]]] = []
    layer = trainer.network.places["lora_unet_mid_block_attentions_0_proj_in"].module
    monkeypatch.setattr(
        trainer.family.unet, "compile", lambda **given: compiled.append((bool(layer._forward_hooks), given))
    )
    trainer.train()
    assert compiled == [(True, run.launch.compile_arguments())]


@pytest.mark.nightly
@pytest.mark.parametrize("backend", ["eager", "aot_eager", "inductor"])
def test_a_compiled_unet_learns_the_same(tmp_path: Path, backend: str) -> None:
    steady: dict[str, Any] = {"train": {"max_train_steps": 3}, "network": {"network_dropout": 0.0}}
    plain = load_file(train(tmp_path, **steady)[1])
    launch = {"dynamo_backend": backend, "dynamo_use_fullgraph": True}
    compiled = load_file(train(tmp_path, **steady, launch=launch)[1])
    assert all(torch.allclose(plain[name], value, atol=1e-5) for name, value in compiled.items())
