"""The command that starts a child."""

import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from kohya_like.config.problems import InputError
from kohya_like.config.sections.launch import DynamoBackend
from kohya_like.jobs.options import LaunchOptions, command, default_threads

MACHINES = {"num_processes": 4, "num_machines": 2, "main_process_ip": "10.0.0.1", "main_process_port": 29500}
JOB, NEUTRAL = Path("job.toml"), Path("accelerate.json")


def arguments(**options: Any) -> dict[str, str]:
    """The options of `accelerate launch` by name; flags are empty."""
    words = command(LaunchOptions(**options), "kohya_like.training", JOB, NEUTRAL)
    assert words[:3] == [sys.executable, "-m", "accelerate.commands.launch"]
    assert words[-4:] == ["-m", "kohya_like.training", "--config", "job.toml"]
    given: dict[str, str] = {}
    for word in words[3:-4]:
        if word.startswith("--"):
            given[name := word[2:]] = ""
        else:
            given[name] = word
    return given


def test_every_value_is_passed_explicitly() -> None:
    assert arguments(num_cpu_threads_per_process=3) == {
        "config_file": "accelerate.json",
        "num_machines": "1",
        "num_processes": "1",
        "mixed_precision": "no",
        "dynamo_backend": "no",
        "num_cpu_threads_per_process": "3",
    }


def test_cpu_and_gpus_are_named() -> None:
    assert "cpu" in arguments(cpu=True)
    assert arguments(gpu_ids="1")["gpu_ids"] == "1"
    several = arguments(gpu_ids="2,0", num_processes=2)
    assert several["main_process_port"] == "0" and several["multi_gpu"] == "" and several["gpu_ids"] == "2,0"


def test_several_processes_on_the_cpu_get_the_launcher_of_several_gpus() -> None:
    several = arguments(cpu=True, num_processes=2)
    assert several["multi_gpu"] == "" and "cpu" not in several


def test_every_machine_is_told_its_number_and_where_the_first_one_is() -> None:
    machine = {"num_processes": 4, "num_machines": 2, "machine_rank": 1}
    address = {"main_process_ip": "10.0.0.1", "main_process_port": 29500}
    given = arguments(**machine, **address)
    assert {name: given[name] for name in (*machine, *address)} == {k: str(v) for k, v in (machine | address).items()}
    assert "machine_rank" not in arguments(num_processes=2)


def test_plain_python_has_no_launcher() -> None:
    words = command(LaunchOptions(launcher="python"), "kohya_like.dataset", JOB, NEUTRAL)
    assert words == [sys.executable, "-m", "kohya_like.dataset", "--config", "job.toml"]


@pytest.mark.parametrize(
    ("options", "field", "words"),
    [
        ({"num_processes": 3, "num_machines": 2}, "launch.num_machines", "multiple of num_machines"),
        ({"num_processes": 2, "machine_rank": 1}, "launch.num_machines", "machine_rank less than it"),
        ({"num_processes": 2, "num_machines": 2}, "launch.main_process_ip", "give those of machine 0"),
        ({"cpu": True, "gpu_ids": "0"}, "launch.gpu_ids", "no use on the CPU"),
        ({"gpu_ids": "0,1"}, "launch.gpu_ids", "one GPU of its own"),
        ({"gpu_ids": "0,00", "num_processes": 2}, "launch.gpu_ids", "one GPU of its own"),
        ({"launcher": "python", "cpu": True}, "launch.launcher", "remove cpu"),
    ],
)
def test_what_cannot_run_is_refused(options: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        LaunchOptions(**options)
    assert caught.value.problems[0].field == field


@pytest.mark.parametrize(
    ("options", "devices"),
    [
        ({}, ("gpu0",)),
        ({"cpu": True}, ("cpu",)),
        ({"launcher": "python"}, ("files",)),
        ({"gpu_ids": "03"}, ("gpu3",)),
        ({"gpu_ids": "2,0", "num_processes": 2}, ("gpu0", "gpu2")),
        ({"num_processes": 2}, ("gpu0", "gpu1")),
        ({"cpu": True, "num_processes": 2}, ("cpu",)),
        ({**MACHINES, "gpu_ids": "1,3"}, ("gpu1", "gpu3")),
        (MACHINES, ("gpu0", "gpu1")),
    ],
)
def test_the_devices_of_a_job(options: dict[str, Any], devices: tuple[str, ...]) -> None:
    assert LaunchOptions(**options).devices() == devices


def test_threads_are_given_wanted_or_a_share_of_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    assert default_threads(2) == 5
    assert LaunchOptions(num_cpu_threads_per_process=7).threads() == 7
    monkeypatch.setenv("OMP_NUM_THREADS", "many")
    monkeypatch.setattr("kohya_like.jobs.options.psutil.cpu_count", lambda logical: 8)
    monkeypatch.setattr("kohya_like.jobs.options.sys.platform", "win32")
    assert (default_threads(1), default_threads(2), default_threads(20)) == (8, 4, 1)


def test_accelerate_knows_every_option_and_backend() -> None:
    from accelerate.commands.launch import launch_command_parser
    from accelerate.utils import DynamoBackend as Known

    assert {name.upper() for name in get_args(DynamoBackend)} <= set(Known.list())
    options = LaunchOptions(**MACHINES, gpu_ids="0,1", machine_rank=1)
    words = command(options, "kohya_like.training", JOB, NEUTRAL)
    parsed = launch_command_parser().parse_args(words[3:])
    assert (parsed.module, parsed.training_script) == (True, "kohya_like.training")
    assert parsed.training_script_args == ["--config", "job.toml"]
    assert (parsed.multi_gpu, parsed.gpu_ids, parsed.num_processes) == (True, "0,1", 4)
    assert (parsed.num_machines, parsed.machine_rank) == (2, 1)
    assert (parsed.main_process_ip, parsed.main_process_port) == ("10.0.0.1", 29500)
