"""The queue moves for as long as the page is served."""

import threading
from pathlib import Path

import pytest

from kohya_like.ui.serving import runner
from kohya_like.ui.serving.runner import keep_queue_moving
from kohya_like.ui.site import Site


def test_a_failure_does_not_end_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path)
    looks: list[int] = []
    went_on = threading.Event()

    def advance() -> list[object]:
        looks.append(1)
        if len(looks) == 1:
            raise OSError(28, "No space left on device")
        went_on.set()
        return []

    monkeypatch.setattr(runner, "EVERY_SECONDS", 0.01)
    monkeypatch.setattr(site.queue, "advance", advance)
    ended = keep_queue_moving(site)
    assert went_on.wait(10)
    ended.set()


def test_it_ends_when_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "EVERY_SECONDS", 0.01)
    before = set(threading.enumerate())
    ended = keep_queue_moving(Site(tmp_path))
    [thread] = set(threading.enumerate()) - before
    ended.set()
    thread.join(10)
    assert not thread.is_alive()
