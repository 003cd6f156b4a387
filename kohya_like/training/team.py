"""The processes that train one network together, and what they tell each other.

Every method that needs the others is reached by all of them in the same order, or all of them wait for ever.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import torch
import torch.distributed as dist
from accelerate import PartialState
from torch import Tensor, nn

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text

T = TypeVar("T")

PATIENCE = timedelta(days=7)
"""How long a process waits for the others: the main one may draw previews or write to a slow disk meanwhile. A process
that is gone is noticed at once, by its launcher and by its broken connections."""


CPU = torch.device("cpu")


@dataclass(frozen=True)
class Team:
    """One process among those of a run; on its own it needs nobody and says nothing."""

    rank: int = 0
    """Its number among all processes, on all machines."""
    size: int = 1
    local_rank: int = 0
    """Its number among those on this machine."""
    local_size: int = 1
    device: torch.device = CPU
    """Where gradients are exchanged: the GPU where NCCL does it, else the CPU."""
    control: dist.ProcessGroup | None = None
    """For all that is not a gradient: gloo, through the CPU, so that no GPU memory is taken for it."""

    @property
    def is_main(self) -> bool:
        """Whether this is the process that writes files."""
        return self.rank == 0

    def any(self, flag: bool) -> bool:
        """Whether it holds in any of the processes."""
        if self.size == 1:
            return flag
        flags = torch.tensor(int(flag))
        dist.all_reduce(flags, dist.ReduceOp.MAX, group=self.control)
        return bool(flags)

    def sum(self, number: float) -> float:
        """The sum over all processes."""
        if self.size == 1:
            return number
        total = torch.tensor(number, dtype=torch.float64)
        dist.all_reduce(total, group=self.control)
        return total.item()

    def gather(self, value: T) -> list[T]:
        """The values of all processes, in their order."""
        if self.size == 1:
            return [value]
        values: list[T] = [value] * self.size
        dist.all_gather_object(values, value, group=self.control)
        return values

    def from_main(self, produce: Callable[[], T]) -> T:
        """What `produce` returns in the main process; the others do not call it."""
        if self.size == 1:
            return produce()
        values = [produce() if self.is_main else None]
        dist.broadcast_object_list(values, src=0, group=self.control)
        return values[0]  # type: ignore[return-value]  # In the main process it is a T, and a T was sent.

    def sum_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Let every process have the sum of all gradients. A parameter without one anywhere stays without."""
        if self.size == 1:
            return
        every = list(parameters)
        has = torch.tensor([parameter.grad is not None for parameter in every], dtype=torch.uint8)
        dist.all_reduce(has, dist.ReduceOp.MAX, group=self.control)
        used = [parameter for parameter, some in zip(every, has.tolist(), strict=True) if some]
        total = torch.cat([_gradient(parameter).flatten() for parameter in used]).to(self.device)
        dist.all_reduce(total)  # All at once: one exchange takes less time than hundreds of small ones.
        for parameter, part in zip(used, total.split([parameter.numel() for parameter in used]), strict=True):
            parameter.grad = part.view_as(parameter).to(parameter.device)


def _gradient(parameter: nn.Parameter) -> Tensor:
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad


def join_team(cpu: bool) -> Team:
    """Meet the other processes that the launcher started. Raises InputError where there are more than GPUs."""
    size, local_size = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    if not cpu and local_size > torch.cuda.device_count():
        raise InputError.of(
            "launch.num_processes", _TOO_FEW_GPUS.format(processes=local_size, gpus=torch.cuda.device_count())
        )
    if size == 1:
        return Team()
    nccl = not cpu and dist.is_nccl_available()  # Windows has none.
    state = PartialState(cpu=cpu, backend="nccl" if nccl else "gloo", timeout=PATIENCE)
    control = dist.new_group(backend="gloo", timeout=PATIENCE)
    assert isinstance(control, dist.ProcessGroup), "a group of all processes has every process in it"
    return Team(
        rank=state.process_index,
        size=size,
        local_rank=state.local_process_index,
        local_size=local_size,
        device=state.device if nccl else CPU,
        control=control,
    )


_TOO_FEW_GPUS = Text(
    "{processes} processes need a GPU each, but PyTorch sees {gpus} here: lower num_processes, or see gpu_ids.",
    "{processes} 个进程各需要一块显卡，但 PyTorch 在此只找到 {gpus} 块：请减小 num_processes，或检查 gpu_ids。",
)
