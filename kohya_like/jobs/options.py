"""How a child process is started: the options, and the command they make."""

import os
import sys
from pathlib import Path
from typing import Literal

import psutil
from pydantic import BaseModel, ConfigDict, Field, model_validator

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text

DynamoBackend = Literal["no", "eager", "aot_eager", "inductor", "cudagraphs"]
"""Of accelerate's names, those that need no further package."""

CPU = "cpu"
"""Name of the processor as a device; GPUs are `gpu0`, `gpu1`, ..."""

ACCELERATE_CONFIG = b'{"compute_environment": "LOCAL_MACHINE", "distributed_type": "NO"}\n'
"""A neutral `--config_file`. Without one, accelerate takes whatever `accelerate config` once left in the user's home
(DeepSpeed, FSDP, another machine) and overrides options that are given explicitly."""


class LaunchOptions(BaseModel):
    """Where and by what a job runs. Names are those of `accelerate launch`; every value is passed explicitly.

    Raises InputError for combinations that cannot run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    launcher: Literal["accelerate", "python"] = "accelerate"
    """`accelerate` for jobs that need torch, `python` for the others (they run on the processor)."""

    cpu: bool = False
    num_processes: int = Field(default=1, ge=1)
    gpu_ids: str | None = Field(default=None, pattern=r"^\d+(,\d+)*$")
    """GPUs to use, such as `0` or `0,1`. None: the first `num_processes`."""

    mixed_precision: Literal["no", "fp16", "bf16"] = "no"
    dynamo_backend: DynamoBackend = "no"
    num_cpu_threads_per_process: int | None = Field(default=None, ge=1)
    """CPU threads of one process. None: OMP_NUM_THREADS, else its share of the cores (accelerate would take 1)."""

    main_process_port: int = Field(default=0, ge=0, le=65535)
    """Port through which several processes find each other. 0: any free one."""

    @model_validator(mode="after")
    def _possible(self) -> "LaunchOptions":
        given = [name for name in self.model_dump(exclude_defaults=True) if name != "launcher"]
        if self.launcher == "python" and given:
            raise _refused("launcher", _PLAIN_PYTHON.format(names=", ".join(given)))
        if self.cpu and self.num_processes > 1:
            raise _refused("num_processes", _SEVERAL_CPU_PROCESSES)
        if self.cpu and self.gpu_ids is not None:
            raise _refused("gpu_ids", _GPU_ON_CPU)
        if self.gpu_ids is not None and len(set(self.gpu_ids.split(","))) != self.num_processes:
            raise _refused("gpu_ids", _ONE_GPU_EACH.format(ids=self.gpu_ids, count=self.num_processes))
        return self

    def devices(self) -> tuple[str, ...]:
        """The devices that the job occupies, in order: `cpu`, or `gpu0`, `gpu1`, ..."""
        if self.cpu or self.launcher == "python":
            return (CPU,)
        ids = self.gpu_ids.split(",") if self.gpu_ids is not None else range(self.num_processes)
        return tuple(sorted(f"gpu{int(number)}" for number in ids))

    def threads(self) -> int:
        """CPU threads of one process."""
        return self.num_cpu_threads_per_process or default_threads(self.num_processes)


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
    arguments = {
        "config_file": config,
        "num_machines": 1,
        "num_processes": options.num_processes,
        "mixed_precision": options.mixed_precision,
        "dynamo_backend": options.dynamo_backend,
        "num_cpu_threads_per_process": options.threads(),
    }
    if options.gpu_ids is not None:
        arguments["gpu_ids"] = options.gpu_ids
    if options.num_processes > 1:
        arguments["main_process_port"] = options.main_process_port
    flags = ["--cpu"] * options.cpu + ["--multi_gpu"] * (options.num_processes > 1)
    return [*flags, *(word for name, value in arguments.items() for word in (f"--{name}", str(value)))]


def _refused(field: str, text: Text) -> InputError:
    return InputError.of(f"launch.{field}", text)


_PLAIN_PYTHON = Text(
    "A job started by plain Python has no launch options: remove {names}.",
    "由普通 Python 启动的任务没有启动选项：请去掉 {names}。",
)
_SEVERAL_CPU_PROCESSES = Text(
    "Several processes on the CPU are not supported: set num_processes to 1.",
    "不支持在 CPU 上使用多个进程：请将 num_processes 设为 1。",
)
_GPU_ON_CPU = Text(
    "gpu_ids has no use on the CPU: leave it empty or turn cpu off.",
    "在 CPU 上训练时 gpu_ids 没有作用：请留空，或关闭 cpu。",
)
_ONE_GPU_EACH = Text(
    "gpu_ids names {ids}, but num_processes is {count}: each process needs one GPU of its own.",
    "gpu_ids 为 {ids}，而 num_processes 为 {count}：每个进程需要一块自己的显卡。",
)
