"""Start the child of a job, ask it to stop, end it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

import kohya_like
from kohya_like.config.atomic import atomic_write
from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.job import CONSOLE_HEADER, REQUESTS, Job
from kohya_like.jobs.options import ACCELERATE_CONFIG, LaunchOptions, command
from kohya_like.jobs.processes import MARK_VARIABLE, end, family, gone
from kohya_like.jobs.records import Exit, Process
from kohya_like.jobs.status import LIVE, look

ATTEMPT_VARIABLE = "KOHYA_LIKE_ATTEMPT"
"""Environment variable with the number of the attempt, for the child's event log."""

STOP_SECONDS = 60.0
"""How long `kill` leaves the child to finish its step and save, before it is terminated."""

TERMINATE_SECONDS = 10.0
"""How long it then has to end by itself, before it is killed."""

KILL_SECONDS = 10.0
"""How long the system may take to remove a killed process; only one that hangs in a driver takes longer."""


def start(job: Job, environment: Mapping[str, str] | None = None) -> None:
    """Start the job's child and record its process. It outlives this process.

    It gets the variables of `environment` besides, and instead, of those of this process.

    Raises InputError if the job already runs. Whoever calls this holds the locks of the job's devices (see `queue`).
    """
    found = look(job)
    if found.alive:
        raise InputError.of("", _RUNS_ALREADY.format(id=job.id))
    for name in REQUESTS:
        job.withdraw(name)
    launch, attempt, mark = job.launch(), found.attempt + 1, uuid4().hex
    accelerate_config = job.folder / "accelerate.json"
    atomic_write(accelerate_config, ACCELERATE_CONFIG)
    with job.console_file.open("ab", buffering=0) as console:
        console.write(CONSOLE_HEADER.format(attempt=attempt).encode("ascii"))
        process = subprocess.Popen(
            command(launch.options, launch.module, job.config, accelerate_config),
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            cwd=job.folder,
            env=_environment({**os.environ, **(environment or {})}, launch.options, attempt, mark),
            **_group_of_its_own(),
        )
    job.write(Process(attempt=attempt, pid=process.pid, create_time=_create_time(process.pid), mark=mark))
    threading.Thread(target=_collect, args=(job, attempt, process), daemon=True).start()


def stop(job: Job) -> None:
    """Ask the child to finish its step, save and end. Raises InputError if it does not run."""
    if look(job).status not in LIVE:
        raise InputError.of("", _NOT_RUNNING.format(id=job.id))
    job.request("stop")


def kill(
    job: Job,
    *,
    stop_seconds: float = STOP_SECONDS,
    terminate_seconds: float = TERMINATE_SECONDS,
    kill_seconds: float = KILL_SECONDS,
) -> None:
    """End the job with every process below it: by request, then by termination, then by force, and see them dead.

    Raises InputError if it does not run and MachineError if a process could not be ended.
    """
    find = _family(job)
    if not find():
        raise InputError.of("", _NOT_RUNNING.format(id=job.id))
    job.request("stop")
    if gone(find, stop_seconds):
        return
    end_processes(job, terminate_seconds=terminate_seconds, kill_seconds=kill_seconds)
    found = look(job)
    if found.last_word is None:
        EventLog(job.events_file, found.attempt).killed()


def end_processes(
    job: Job, *, terminate_seconds: float = TERMINATE_SECONDS, kill_seconds: float = KILL_SECONDS
) -> None:
    """Terminate, later kill every process of the job's last start. Raises MachineError if one is left."""
    alive = end(_family(job), terminate_seconds=terminate_seconds, kill_seconds=kill_seconds)
    if alive:
        numbers = ", ".join(str(process.pid) for process in alive)
        raise MachineError(_CANNOT_END.format(id=job.id, numbers=numbers), hint=_RESTART)


def _family(job: Job) -> Callable[[], list[psutil.Process]]:
    record = job.read(Process)
    mark = record.mark if record is not None else ""
    return lambda: family(look(job).processes, mark)


def _environment(given: Mapping[str, str], options: LaunchOptions, attempt: int, mark: str) -> dict[str, str]:
    """The environment of the child. It works in the folder of its job, so relative search paths are made absolute."""
    here = str(Path(kohya_like.__file__).resolve().parents[1])
    inherited = [os.path.abspath(path) for path in given.get("PYTHONPATH", "").split(os.pathsep) if path]
    return {
        # How long GNU's OpenMP lets threads wait for each other in a loop before they sleep: long enough for the next
        # small operation, too short to take the cores from whatever else the machine does.
        "GOMP_SPINCOUNT": "10000",
        "CUDA_DEVICE_ORDER": "PCI_BUS_ID",  # As nvidia-smi numbers GPUs, unless the user's environment says otherwise.
        **given,
        "PYTHONPATH": os.pathsep.join([here, *inherited]),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        **({"ACCELERATE_USE_CPU": "true"} if options.cpu else {}),
        **({"USE_LIBUV": "0"} if sys.platform == "win32" else {}),  # Not every build for Windows has it.
        "OMP_NUM_THREADS": str(options.threads()),
        ATTEMPT_VARIABLE: str(attempt),
        MARK_VARIABLE: mark,
    }


def _group_of_its_own() -> dict[str, Any]:
    """Keeps Ctrl-C and the end of the terminal away from the child."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _create_time(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:  # On Windows it may be gone already; then nothing will be compared with this.
        return time.time()


def _collect(job: Job, attempt: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait for the child, so that it does not stay as a zombie, and record how it ended."""
    code = process.wait()
    with suppress(OSError, MachineError):  # The folder was deleted or the disk is full: nobody will need the code.
        job.write(Exit(attempt=attempt, code=code))


_RUNS_ALREADY = Text("Job {id} runs already.", "任务 {id} 已在运行。")
_NOT_RUNNING = Text("Job {id} does not run.", "任务 {id} 没有在运行。")
_CANNOT_END = Text(
    "Job {id} could not be ended: process {numbers} is still there.", "无法结束任务 {id}：进程 {numbers} 仍然存在。"
)
_RESTART = Text(
    "A process that hangs in a driver ends only with the computer: restart it.",
    "卡在驱动程序里的进程只有重启电脑才能结束：请重启。",
)
