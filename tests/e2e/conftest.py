"""Where the commands run, and that nothing of them stays."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.jobs.conftest import root

__all__ = ["root"]  # The workspace; ends the processes of its jobs.

Mount = Callable[..., Path]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """English, one thread, and the test's own workspace."""
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("KOHYA_LIKE_WORKSPACE", str(root))


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """`mount("4m")` is a small disk."""
    places: list[Path] = []

    def make(size: str) -> Path:
        if sys.platform != "linux" or os.geteuid() != 0:
            pytest.skip("only root can mount a small disk")
        place = tmp_path / f"disk{len(places)}"
        place.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=False)
        if done.returncode != 0:
            pytest.skip("nothing can be mounted in this container")
        places.append(place)
        return place

    yield make
    for place in places:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
