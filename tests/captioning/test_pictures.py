"""Pictures on their way to the model."""

import threading
from pathlib import Path

import pytest

from kohya_like.captioning.pictures import AHEAD, batches
from kohya_like.dataset.pictures import Pixels
from tests.dataset.making import make_picture


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Twenty pictures, each as wide as its place."""
    return [make_picture(tmp_path / f"{width}.png", (width, 4)) for width in range(1, 21)]


@pytest.mark.parametrize(("size", "threads"), [(1, 1), (3, 2), (20, 4), (64, 8)])
def test_all_come_in_their_order(paths: list[Path], size: int, threads: int) -> None:
    found = list(batches(paths, lambda rgb: rgb.shape[1], size, threads))
    assert [ready.prepared for batch in found for ready in batch] == list(range(1, 21))
    assert {len(batch) for batch in found[:-1]} <= {size}


def test_those_that_cannot_be_read_come_with_the_reason(paths: list[Path]) -> None:
    paths[1].write_bytes(b"no picture")
    first, second = next(batches(paths, lambda rgb: rgb, 2, 1))
    assert first.wrong is None
    assert second.wrong is not None
    assert "2.png" in str(second.wrong)


def test_the_next_ones_are_read_while_one_is_described_but_not_all(paths: list[Path]) -> None:
    prepared: list[int] = []
    two_more = threading.Event()

    def prepare(rgb: Pixels) -> int:
        prepared.append(rgb.shape[1])
        if len(prepared) == 3:
            two_more.set()
        return rgb.shape[1]

    reading = batches(paths, prepare, 1, 1)
    next(reading)
    assert two_more.wait(10), "nobody asked for these yet"
    reading.close()
    assert len(prepared) <= AHEAD + 2
