"""A child that behaves as its configuration says: `behaviour = "..."`."""

import atexit
import errno
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from kohya_like.config.problems import InputError, MachineError, Problem
from kohya_like.config.text import Text
from kohya_like.jobs.child import ChildJob, StopRequested, run_child

STEP_SECONDS = 0.02


class OutOfMemoryError(RuntimeError):
    """Named as torch names it."""


def finish(child: ChildJob) -> Path:
    """Three steps, then a result."""
    for step in range(1, 4):
        child.events.progress(step, 3)
    result = child.job.folder / "result.txt"
    result.write_text(f"resume_from={child.resume_from} threads={os.environ.get('OMP_NUM_THREADS')}")
    return result


def step_until_asked(child: ChildJob) -> None:
    """Endless steps that answer requests."""
    step = 0
    while not child.requested("stop"):
        step += 1
        child.events.progress(step, 1000)
        if child.requested("save"):
            child.events.saved(step, child.state_dir, "state")
        time.sleep(STEP_SECONDS)
    raise StopRequested(step)


def refuse_to_end(child: ChildJob) -> None:
    """Ignores requests and signals, and so do a process below it and one with a session of its own."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    below = [subprocess.Popen([sys.executable, "-c", code], start_new_session=apart) for apart in (False, True)]
    (child.job.folder / "below.txt").write_text(" ".join(str(process.pid) for process in below))
    child.events.phase("stubborn")
    time.sleep(600)


def linger(child: ChildJob) -> None:
    """Says its last word and then does not go."""
    atexit.register(time.sleep, 600)


def die(child: ChildJob) -> None:
    """As the system ends a process when memory runs out, in the middle of a line."""
    child.events.progress(1, 3)
    with child.events.path.open("ab") as file:
        file.write(b'{"time": 1, "event": "prog')
    os.kill(os.getpid(), signal.SIGKILL)


def raising(error: Callable[[], BaseException]) -> Callable[[ChildJob], None]:
    """A child that fails."""

    def work(child: ChildJob) -> None:
        raise error()

    return work


def wrong_input() -> InputError:
    """Two problems at once."""
    return InputError(
        [Problem("dataset.train_data_dir", Text("No folder.", "没有文件夹。")), Problem("", Text("No.", "不。"))]
    )


BEHAVIOURS: dict[str, Callable[[ChildJob], Path | None]] = {
    "finish": finish,
    "step_until_asked": step_until_asked,
    "refuse_to_end": refuse_to_end,
    "linger": linger,
    "die": die,
    "input": raising(wrong_input),
    "machine": raising(lambda: MachineError(Text("The loss is NaN.", "损失为 NaN。"), Text("Lower it.", "调低。"))),
    "memory": raising(MemoryError),
    "disk": raising(lambda: OSError(errno.ENOSPC, "No space left on device", "model.safetensors")),
    "cuda_memory": raising(lambda: OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")),
    "unexpected": raising(lambda: ZeroDivisionError("division by zero")),
    "exit": raising(lambda: SystemExit(7)),
}


def main(child: ChildJob) -> Path | None:
    """Do what the configuration says."""
    return BEHAVIOURS[tomllib.loads(child.config.read_text())["behaviour"]](child)


if __name__ == "__main__":
    run_child(main)
