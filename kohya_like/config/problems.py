"""What can be wrong: problems of the input, and what the machine could not do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kohya_like.config.text import Text


@dataclass(frozen=True)
class Problem:
    """One plain sentence about one field (`"network.network_dim"`; empty when it concerns none)."""

    field: str
    text: Text
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.field}: {self.text}" if self.field else str(self.text)


class InputError(Exception):
    """The input is wrong and nothing was changed (exit code 2). Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, field: str, text: Text) -> "InputError":
        """The error with one problem."""
        return cls([Problem(field, text)])


class MachineError(Exception):
    """The machine could not do it: memory, disk, a loss that is not finite (exit code 4)."""

    def __init__(self, text: Text, hint: Text | None = None) -> None:
        self.text = text
        self.hint = hint
        super().__init__(str(text))
