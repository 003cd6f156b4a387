"""Learning-rate schedules as functions of the step; the curves are those of sd-scripts (transformers and diffusers)."""

from dataclasses import dataclass
from math import cos, pi

POLYNOMIAL_END = 1e-7
"""Where the polynomial decay of transformers ends, whatever the learning rate."""


@dataclass(frozen=True)
class Schedule:
    """A named schedule over a run of `total` optimizer steps."""

    name: str
    total: int
    warmup: int = 0
    cycles: int = 1
    power: float = 1.0

    def learning_rate(self, base: float, step: int) -> float:
        """The learning rate of optimizer step `step`, counted from 0."""
        if step < self.warmup:
            return base * step / self.warmup
        decay = max(1, self.total - self.warmup)
        progress = (step - self.warmup) / decay
        if self.name == "linear":
            return base * max(0, self.total - step) / decay
        if self.name == "polynomial":
            end = min(POLYNOMIAL_END, base)
            return (base - end) * float(max(0.0, 1 - progress) ** self.power) + end
        return base * self._factor(progress)

    def _factor(self, progress: float) -> float:
        match self.name:
            case "constant" | "constant_with_warmup":
                return 1.0
            case "cosine":
                return max(0.0, 0.5 * (1 + cos(pi * progress)))
            case "cosine_with_restarts":
                return 0.0 if progress >= 1 else 0.5 * (1 + cos(pi * (self.cycles * progress % 1)))
        raise ValueError(f"no schedule is named {self.name!r}")
