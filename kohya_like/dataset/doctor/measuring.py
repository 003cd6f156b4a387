"""The facts of many pictures: those that are remembered, and the others measured by several processes at once."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from kohya_like.config.problems import MachineError
from kohya_like.config.text import Text
from kohya_like.dataset.doctor.facts import PASSING, Facts, look_at
from kohya_like.dataset.doctor.memory import Memory, Print

TOGETHER = 16
"""Pictures that a process is given at once."""
FEW = 32
"""So many are measured before other processes would have started."""

Progress = Callable[[int, int], None]
"""Hears how many pictures of how many are done. What it raises ends the work; what is done by then is remembered."""


def facts_of(pictures: Sequence[Path], memory: Memory, progress: Progress) -> dict[Path, Facts]:
    """The facts of every picture. Raises MachineError where a process that measures is ended from outside."""
    prints = {path: found for path in pictures if (found := _print(path)) is not None}
    known = memory.recall(prints)
    waiting = [path for path in pictures if path not in known]
    facts = dict.fromkeys(pictures, Facts("gone")) | known
    progress(len(pictures) - len(waiting), len(pictures))
    done = len(pictures) - len(waiting)
    for measured in _measured(waiting):
        facts |= measured
        memory.keep((path, prints[path], each) for path, each in _lasting(measured) if path in prints)
        done += len(measured)
        progress(done, len(pictures))
    return facts


def _lasting(measured: Mapping[Path, Facts]) -> Iterator[tuple[Path, Facts]]:
    return ((path, facts) for path, facts in measured.items() if facts.state not in PASSING)


def _measured(pictures: Sequence[Path]) -> Iterator[dict[Path, Facts]]:
    parts = [pictures[start : start + TOGETHER] for start in range(0, len(pictures), TOGETHER)]
    if len(pictures) <= FEW:
        yield from map(_look_at_all, parts)
        return
    # Started anew rather than forked: alike on every system, and safe whatever threads run here.
    with ProcessPoolExecutor(_workers(), get_context("spawn"), initializer=_alone) as pool:
        try:
            for future in as_completed([pool.submit(_look_at_all, part) for part in parts]):
                yield future.result()
        except BrokenProcessPool as error:
            raise MachineError(_ENDED, hint=_MEMORY) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _look_at_all(pictures: Iterable[Path]) -> dict[Path, Facts]:
    return {path: look_at(path) for path in pictures}


def _alone() -> None:
    """One thread in each process: together they have as many as there are cores."""
    import cv2

    cv2.setNumThreads(1)


def _workers() -> int:
    return min(os.cpu_count() or 1, 61)  # Windows cannot wait for more.


def _print(path: Path) -> Print | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


_ENDED = Text("A process that looks at pictures was ended by the system.", "检查图片的进程被系统终止。")
_MEMORY = Text(
    "Most likely memory ran out: close other programs and check again; what was done is remembered.",
    "多半是内存不足：请关闭其他程序后重新检查；已完成的部分会保留。",
)
