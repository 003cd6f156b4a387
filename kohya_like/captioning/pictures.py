"""Pictures on their way to the model: read and prepared in threads, so that the model never waits for a disk."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kohya_like.config.problems import InputError
from kohya_like.dataset.pictures import Pixels, read_picture

AHEAD = 3
"""Batches that are ready or on their way while one is described."""


@dataclass(frozen=True)
class Ready:
    """A picture as the model takes it, or why it cannot be read."""

    path: Path
    prepared: Any = None
    wrong: InputError | None = None


def batches(
    pictures: Iterable[Path], prepare: Callable[[Pixels], Any], size: int, threads: int
) -> Generator[list[Ready], None, None]:
    """The pictures in their order, `size` at a time, while the next ones are read."""
    batch: list[Ready] = []
    for ready in _in_threads(pictures, lambda path: _ready(path, prepare), threads, ahead=AHEAD * size):
        batch.append(ready)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _ready(path: Path, prepare: Callable[[Pixels], Any]) -> Ready:
    try:
        return Ready(path, prepare(read_picture(path)))
    except InputError as error:
        return Ready(path, wrong=error)


def _in_threads(
    paths: Iterable[Path], work: Callable[[Path], Ready], threads: int, ahead: int
) -> Generator[Ready, None, None]:
    waiting: deque[Future[Ready]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for path in paths:
                waiting.append(pool.submit(work, path))
                if len(waiting) > ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
