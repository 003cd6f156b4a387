"""One way to train for every stage: AdamW, warm-up, linear decay, clipped gradients, averaged weights."""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from scripts.demo_model.progress import report

CLIP_NORM = 1.0
LINES = 40


@dataclass(frozen=True)
class Plan:
    """How long and how fast: the rate rises over `warmup` steps and falls linearly after the share `hold` of them."""

    steps: int
    rate: float
    warmup: int
    hold: float
    average: float = 0.997
    weight_decay: float = 1e-3
    floor: float = 0.02

    def scaled(self, scale: float) -> "Plan":
        """The same plan with more or fewer steps."""
        return replace(self, steps=max(2, round(self.steps * scale)))

    def rate_at(self, step: int) -> float:
        """The learning rate of the step counted from 0."""
        rise = min(1.0, (step + 1) / self.warmup)
        fall = min(1.0, (1 - step / self.steps) / (1 - self.hold))
        return self.rate * rise * max(self.floor, fall)

    def average_at(self, step: int) -> float:
        """The share of the average that stays at the step counted from 0; less at first, when weights move far."""
        return min(self.average, (1 + step) / (10 + step))


def fit(name: str, parameters: Iterable[Tensor], loss_of: Callable[[int], Tensor], plan: Plan) -> None:
    """Train the parameters on `loss_of(step)` in place; they end as the exponential average of what they were.

    Raises FloatingPointError as soon as a loss is not finite.
    """
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    averages = [parameter.detach().clone() for parameter in trained]
    optimizer = torch.optim.AdamW(trained, betas=(0.9, 0.98), weight_decay=plan.weight_decay)
    window = _Window(name, plan)
    for step in range(plan.steps):
        for group in optimizer.param_groups:
            group["lr"] = plan.rate_at(step)
        loss = loss_of(step)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, CLIP_NORM)
        optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(averages, trained, 1 - plan.average_at(step))
        window.add(step, loss.item())
    with torch.no_grad():
        torch._foreach_copy_(trained, averages)


class _Window:
    """Collects losses and reports their mean about LINES times in a run."""

    def __init__(self, name: str, plan: Plan) -> None:
        self.name = name
        self.plan = plan
        self.every = max(1, plan.steps // LINES)
        self.losses: list[float] = []
        self.began = time.monotonic()

    def add(self, step: int, loss: float) -> None:
        if not math.isfinite(loss):
            raise FloatingPointError(f"{self.name}: the loss of step {step + 1} is {loss}")
        self.losses.append(loss)
        if len(self.losses) == self.every or step + 1 == self.plan.steps:
            mean = sum(self.losses) / len(self.losses)
            pace = (time.monotonic() - self.began) / (step + 1)
            report(f"{self.name} {step + 1}/{self.plan.steps} loss {mean:.4f} {pace:.3f} s a step")
            self.losses.clear()
