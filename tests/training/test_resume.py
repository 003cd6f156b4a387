"""A run that was stopped or killed and resumed equals an unbroken one, bit for bit."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.jobs.follow import follow
from kohya_like.jobs.job import Job
from kohya_like.jobs.launch import end_processes, start
from kohya_like.jobs.records import Launch
from kohya_like.jobs.status import look
from kohya_like.jobs.training import states
from kohya_like.training.state import read_state
from tests.training import runs

STEPS = 5


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunConfig:
    return runs.config(tmp_path_factory.mktemp("run"), train={"max_train_steps": STEPS})


@pytest.fixture(scope="module")
def unbroken(run: RunConfig, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tensor]:
    return load_file(runs.train_here(runs.new_job(tmp_path_factory.mktemp("unbroken"), run), run))


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As the children of these tests have."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def resumable(job: Job) -> None:
    """Let the next start go on from the job's own state."""
    job.write(job.launch().model_copy(update={"resume": "auto"}))


def assert_equal(found: Path, expected: dict[str, Tensor]) -> None:
    tensors = load_file(found)
    assert tensors.keys() == expected.keys()
    assert all(torch.equal(tensors[name], expected[name]) for name in expected)


def test_two_unbroken_runs_are_equal(run: RunConfig, unbroken: dict[str, Tensor], tmp_path: Path) -> None:
    assert_equal(runs.train_here(runs.new_job(tmp_path, run), run), unbroken)


def test_a_run_stopped_again_and_again_equals_an_unbroken_one(
    run: RunConfig, unbroken: dict[str, Tensor], tmp_path: Path
) -> None:
    job = runs.new_job(tmp_path, run)
    for step in range(1, STEPS):
        assert runs.train_one_step(job, run) == step
        resumable(job)
    assert_equal(runs.train_here(job, run), unbroken)
    assert not any("tolerance" in warning["message"] for warning in runs.events(job, "warning"))


def test_a_run_killed_at_a_random_instant_equals_an_unbroken_one(
    run: RunConfig, unbroken: dict[str, Tensor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    saving = run.model_copy(deep=True)
    saving.save.save_every_n_steps, saving.save.save_state = 1, True
    job = runs.new_job(tmp_path, saving)
    start(job)
    first = next(event for event in follow(job) if event["event"] == "metrics")
    delay = random.uniform(0, 1.5)
    time.sleep(delay)
    end_processes(job, terminate_seconds=0)
    print(f"killed {delay:.3f} s after step {first['step']}, states {states(job.state_dir)}")
    resumable(job)
    start(job)
    list(follow(job))
    assert look(job).status == "finished", job.console_file.read_text()
    assert_equal(Path(runs.events(job, "finished")[-1]["path"]), unbroken)


def test_only_the_newest_state_is_kept(run: RunConfig, tmp_path: Path) -> None:
    saving = run.model_copy(deep=True)
    saving.save.save_every_n_steps, saving.save.save_state = 1, True
    job = runs.new_job(tmp_path, saving)
    runs.train_here(job, saving)
    assert [state.name for state in states(job.state_dir)] == [f"step-{STEPS:08d}"]


def test_a_finished_run_goes_on_when_it_is_made_longer(run: RunConfig, tmp_path: Path) -> None:
    constant = run.model_copy(deep=True)
    constant.optimizer.lr_scheduler, constant.optimizer.lr_warmup_steps = "constant", 0.0
    longer = constant.model_copy(deep=True)
    longer.train.max_train_steps = STEPS + 2
    whole = load_file(runs.train_here(runs.new_job(tmp_path, longer), longer))
    first = runs.new_job(tmp_path, constant)
    runs.train_here(first, constant)
    second = runs.new_job(tmp_path, longer)
    second.write(second.launch().model_copy(update={"resume": str(first.state_dir)}))
    assert_equal(runs.train_here(second, longer), whole)


def test_a_change_of_circumstances_is_said(run: RunConfig, tmp_path: Path) -> None:
    job = runs.new_job(tmp_path, run)
    runs.train_one_step(job, run)
    facts = states(job.state_dir)[0] / "state.json"
    facts.write_text(facts.read_text().replace(torch.__version__, "1.0"))
    resumable(job)
    runs.train_here(job, run)
    [warning] = [event["message"] for event in runs.events(job, "warning") if "tolerance" in event["message"]]
    assert "torch: 1.0 ->" in warning


def test_threads_are_those_of_the_first_process(run: RunConfig, tmp_path: Path) -> None:
    job = runs.new_job(tmp_path, run)
    runs.train_one_step(job, run)
    resumable(job)
    torch.set_num_threads(2)
    runs.train_here(job, run)
    assert torch.get_num_threads() == 1


def test_a_damaged_state_is_said(run: RunConfig, tmp_path: Path) -> None:
    job = runs.new_job(tmp_path, run)
    runs.train_one_step(job, run)
    (states(job.state_dir)[0] / "optimizer.pt").write_bytes(b"cut")
    with pytest.raises(InputError, match="damaged"):
        read_state(job.state_dir)


def test_a_folder_without_a_state_cannot_be_resumed_from(run: RunConfig, tmp_path: Path) -> None:
    job = runs.new_job(tmp_path, run)
    job.write(Launch(**{**job.launch().model_dump(), "resume": str(tmp_path)}))
    with pytest.raises(InputError, match="no state"):
        runs.train_here(job, run)


def test_a_job_that_goes_on_from_another_folder_has_a_state_of_its_own_at_once(run: RunConfig, tmp_path: Path) -> None:
    first = runs.new_job(tmp_path, run)
    runs.train_one_step(first, run)
    second = runs.new_job(tmp_path, run)
    second.write(second.launch().model_copy(update={"resume": str(first.state_dir)}))
    runs.prepared(second, run)
    assert [state.name for state in states(second.state_dir)] == ["step-00000001"]


def test_a_killed_job_without_a_state_begins_anew_and_says_so(run: RunConfig, tmp_path: Path) -> None:
    job = runs.new_job(tmp_path, run)
    resumable(job)
    assert runs.prepared(job, run).progress.done == 0
    assert any("begins anew" in warning["message"] for warning in runs.events(job, "warning"))


def test_a_state_with_another_alpha_is_not_taken(run: RunConfig, tmp_path: Path) -> None:
    job = runs.new_job(tmp_path, run)
    runs.train_one_step(job, run)
    resumable(job)
    other = run.model_copy(deep=True)
    other.network.network_alpha = 1.0
    with pytest.raises(InputError, match="another network"):
        runs.prepared(job, other)
