"""Telling processes apart, finding them all, ending them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from kohya_like.jobs.processes import MARK_VARIABLE, end, family, gone, is_running, living
from tests.jobs.conftest import wait_until

MARK = f"test-{os.getpid()}"


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**os.environ, MARK_VARIABLE: MARK}
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], env=environment)
    yield process
    process.kill()
    process.wait()


def test_a_process_is_known_by_number_and_time(sleeper: "subprocess.Popen[bytes]") -> None:
    created = psutil.Process(sleeper.pid).create_time()
    assert living(sleeper.pid, created + 0.5, "another mark") is not None
    assert living(sleeper.pid, created - 3600, "another mark") is None


def test_after_a_correction_of_the_clock_the_mark_decides(sleeper: "subprocess.Popen[bytes]") -> None:
    assert living(sleeper.pid, psutil.Process(sleeper.pid).create_time() - 3600, MARK) is not None


def test_a_process_that_nobody_collected_is_dead(sleeper: "subprocess.Popen[bytes]") -> None:
    process = psutil.Process(sleeper.pid)
    created = process.create_time()
    sleeper.kill()
    wait_until(lambda: not is_running(process))
    assert living(sleeper.pid, created, MARK) is None
    sleeper.wait()
    assert not is_running(process)
    assert living(sleeper.pid, created, MARK) is None


def test_a_family_is_found_by_tree_and_by_mark(sleeper: "subprocess.Popen[bytes]") -> None:
    assert [process.pid for process in family([], MARK)] == [sleeper.pid]
    assert sleeper.pid in {process.pid for process in family([psutil.Process()], "another mark")}
    assert family([], "another mark") == []


def test_ending_waits_and_gives_back_who_is_left(sleeper: "subprocess.Popen[bytes]") -> None:
    def find() -> list[psutil.Process]:
        return family([], MARK)

    begun = time.monotonic()
    assert not gone(find, 0.3)
    assert 0.3 <= time.monotonic() - begun < 5
    assert end(find, terminate_seconds=10, kill_seconds=10) == []
    assert sleeper.wait() == -15
    assert gone(find, 0)


def test_a_process_that_cannot_be_ended_is_given_back() -> None:
    class Immortal(psutil.Process):
        def terminate(self) -> None:
            """Does nothing."""

        kill = terminate

    me = Immortal()
    assert end(lambda: [me], terminate_seconds=0.1, kill_seconds=0.1) == [me]
