"""Training runs as jobs: which one goes on, and where the states lie."""

from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.machine import Gpu, Gpus
from kohya_like.jobs.options import LaunchOptions
from kohya_like.jobs.training import STATE_FACTS, launch_options, new_training, states, unfinished_training
from tests.jobs.conftest import MakeJob


def run(name: str) -> RunConfig:
    return RunConfig.model_validate({"save": {"output_name": name}, "launch": {"device": "cpu"}})


def test_everything_that_is_decided_before_the_start_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    launch = {
        "num_processes": 4,
        "gpu_ids": "2,0",
        "num_machines": 2,
        "machine_rank": 1,
        "main_process_ip": "10.0.0.1",
        "main_process_port": 29500,
        "num_cpu_threads_per_process": 3,
    }
    config = RunConfig.model_validate({"launch": launch})
    gpu = Gpu("NVIDIA X", "600", None, None)
    monkeypatch.setattr("kohya_like.jobs.machine.nvidia_gpus", lambda: Gpus((gpu,)))
    assert launch_options(config) == LaunchOptions(**launch)
    monkeypatch.setattr("kohya_like.jobs.machine.nvidia_gpus", Gpus)
    assert launch_options(config) == LaunchOptions(**{**launch, "gpu_ids": None}, cpu=True)


def test_the_newest_unfinished_job_of_the_same_run_goes_on(root: Path, make_job: MakeJob) -> None:
    make_job()  # Of another kind.
    older, newer, done, other = (new_training(root, run(name)) for name in ("cat", "cat", "cat", "dog"))
    EventLog(older.events_file).stopped(3)
    EventLog(newer.events_file).failed(4, Text("No.", "不。"))
    EventLog(done.events_file).finished(None)
    assert unfinished_training(root, run("cat")) == newer
    assert unfinished_training(root, run("dog")) == other, "it was never started"


def test_a_run_without_an_unfinished_job_is_said(root: Path) -> None:
    EventLog(new_training(root, run("cat")).events_file).finished(None)
    for name in ("cat", "dog"):
        with pytest.raises(InputError, match="no unfinished job of this run"):
            unfinished_training(root, run(name))


def test_only_whole_states_count_and_the_newest_is_last(tmp_path: Path) -> None:
    for name in ("step-00000010", "step-00000002", ".step-00000011", "step-00000012"):
        (tmp_path / name).mkdir()
        if name != "step-00000012":
            (tmp_path / name / STATE_FACTS).touch()
    assert [state.name for state in states(tmp_path)] == ["step-00000002", "step-00000010"]
    assert states(tmp_path / "step-00000002") == [tmp_path / "step-00000002"]
    assert states(tmp_path / "gone") == []
