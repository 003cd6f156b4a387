"""Facts about the machine, from the real one and from faked probes."""

import os
import sys
from pathlib import Path

import psutil
import pytest

from kohya_like.jobs import machine
from kohya_like.jobs.machine import MEBIBYTE, Gpu, Gpus, Imported, examine, installed, nvidia_gpus, probe, settings

needs_shell = pytest.mark.skipif(os.name == "nt", reason="the fake nvidia-smi is a shell script")


@pytest.fixture
def fake_smi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts a program named nvidia-smi first on the path."""

    def make(script: str) -> None:
        program = tmp_path / "bin" / "nvidia-smi"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    return make


@needs_shell
def test_gpus_are_read_from_the_driver(fake_smi):
    fake_smi('echo "NVIDIA H100 80GB HBM3, 580.95.05, 81559, 81000"; echo "NVIDIA, odd, 580.95.05, [N/A], [N/A]"')
    assert nvidia_gpus() == Gpus(
        (
            Gpu("NVIDIA H100 80GB HBM3", "580.95.05", 81559 * MEBIBYTE, 81000 * MEBIBYTE),
            Gpu("NVIDIA, odd", "580.95.05", None, None),
        )
    )


@needs_shell
def test_a_driver_that_fails_says_why(fake_smi):
    fake_smi('echo "Failed to initialize NVML: Driver/library version mismatch"; exit 18')
    assert nvidia_gpus() == Gpus(error="Failed to initialize NVML: Driver/library version mismatch")


@needs_shell
def test_a_driver_that_fails_in_silence_gives_its_code(fake_smi):
    fake_smi("exit 9")
    assert nvidia_gpus() == Gpus(error="exit code 9")


@needs_shell
def test_a_driver_that_says_something_else_is_an_error(fake_smi):
    fake_smi('echo "No devices were found"')
    assert nvidia_gpus() == Gpus(error="No devices were found")


@needs_shell
def test_a_driver_that_hangs_is_an_error(fake_smi, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "SMI_SECONDS", 0.2)
    fake_smi("exec sleep 30")
    assert "timed out" in nvidia_gpus().error


def test_without_a_driver_there_are_no_gpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert nvidia_gpus() == Gpus()


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Modules that a child can import, good and bad."""
    folder = tmp_path / "modules"
    folder.mkdir()
    for name, code in {
        "good": "print('hello from good')",
        "broken": "raise RuntimeError('operator nms does not exist\\nand more')",
        "crashing": "import os; os._exit(11)",
        "hanging": "import time; time.sleep(60)",
    }.items():
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), str(Path.cwd()), os.environ.get("PYTHONPATH", "")]))


@pytest.mark.usefixtures("packages")
def test_every_module_is_tried_whatever_the_others_do():
    assert probe(["broken", "crashing", "good", "absent"]) == {
        "broken": Imported("RuntimeError: operator nms does not exist", {}),
        "crashing": Imported("the process ended with code 11", {}),
        "good": Imported(None, {}),
        "absent": Imported("ModuleNotFoundError: No module named 'absent'", {}),
    }


@pytest.mark.usefixtures("packages")
def test_a_module_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "PROBE_SECONDS", 3)
    results = probe(["good", "hanging"])
    assert results == {"good": Imported(None, {}), "hanging": Imported("no answer after 3 seconds", {})}


def test_nothing_to_try_starts_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert probe([]) == {}


def test_versions_of_what_is_installed():
    assert installed(["psutil", "no-such-distribution"]) == {"psutil": psutil.__version__}


def test_settings_are_those_that_matter_and_no_secret():
    environment = {
        "HF_ENDPOINT": "https://mirror.example",
        "HF_TOKEN": "hf_secret",
        "https_proxy": "http://user:password@proxy.example:8080",
        "KOHYA_LIKE_LANG": "zh",
        "KOHYA_LIKE_AUTH": "me:secret",
        "PIP_INDEX_URL": "https://name@index.example/simple",
        "CUDA_VISIBLE_DEVICES": "",
        "HOME": "/home/me",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    assert settings(environment) == {
        "CUDA_VISIBLE_DEVICES": "",
        "HF_ENDPOINT": "https://mirror.example",
        "HF_TOKEN": "***",
        "KOHYA_LIKE_AUTH": "***",
        "KOHYA_LIKE_LANG": "zh",
        "PIP_INDEX_URL": "https://***@index.example/simple",
        "https_proxy": "http://***@proxy.example:8080",
    }


def test_this_machine_is_described(tmp_path: Path):
    found = examine(tmp_path / "not" / "there", {"psutil": "psutil", "typer": None, "no-such-distribution": "nothing"})
    assert found.python.startswith(f"{sys.version_info.major}.{sys.version_info.minor}")
    assert found.threads >= found.cores >= 1
    assert found.memory >= found.memory_available > 0 and found.disk_free > 0
    assert found.workspace == str(tmp_path / "not" / "there") and not Path(found.workspace).exists()
    assert set(found.versions) == {"psutil", "typer"} and found.imported == {"psutil": Imported(None, {})}
