"""The child that imports packages; heavy ones are played by modules of the same shape."""

import json
import warnings
from types import SimpleNamespace
from typing import Any

import pytest

from kohya_like.jobs import probe


def torch_of(monkeypatch: pytest.MonkeyPatch, **cuda: Any) -> dict[str, Any]:
    """What the probe says about a torch with such a CUDA."""
    fake = SimpleNamespace(version=SimpleNamespace(cuda=cuda.pop("build")), cuda=SimpleNamespace(**cuda))
    monkeypatch.setattr(probe, "import_module", lambda name: fake)
    return probe.examine("torch")


def test_a_torch_with_a_gpu(monkeypatch: pytest.MonkeyPatch):
    assert torch_of(
        monkeypatch,
        build="13.0",
        is_available=lambda: True,
        device_count=lambda: 2,
        get_device_name=lambda index: f"GPU {index}",
        is_bf16_supported=lambda including_emulation: not including_emulation,
    ) == {
        "name": "torch",
        "error": None,
        "facts": {"cuda": "13.0", "gpus": ["GPU 0", "GPU 1"], "bf16": True, "warnings": []},
    }


def test_a_torch_whose_driver_is_too_old_says_so(monkeypatch: pytest.MonkeyPatch):
    def refuse() -> bool:
        warnings.warn("The NVIDIA driver on your system is too old.\nUpdate it.", stacklevel=1)
        return False

    facts = torch_of(monkeypatch, build="13.0", is_available=refuse)["facts"]
    assert facts == {
        "cuda": "13.0",
        "gpus": [],
        "bf16": False,
        "warnings": ["The NVIDIA driver on your system is too old."],
    }


def test_a_torch_that_fails_while_asked_is_broken(monkeypatch: pytest.MonkeyPatch):
    def fail() -> bool:
        raise OSError("libcudart.so.13: cannot open shared object file")

    answer = torch_of(monkeypatch, build="13.0", is_available=fail)
    assert answer == {
        "name": "torch",
        "error": "OSError: libcudart.so.13: cannot open shared object file",
        "facts": {},
    }


def test_the_providers_of_onnxruntime(monkeypatch: pytest.MonkeyPatch):
    fake = SimpleNamespace(get_available_providers=lambda: ["CPUExecutionProvider"])
    monkeypatch.setattr(probe, "import_module", lambda name: fake)
    assert probe.examine("onnxruntime")["facts"] == {"providers": ["CPUExecutionProvider"]}


def test_an_error_without_words_is_named(monkeypatch: pytest.MonkeyPatch):
    def fail(name: str) -> None:
        raise ImportError

    monkeypatch.setattr(probe, "import_module", fail)
    assert probe.examine("anything")["error"] == "ImportError: "


def test_one_line_of_json_for_each_package(capsys: pytest.CaptureFixture[str]):
    probe.main(["json", "no_such_module"])
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first == {"name": "json", "error": None, "facts": {}}
    assert second["error"] == "ModuleNotFoundError: No module named 'no_such_module'"
