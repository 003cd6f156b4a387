"""The test command runs every stage and names those that failed; tools and set-up are stand-ins."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent.parent.parent / "scripts"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="test.sh is for POSIX")

# Notes how it was called; fails where a file named after its call's first words says so.
TOOL = """#!/bin/sh
echo "$(basename "$0") $*" >> calls
[ ! -e "fail-$(basename "$0")-$1" ]
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for name in ("test.sh", "nightly.sh"):
        shutil.copy(SCRIPTS / name, tmp_path / "scripts")
    (tmp_path / "scripts" / "setup.sh").write_text('echo "setup $*" >> calls\n[ ! -e fail-setup ]\n', encoding="utf-8")
    (tmp_path / "scripts" / "chromium.sh").write_text('echo "chromium $*" >> calls\nexit 1\n', encoding="utf-8")
    for tool in ("python", "ruff", "mypy", "lint-imports"):
        path = tmp_path / ".venv" / "bin" / tool
        path.write_text(TOOL, encoding="utf-8")
        path.chmod(0o755)
    return tmp_path


def run(checkout: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(checkout / "scripts" / script), *arguments]
    return subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def calls(checkout: Path) -> list[str]:
    return (checkout / "calls").read_text(encoding="utf-8").splitlines()


def test_all_stages_run_after_the_set_up(checkout: Path) -> None:
    assert run(checkout, "test.sh").returncode == 0
    assert [" ".join(call.split()[:3]).strip() for call in calls(checkout)] == [
        "setup install test",
        "chromium",
        "ruff check .",
        "ruff format --check",
        "mypy",
        "lint-imports",
        "python scripts/build_docs.py --check",
        "python -m pytest",
    ]


def test_failing_stages_are_named_and_stop_nothing(checkout: Path) -> None:
    (checkout / "fail-ruff-format").touch()
    (checkout / "fail-python--m").touch()
    tested = run(checkout, "test.sh")
    assert tested.returncode == 1
    assert tested.stdout.endswith("\nFailed: ruff format\nFailed: pytest\n")
    assert len(calls(checkout)) == 8


def test_arguments_are_for_pytest_alone(checkout: Path) -> None:
    assert run(checkout, "test.sh", "tests/formats", "-k", "a or b").returncode == 0
    assert calls(checkout) == ["setup install test", "chromium ", "python -m pytest tests/formats -k a or b"]


def test_nightly_runs_what_is_marked(checkout: Path) -> None:
    assert run(checkout, "nightly.sh", "-x").returncode == 0
    assert calls(checkout) == ["setup install test", "python -m pytest -m nightly -x"]


@pytest.mark.parametrize("script", ["test.sh", "nightly.sh"])
def test_without_a_set_up_nothing_is_tested(checkout: Path, script: str) -> None:
    (checkout / "fail-setup").touch()
    assert run(checkout, script).returncode != 0
    assert calls(checkout) == ["setup install test"]
