"""Several processes train what one would: real launches on the CPU, with gloo, of the smallest run."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch
from safetensors.torch import load_file

from kohya_like.config.problems import InputError
from kohya_like.config.reading import to_toml
from kohya_like.config.run import RunConfig
from kohya_like.dataset.batches import Item
from kohya_like.jobs.child import ChildJob
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.follow import follow
from kohya_like.jobs.job import Job
from kohya_like.jobs.launch import kill, start, stop
from kohya_like.jobs.outcome import outcome
from kohya_like.jobs.status import look
from kohya_like.jobs.training import new_training, states
from kohya_like.training import preparing
from kohya_like.training.latents import Latents
from kohya_like.training.team import Team, join_team
from tests.jobs.conftest import wait_until
from tests.training import runs

CONSTANT = {"lr_scheduler": "constant", "lr_warmup_steps": 0}


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As the children of these tests have."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def started() -> Iterator[Callable[[Job], Job]]:
    """Starts jobs, and ends those that still run after the test."""
    jobs: list[Job] = []

    def begin(job: Job) -> Job:
        jobs.append(job)
        start(job)
        return job

    yield begin
    for job in jobs:
        with suppress(InputError):  # It has ended.
            kill(job, stop_seconds=0)


def run_of(folder: Path, steps: int, **sections: dict[str, Any]) -> RunConfig:
    """The smallest run by two processes. Its epochs have five batches, so that the third step leaves one without any.

    The last layers of the text encoder are skipped: what is beside them never has a gradient.
    """
    launch = {"device": "cpu", "num_processes": 2, "num_cpu_threads_per_process": 1, **sections.pop("launch", {})}
    train = {"max_train_steps": steps, "gradient_accumulation_steps": 1, **sections.pop("train", {})}
    return runs.config(folder, train=train, launch=launch, model={"clip_skip": 2}, **sections)


def alone(folder: Path, run: RunConfig, **launch: Any) -> tuple[Job, Path]:
    """Train a run in this one process, which then has the batches of all."""
    single = run.model_copy(deep=True)
    single.save.output_dir = folder / "outputs"
    job = runs.new_job(folder, single)
    if launch:
        job.write(job.launch().model_copy(update=launch))
    return job, runs.train_here(job, single)


def assert_near(found: Path, expected: Path) -> None:
    tensors, wanted = load_file(found), load_file(expected)
    assert tensors.keys() == wanted.keys()
    assert all(torch.allclose(tensors[name], wanted[name], rtol=0, atol=1e-6) for name in wanted)


def losses(job: Job) -> list[float]:
    return [event["loss"] for event in runs.events(job, "metrics") if "loss" in event]


def finished(job: Job) -> Path:
    [*_, last] = follow(job)
    assert last["event"] == "finished", job.console_file.read_text()
    return Path(last["path"])


def test_two_processes_equal_one_with_all_their_batches(tmp_path: Path, started: Callable[[Job], Job]) -> None:
    held_out = runs.pictures(tmp_path / "held_out", count=1)
    run = run_of(
        tmp_path,
        steps=4,
        dataset={"validation_data_dir": held_out},
        sample={"sample_prompts": ["a fox --s 1"], "sample_every_n_steps": 2},
        save={"save_every_n_steps": 2},
    )
    job = started(new_training(tmp_path / "together", run))
    result = finished(job)
    other, expected = alone(tmp_path / "alone", run)
    assert_near(result, expected)
    assert losses(job) == pytest.approx(losses(other), rel=1e-6)
    for name in ("saved", "sample", "metrics"):
        assert [event.get("step") for event in runs.events(job, name)] == [
            event.get("step") for event in runs.events(other, name)
        ]
    encoded = [event["total"] for event in runs.events(job, "progress")][:1]
    assert encoded == [3], "of six pictures each process encodes three"


def test_a_batch_for_each_process_equals_a_larger_batch(tmp_path: Path) -> None:
    """Whole epochs, for the pictures of two batches are not those of one twice as large."""
    common: dict[str, Any] = {"network": {"network_dropout": 0.0}}
    length = {"max_train_epochs": 1, "max_train_steps": None}
    dealt = run_of(tmp_path, 1, train={**length, "train_batch_size": 5}, **common)
    whole = run_of(tmp_path, 1, train={**length, "train_batch_size": 10}, launch={"num_processes": 1}, **common)
    assert_near(alone(tmp_path / "dealt", dealt)[1], alone(tmp_path / "whole", whole)[1])


def test_processes_stop_together_and_any_number_of_them_goes_on(tmp_path: Path, started: Callable[[Job], Job]) -> None:
    run = run_of(tmp_path, steps=200, optimizer=CONSTANT)
    job = started(new_training(tmp_path / "together", run))
    for event in follow(job):
        if event["event"] == "metrics" and event["step"] == 1:
            stop(job)
    [stopped] = runs.events(job, "stopped")
    [state] = states(job.state_dir)
    assert state.name == f"step-{stopped['step']:08d}"

    run.train.max_train_steps = stopped["step"] + 1
    expected = alone(tmp_path / "unbroken", run)[1]
    single = run.model_copy(deep=True)
    single.launch.num_processes, single.train.gradient_accumulation_steps = 1, 2
    assert_near(alone(tmp_path / "single", single, resume=str(job.state_dir))[1], expected)

    job.config.write_text(to_toml(run), encoding="utf-8")
    job.write(job.launch().model_copy(update={"resume": "auto"}))
    assert_near(finished(started(job)), expected)
    assert not runs.events(job, "warning")


def test_a_process_that_dies_ends_the_run_and_the_cause_is_told(tmp_path: Path, started: Callable[[Job], Job]) -> None:
    job = started(new_training(tmp_path / "together", run_of(tmp_path, steps=10_000)))
    for event in follow(job):
        if event["event"] == "metrics" and event["step"] == 1:
            process_of_rank(job, 1).kill()
    wait_until(lambda: not look(job).alive, 60)
    end = outcome(job)
    assert end.status in ("interrupted", "failed")
    assert "memory" in f"{end.text.en} {end.hint.en}", end


def process_of_rank(job: Job, rank: int) -> psutil.Process:
    """The process of a running job that has this number."""
    launcher, *_ = [process for process in look(job).processes if process.children()]
    return next(child for child in launcher.children() if child.environ().get("RANK") == str(rank))


def test_two_machines_train_one_network(tmp_path: Path, started: Callable[[Job], Job]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    jobs = []
    for rank in (0, 1):
        address = {"num_machines": 2, "machine_rank": rank, "main_process_ip": "127.0.0.1", "main_process_port": port}
        run = run_of(tmp_path, steps=3, save={"output_dir": tmp_path / f"outputs-{rank}"}, launch=address)
        jobs.append(started(new_training(tmp_path / f"machine-{rank}", run)))
    result = finished(jobs[0])
    assert [event["event"] for event in follow(jobs[1])][-1] == "finished", jobs[1].console_file.read_text()
    assert losses(jobs[1]) == losses(jobs[0])
    assert not (tmp_path / "outputs-1").exists(), "only machine 0 writes files"
    assert_near(result, alone(tmp_path / "alone", run)[1])


def test_a_state_whose_steps_had_another_length_is_refused(tmp_path: Path) -> None:
    run = run_of(tmp_path, steps=3)
    job = runs.new_job(tmp_path, run)
    runs.train_one_step(job, run)
    facts = states(job.state_dir)[0] / "state.json"
    facts.write_text(facts.read_text().replace('"processes": 1', '"processes": 3'))
    job.write(job.launch().model_copy(update={"resume": "auto"}))
    assert runs.prepared(job, run).progress.done == 1, "3 processes made steps of 2 batches, and 1 process does now"
    run.train.gradient_accumulation_steps = 3
    with pytest.raises(InputError, match="saved by 3 processes, 2 batches a step") as caught:
        runs.prepared(job, run)
    assert caught.value.problems[0].field == "launch.num_processes"


class Disagreeing(Team):
    """Another process that always has something else."""

    def gather(self, value: Any) -> list[Any]:
        return [value, None]


def test_machines_with_other_files_are_refused(tmp_path: Path) -> None:
    trainer = runs.prepared(runs.new_job(tmp_path, run := run_of(tmp_path, steps=1)), run)
    trainer.team = Disagreeing()
    with pytest.raises(InputError, match="differ in pictures"):
        preparing.check_alike(trainer)


class Impatient(Team):
    """Another process that has seen a request."""

    def any(self, flag: bool) -> bool:
        return True


class NothingToEncode(Latents):
    """Latents that are all there."""

    def __init__(self) -> None:
        self.folder = None

    def fill(self, items: Any) -> Iterator[int]:
        yield from range(len(items))


def test_a_stop_that_another_process_saw_while_encoding_is_followed(tmp_path: Path) -> None:
    job = runs.new_job(tmp_path, run_of(tmp_path, steps=1))
    child, items = ChildJob(job, EventLog(job.events_file)), list[Item]()
    assert preparing.encode_pictures(NothingToEncode(), items, child, Team())
    assert not preparing.encode_pictures(NothingToEncode(), items, child, Impatient())


def test_more_processes_than_gpus_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "3")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    with pytest.raises(InputError, match="3 processes need a GPU each, but PyTorch sees 2 here") as caught:
        join_team(cpu=False)
    assert caught.value.problems[0].field == "launch.num_processes"
