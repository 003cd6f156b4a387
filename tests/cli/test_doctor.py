"""`kohya-like doctor`, on this machine and on made-up ones."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from kohya_like.cli import doctor as module
from kohya_like.cli.doctor import doctor
from kohya_like.jobs.machine import Imported, Machine
from tests.jobs.test_diagnosis import VERSIONS, WHOLE, WITH_GPU

app = typer.Typer()
app.command()(doctor)


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch):
    """Runs the command on a made-up machine."""

    def run(machine: Machine, *arguments: str, language: str = "en") -> Result:
        monkeypatch.setenv("KOHYA_LIKE_LANG", language)
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr(module, "examine", lambda workspace, modules: replace(machine, workspace=str(workspace)))
        return CliRunner().invoke(app, arguments)

    return run


def test_this_machine_can_train(tmp_path: Path):
    result = CliRunner().invoke(app, ["--json", "--workspace", str(tmp_path)])
    document = json.loads(result.stdout)
    assert result.exit_code == 0 and document["can_train"] is True
    states = {finding["name"]: finding["state"] for finding in document["findings"]}
    assert states["torch"] == states["diffusers"] == states["opencv-python-headless"] == "yes"
    assert document["machine"]["workspace"] == str(tmp_path)


def test_a_table_has_a_line_for_each_finding(on):
    result = on(WHOLE)
    lines = {tuple(line.split()[:2]): line for line in result.stdout.splitlines() if line.strip()}
    assert result.exit_code == 0
    assert "1.0, on the CPU" in lines["yes", "torch"]
    assert "no driver answers: training runs on the CPU, slowly" in lines["no", "NVIDIA"]
    assert lines["yes", "bitsandbytes"].split(maxsplit=2)[2].strip() == "1.0: 8-bit optimizers"
    assert "Settings: no mirror, proxy or KOHYA_LIKE_* variable." in result.stdout


def test_the_table_speaks_chinese(on):
    result = on(WHOLE, language="zh")
    assert "没有可用的驱动：将用 CPU 训练，速度很慢" in result.stdout and "环境变量" in result.stdout


def test_settings_are_shown(on):
    machine = replace(WHOLE, settings={"HF_ENDPOINT": "https://mirror.example", "HTTPS_PROXY": "http://***@proxy"})
    assert "  HF_ENDPOINT=https://mirror.example\n  HTTPS_PROXY=http://***@proxy\n" in on(machine).stdout


def test_a_gpu_that_cannot_be_used_is_said_and_is_no_failure(on):
    torch = Imported(None, {"cuda": None, "gpus": [], "bf16": False, "warnings": []})
    result = on(replace(WITH_GPU, imported={**WHOLE.imported, "torch": torch}))
    assert result.exit_code == 0
    (line,) = [line for line in result.stdout.splitlines() if line.split()[:2] == ["problem", "torch"]]
    assert "a GPU is present, but torch 1.0 is a CPU build" in line


@pytest.mark.parametrize("name", ["torch", "diffusers", "opencv-python-headless"])
def test_a_missing_essential_package_exits_with_4(on, name: str):
    machine = replace(WHOLE, versions={key: value for key, value in VERSIONS.items() if key != name})
    assert on(machine).exit_code == 4
    result = on(machine, "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 4 and document["can_train"] is False
    (missing,) = [finding for finding in document["findings"] if finding["state"] == "no" and finding["essential"]]
    assert missing["name"] == name and missing["message"] != missing["message_zh"]


def test_a_missing_optional_package_is_no_failure(on):
    assert (
        on(replace(WHOLE, versions={key: value for key, value in VERSIONS.items() if key != "xformers"})).exit_code == 0
    )


def test_words_from_outside_cannot_style_or_break_the_table(on):
    imported = {**WHOLE.imported, "xformers.ops": Imported("ImportError: [red]\x1b[31m[/nonsense]", {})}
    result = on(replace(WHOLE, imported=imported))
    assert result.exit_code == 0
    assert "[red] [31m[/nonsense]" in result.stdout and "\x1b" not in result.stdout
