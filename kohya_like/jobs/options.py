"""How a child process is started: the options, and the command they make."""

import os
import sys
from pathlib import Path
from typing import Literal

import psutil
from pydantic import BaseModel, ConfigDict, Field, model_validator

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text

CPU = "cpu"
"""Name of the processor as a device; GPUs are `gpu0`, `gpu1`, ..."""

FILES = "files"
"""What jobs without torch occupy: one at a time, beside whatever is trained."""

ACCELERATE_CONFIG = b'{"compute_environment": "LOCAL_MACHINE", "distributed_type": "NO"}\n'
"""A neutral `--config_file`. Without one, accelerate takes whatever `accelerate config` once left in the user's home
(DeepSpeed, FSDP, another machine) and overrides options that are given explicitly."""

LEFT_TO_THE_CHILD = "no"
"""Said of precision and compiler: the child takes them from its run, and knows what its device can do."""


class LaunchOptions(BaseModel):
    """Where and by what a job runs. Names are those of `accelerate launch`; every value is passed explicitly.

    Raises InputError for combinations that cannot run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    launcher: Literal["accelerate", "python"] = "accelerate"
    """`accelerate` for jobs that need torch, `python` for the others: they look at files, and wait for no training."""

    cpu: bool = False
    num_processes: int = Field(default=1, ge=1)
    """Of all machines together; each has as many."""

    gpu_ids: str | None = Field(default=None, pattern=r"^\d+(,\d+)*$")
    """GPUs of this machine to use, such as `0` or `0,1`. None: the first ones, one for each process."""

    num_cpu_threads_per_process: int | None = Field(default=None, ge=1)
    """CPU threads of one process. None: OMP_NUM_THREADS, else its share of the cores (accelerate would take 1)."""

    num_machines: int = Field(default=1, ge=1)
    machine_rank: int = Field(default=0, ge=0)
    """Which of the machines this is."""

    main_process_ip: str | None = None
    """Address of machine 0; with several machines it must be given."""

    main_process_port: int = Field(default=0, ge=0, le=65535)
    """Port through which several processes find each other. 0: any free one; with several machines it must be given."""

    @model_validator(mode="after")
    def _possible(self) -> "LaunchOptions":
        given = [name for name in self.model_dump(exclude_defaults=True) if name != "launcher"]
        if self.launcher == "python" and given:
            raise _refused("launcher", _PLAIN_PYTHON.format(names=", ".join(given)))
        if self.num_processes % self.num_machines or self.machine_rank >= self.num_machines:
            raise _refused("num_machines", _UNEVEN)
        if self.num_machines > 1 and not (self.main_process_ip and self.main_process_port):
            raise _refused("main_process_ip", _NO_ADDRESS)
        if self.cpu and self.gpu_ids is not None:
            raise _refused("gpu_ids", _GPU_ON_CPU)
        if self.gpu_ids is not None and len(set(map(int, self.gpu_ids.split(",")))) != self.processes_here():
            raise _refused("gpu_ids", _ONE_GPU_EACH.format(ids=self.gpu_ids, count=self.processes_here()))
        return self

    def processes_here(self) -> int:
        """The processes on this machine."""
        return self.num_processes // self.num_machines

    def devices(self) -> tuple[str, ...]:
        """The devices that the job occupies, in order: `cpu`, or `gpu0`, `gpu1`, ...; without torch `files`."""
        if self.launcher == "python":
            return (FILES,)
        if self.cpu:
            return (CPU,)
        ids = self.gpu_ids.split(",") if self.gpu_ids is not None else range(self.processes_here())
        return tuple(sorted(f"gpu{int(number)}" for number in ids))

    def threads(self) -> int:
        """CPU threads of one process."""
        return self.num_cpu_threads_per_process or default_threads(self.processes_here())


def command(options: LaunchOptions, module: str, config: Path, accelerate_config: Path) -> list[str]:
    """The command line of a child that runs `module --config config`. Never goes through a shell."""
    run = ["-m", module, "--config", str(config)]
    if options.launcher == "python":
        return [sys.executable, *run]
    return [sys.executable, "-m", "accelerate.commands.launch", *_accelerate(options, accelerate_config), *run]


def default_threads(processes: int) -> int:
    """OMP_NUM_THREADS if it is set, else the cores that this process may use, shared by the processes."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if sys.platform == "linux" else cores
    return max(1, min(cores, allowed) // processes)


def _accelerate(options: LaunchOptions, config: Path) -> list[str]:
    arguments: dict[str, object] = {
        "config_file": config,
        "num_machines": options.num_machines,
        "num_processes": options.num_processes,
        "mixed_precision": LEFT_TO_THE_CHILD,
        "dynamo_backend": LEFT_TO_THE_CHILD,
        "num_cpu_threads_per_process": options.threads(),
    }
    if options.gpu_ids is not None:
        arguments["gpu_ids"] = options.gpu_ids
    if options.num_machines > 1:
        arguments |= {"machine_rank": options.machine_rank, "main_process_ip": options.main_process_ip}
    several = options.num_processes > 1
    if several:
        arguments["main_process_port"] = options.main_process_port
    # With --cpu, accelerate starts a single process whatever their number (it expects mpirun), so several get the
    # launcher of --multi_gpu and are told of the CPU by their environment.
    flags = ["--multi_gpu"] * several + ["--cpu"] * (options.cpu and not several)
    return [*flags, *(word for name, value in arguments.items() for word in (f"--{name}", str(value)))]


def _refused(field: str, text: Text) -> InputError:
    return InputError.of(f"launch.{field}", text)


_PLAIN_PYTHON = Text(
    "A job started by plain Python has no launch options: remove {names}.",
    "由普通 Python 启动的任务没有启动选项：请去掉 {names}。",
)
_UNEVEN = Text(
    "num_processes must be a multiple of num_machines, and machine_rank less than it.",
    "num_processes 必须是 num_machines 的倍数，machine_rank 必须小于它。",
)
_NO_ADDRESS = Text(
    "Several machines need main_process_ip and main_process_port: give those of machine 0.",
    "多台机器训练需要 main_process_ip 和 main_process_port：请填写 0 号机器的地址和端口。",
)
_GPU_ON_CPU = Text(
    "gpu_ids has no use on the CPU: leave it empty or turn cpu off.",
    "在 CPU 上训练时 gpu_ids 没有作用：请留空，或关闭 cpu。",
)
_ONE_GPU_EACH = Text(
    "gpu_ids names {ids}, but this machine has {count} processes: each needs one GPU of its own.",
    "gpu_ids 为 {ids}，而本机有 {count} 个进程：每个进程需要一块自己的显卡。",
)
