"""The real start, with real Pythons, on a small checkout whose packages come from no network."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent.parent.parent / "scripts"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="gui.sh is for POSIX; Windows has gui.bat")

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "kohya-like"
version = "1"
"""

# The least that pip takes for a build: an editable wheel with one program. A file named `slow` makes it take its time.
BACKEND = """
import pathlib, time, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    here = pathlib.Path.cwd()
    with (here / "builds").open("a") as builds:
        builds.write("one\\n")
    if (here / "slow").exists():
        time.sleep(float((here / "slow").read_text()))
    name = "kohya_like-1-py3-none-any.whl"
    info = "kohya_like-1.dist-info"
    files = {
        "kohya_like.pth": str(here),
        f"{info}/METADATA": "Metadata-Version: 2.1\\nName: kohya-like\\nVersion: 1\\n" + (here / "needs").read_text(),
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        f"{info}/entry_points.txt": "[console_scripts]\\nkohya-like = started:main\\n",
    }
    record = "".join(f"{file},,\\n" for file in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        for file, text in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(file, text)
    return name
"""

PROGRAM = """
import os, sys

def main():
    print("started", *sys.argv[1:], "in", os.getcwd())
    return 3
"""

NOTHING_LISTENS_HERE = "http://127.0.0.1:9/simple"


def make_checkout(folder: Path) -> Path:
    (folder / "scripts").mkdir(parents=True)
    for name in ("gui.sh", "setup.sh", "install.py"):
        shutil.copy(SCRIPTS / name, folder / "scripts")
    files = {
        "pyproject.toml": PYPROJECT,
        "constraints.txt": "",
        "backend.py": BACKEND,
        "started.py": PROGRAM,
        "needs": "",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def user(**variables: str) -> dict[str, str]:
    """The variables of an English-speaking user, with pip's own settings of this machine left out."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "COV_", "COVERAGE_"))}
    return ours | {"KOHYA_LIKE_LANG": "en", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"} | variables


def gui(checkout: Path, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(checkout / "scripts" / "gui.sh"), *arguments]
    return subprocess.run(
        command,
        cwd=checkout.parent,
        env=env or user(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    checkout = make_checkout(tmp_path_factory.mktemp("start") / "a checkout")
    first = gui(checkout, "train", "run 1.toml")
    assert first.stdout.endswith(f"kohya-like is set up.\nstarted train run 1.toml in {checkout.parent}\n"), first
    assert first.returncode == 3
    return checkout


def test_a_second_start_only_starts(installed: Path) -> None:
    second = gui(installed)
    assert (second.stdout, second.stderr) == (f"started in {installed.parent}\n", "")
    assert second.returncode == 3


def test_changed_constraints_install_by_themselves(installed: Path) -> None:
    (installed / "constraints.txt").write_text("torch==2.15.0\n", encoding="utf-8")
    assert "kohya-like is set up." in gui(installed).stdout
    assert "kohya-like is set up." not in gui(installed).stdout


def test_no_network_is_said_in_a_sentence_and_spoils_nothing(installed: Path) -> None:
    needs, constraints = installed / "needs", installed / "constraints.txt"
    needs.write_text("Requires-Dist: a-package-of-the-network\n", encoding="utf-8")
    before = constraints.read_text(encoding="utf-8")
    constraints.write_text("a-package-of-the-network==1\n", encoding="utf-8")
    offline = user(PIP_NO_INDEX="0", PIP_INDEX_URL=NOTHING_LISTENS_HERE, PIP_RETRIES="1")
    failed = gui(installed, env=offline)
    assert failed.returncode == 4
    assert "The package index cannot be reached." in failed.stderr
    assert "started in" not in failed.stdout
    needs.write_text("", encoding="utf-8")
    constraints.write_text(before, encoding="utf-8")
    assert gui(installed).returncode == 3


def test_two_set_ups_at_once_install_once(installed: Path) -> None:
    (installed / "slow").write_text("2", encoding="utf-8")
    (installed / "constraints.txt").write_text("two==1\n", encoding="utf-8")
    (installed / "builds").unlink()
    command = ["bash", str(installed / "scripts" / "gui.sh")]
    both = [
        subprocess.Popen(command, env=user(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [3, 3]
    assert sum("Another set-up is at work here" in words for words in said) == 1
    assert (installed / "builds").read_text(encoding="utf-8") == "one\n"
    (installed / "slow").unlink()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_an_ended_set_up_can_be_run_again(installed: Path, how: signal.Signals) -> None:
    (installed / "slow").write_text("10", encoding="utf-8")
    (installed / "constraints.txt").write_text(f"ended-by=={how.value}\n", encoding="utf-8")
    (installed / "builds").unlink(missing_ok=True)
    command = ["bash", str(installed / "scripts" / "gui.sh")]
    process = subprocess.Popen(command, env=user(), stdin=subprocess.DEVNULL, start_new_session=True)
    while not (installed / "builds").exists():
        assert process.poll() is None
        time.sleep(0.1)
    os.killpg(process.pid, how) if how is signal.SIGKILL else process.send_signal(how)
    assert process.wait(timeout=20) == (130 if how is signal.SIGTERM else -how)
    (installed / "slow").unlink()
    again = gui(installed)
    assert again.returncode == 3
    assert "kohya-like is set up." in again.stdout


def test_a_moved_checkout_sets_up_anew(installed: Path) -> None:
    moved = installed.rename(installed.with_name("moved"))
    assert gui(moved).returncode == 3
    moved.rename(installed)


def test_no_suitable_python_is_said_in_both_languages(tmp_path: Path) -> None:
    checkout = make_checkout(tmp_path / "checkout")
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("bash", "dirname"):
        (programs / name).symlink_to(shutil.which(name) or "")
    (programs / "python3").write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\n', encoding="utf-8")
    (programs / "python3").chmod(0o755)
    failed = gui(checkout, env={"PATH": str(programs)})
    assert failed.returncode == 4
    english, chinese = failed.stderr.splitlines()
    assert english.startswith("kohya-like needs Python 3.11, 3.12 or 3.13 (found: Python 3.9.2). ")
    assert "已找到：Python 3.9.2" in chinese
