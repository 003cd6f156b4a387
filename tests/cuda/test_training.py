"""The CUDA path, where there is a GPU: run with `python -m pytest tests/cuda`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from accelerate.state import AcceleratorState, GradientState
from safetensors.torch import load_file

from kohya_like.jobs.follow import follow
from kohya_like.jobs.launch import start
from kohya_like.jobs.training import new_training
from tests.training import runs

pytestmark = [
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU"),
]


@pytest.fixture(autouse=True)
def fresh_accelerator() -> Iterator[None]:
    """accelerate keeps device and precision for the whole process; each run here has its own."""
    AcceleratorState._reset_state(reset_partial_state=True)
    GradientState._reset_state()
    yield
    AcceleratorState._reset_state(reset_partial_state=True)
    GradientState._reset_state()


@pytest.mark.parametrize("precision", ["no", "fp16", "bf16"])
def test_it_learns_in_each_precision(tmp_path: Path, precision: str) -> None:
    run = runs.config(
        tmp_path,
        train={"max_train_steps": 60, "mixed_precision": precision, "train_batch_size": 4},
        optimizer={"learning_rate": 2e-3},
        launch={"device": "cuda"},
    )
    job = runs.new_job(tmp_path, run)
    weights = load_file(runs.train_here(job, run))
    assert all(tensor.isfinite().all() for tensor in weights.values())
    losses = [event["loss"] for event in runs.events(job, "metrics") if "loss" in event]
    assert sum(losses[-20:]) < 0.8 * sum(losses[:20])


def test_the_same_seed_starts_from_the_same_numbers_as_on_a_cpu(tmp_path: Path) -> None:
    first = []
    for device in ("cpu", "cuda"):
        run = runs.config(
            tmp_path,
            train={"max_train_steps": 1, "mixed_precision": "no"},
            network={"network_dropout": 0.0},
            launch={"device": device},
        )
        job = runs.new_job(tmp_path, run)
        trainer = runs.prepared(job, run)
        assert trainer.circumstances.device == device
        trainer.train()
        first += [event["loss"] for event in runs.events(job, "metrics") if "loss" in event]
    assert first[1] == pytest.approx(first[0], rel=1e-3)


@pytest.mark.parametrize("precision", ["fp16", "bf16"])
def test_a_stopped_run_goes_on_in_half_precision(tmp_path: Path, precision: str) -> None:
    run = runs.config(tmp_path, train={"max_train_steps": 4, "mixed_precision": precision}, launch={"device": "cuda"})
    whole = load_file(runs.train_here(runs.new_job(tmp_path, run), run))
    job = runs.new_job(tmp_path, run)
    runs.train_one_step(job, run)
    job.write(job.launch().model_copy(update={"resume": "auto"}))
    parts = load_file(runs.train_here(job, run))
    assert all(torch.allclose(whole[name], value, rtol=0.05, atol=1e-4) for name, value in parts.items())


@pytest.mark.parametrize("precision", ["no", "fp16", "bf16"])
@pytest.mark.skipif(torch.cuda.device_count() < 2, reason="needs two NVIDIA GPUs")
def test_two_gpus_train_what_one_would(tmp_path: Path, precision: str) -> None:
    two = {"device": "cuda", "num_processes": 2, "gpu_ids": "0,1"}
    length = {"max_train_steps": 4, "mixed_precision": precision, "gradient_accumulation_steps": 1}
    run = runs.config(tmp_path, train=length, network={"network_dropout": 0.0}, launch=two)
    job = new_training(tmp_path / "together", run)
    start(job)
    [*_, last] = follow(job)
    assert last["event"] == "finished", job.console_file.read_text()
    together = load_file(last["path"])
    alone = load_file(runs.train_here(runs.new_job(tmp_path / "alone", run), run))
    assert all(torch.allclose(together[name], value, rtol=0.05, atol=1e-4) for name, value in alone.items())


def test_more_processes_than_gpus_are_refused(tmp_path: Path) -> None:
    launch = {"device": "cuda", "num_processes": torch.cuda.device_count() + 1}
    run = runs.config(tmp_path, train={"max_train_steps": 1, "train_batch_size": 1}, launch=launch)
    job = new_training(tmp_path, run)
    start(job)
    [*_, last] = follow(job)
    assert (last["event"], last["field"]) == ("failed", "launch.num_processes")


@pytest.mark.parametrize("backend", ["inductor", "cudagraphs"])
def test_a_compiled_unet_learns_the_same(tmp_path: Path, backend: str) -> None:
    found = []
    for name in ("no", backend):
        run = runs.config(
            tmp_path,
            train={"max_train_steps": 3, "mixed_precision": "no"},
            network={"network_dropout": 0.0},
            launch={"device": "cuda", "dynamo_backend": name},
        )
        found.append(load_file(runs.train_here(runs.new_job(tmp_path / name, run), run)))
    assert all(torch.allclose(found[1][name], value, rtol=0.05, atol=1e-4) for name, value in found[0].items())
