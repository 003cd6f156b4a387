"""The look at the machine: in the background, once at a time, its failure said."""

import threading
from pathlib import Path

from kohya_like.config.problems import MachineError
from kohya_like.config.text import Text
from kohya_like.jobs.machine import Machine, examine
from kohya_like.ui.checkup import Checkup
from tests.jobs.conftest import wait_until


def done(checkup: Checkup) -> bool:
    return not checkup.document()["checking"]


def test_nothing_is_known_before_somebody_asks(tmp_path: Path) -> None:
    checkup = Checkup(tmp_path, look=lambda: examine(tmp_path, {}))
    assert checkup.document() == {"checking": False, "time": None, "error": None, "findings": [], "environment": {}}


def test_a_look_goes_on_in_the_background_and_is_kept(tmp_path: Path) -> None:
    looks, may_end = [], threading.Event()

    def look() -> Machine:
        looks.append(1)
        may_end.wait(30)
        return examine(tmp_path, {})

    checkup = Checkup(tmp_path, look)
    checkup.begin()
    checkup.begin()
    assert checkup.document()["checking"] and not checkup.document()["findings"]
    may_end.set()
    wait_until(lambda: done(checkup))
    assert looks == [1], "a second look does not begin beside the first"

    known = checkup.document()
    assert known["findings"][0]["name"] == "Python" and known["findings"][0]["state"] == "yes"
    torch = next(finding for finding in known["findings"] if finding["name"] == "torch")
    assert torch["essential"] and torch["state"] == "no" and set(torch["text"]) == {"en", "zh"}
    checkup.begin()
    wait_until(lambda: done(checkup) and len(looks) == 2)
    assert checkup.document()["time"] >= known["time"]


def test_a_look_that_fails_says_why(tmp_path: Path) -> None:
    def look() -> Machine:
        raise MachineError(Text("The disk is gone.", "磁盘不见了。"))

    checkup = Checkup(tmp_path, look)
    checkup.begin()
    wait_until(lambda: done(checkup))
    assert checkup.document()["error"] == {"en": "The disk is gone.", "zh": "磁盘不见了。"}
    assert checkup.document()["findings"] == []


def test_by_default_it_looks_at_this_machine_and_its_packages(tmp_path: Path, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr("kohya_like.ui.checkup.examine", lambda *about: asked.append(about) or examine(tmp_path, {}))
    checkup = Checkup(tmp_path)
    checkup.begin()
    wait_until(lambda: done(checkup))
    ((workspace, modules),) = asked
    assert workspace == tmp_path and "torch" in modules
