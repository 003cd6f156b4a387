"""The browser of the page's tests is installed where it is missing and nobody need be asked; programs are stand-ins."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "scripts" / "chromium.sh"
INSTALL = "apt-get -qq -y install --no-install-recommends"
INSTALLED = ["apt-get -qq update", f"{INSTALL} chromium-headless-shell"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="chromium.sh is for POSIX")


class Machine:
    """A machine with nothing but the programs it is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program("env", 'shift; exec "$@"')

    def program(self, name: str, does: str = "") -> None:
        path = self.folder / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> "{self.folder}/calls"\n{does}\n', encoding="utf-8")
        path.chmod(0o755)

    def run(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/bash", str(SCRIPT)],
            env={"PATH": str(self.folder)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def installed(self) -> list[str]:
        calls = self.folder / "calls"
        lines = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
        return [line for line in lines if line.startswith("apt-get")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("name", ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"])
def test_a_browser_that_is_there_is_enough(machine: Machine, name: str) -> None:
    machine.program(name)
    machine.program("apt-get")
    assert machine.run().returncode == 0
    assert machine.installed() == []


def test_root_installs_it(machine: Machine) -> None:
    machine.program("id", "echo 0")
    machine.program("apt-get")
    done = machine.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert "installing" in done.stdout
    assert machine.installed() == INSTALLED


def test_without_the_headless_package_the_whole_browser_is_installed(machine: Machine) -> None:
    machine.program("id", "echo 0")
    machine.program("apt-get", 'case "$*" in *shell) exit 100 ;; esac')
    done = machine.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.installed() == [*INSTALLED, f"{INSTALL} chromium"]


def test_a_user_who_may_installs_it(machine: Machine) -> None:
    machine.program("id", "echo 1000")
    machine.program("sudo", 'shift; [ "$1" = true ] || exec "$@"')
    machine.program("apt-get")
    assert machine.run().returncode == 0
    assert machine.installed() == INSTALLED


def test_a_user_who_may_not_is_not_asked(machine: Machine) -> None:
    machine.program("id", "echo 1000")
    machine.program("sudo", "exit 1")
    machine.program("apt-get")
    done = machine.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.installed() == []


def test_other_systems_are_left_alone(machine: Machine) -> None:
    done = machine.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_failed_installation_is_said_and_stops_nothing(machine: Machine) -> None:
    machine.program("id", "echo 0")
    machine.program("apt-get", '[ "$2" = update ]')
    done = machine.run()
    assert done.returncode == 0
    assert "could not be installed" in done.stderr
