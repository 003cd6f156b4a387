"""What a preset is: values of parameters, and what a person wants to know before taking them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.reading import Draft, with_values
from kohya_like.config.rules import problems_of
from kohya_like.config.run import PARAMETERS, RunConfig
from kohya_like.config.schema import Parameter
from kohya_like.config.text import Text

Values = dict[str, Any]
"""Values of parameters by name, with the types of JSON."""

PERSONAL = ("family", "output_name", "training_comment", "caption_prefix", "caption_suffix", "sample_prompts")
"""What belongs to one base model or one subject, though it is no path."""

NEVER = frozenset(
    parameter.name
    for parameter in PARAMETERS.values()
    if parameter.kind == "path" or parameter.section == "launch" or parameter.name in PERSONAL
)
"""Parameters that a preset neither holds nor changes: paths, names, prompts, and what belongs to the machine."""

PRESET_PARAMETERS: dict[str, Parameter] = {
    name: parameter for name, parameter in PARAMETERS.items() if name not in NEVER
}
"""Every other parameter, by name."""

Goal = Literal["character", "style", "object"]


class Info(BaseModel):
    """What a preset says of itself."""

    model_config = ConfigDict(extra="forbid")

    title: Text | None = None
    """None where the file's name says it."""

    when: Text | None = None
    """When to use it, and why its numbers are what they are."""

    family: str | None = None
    """The family of base models that it was made for."""

    goal: Goal | None = None

    memory: int | None = None
    """GiB of GPU memory that are enough for it."""


@dataclass(frozen=True)
class LeftOut:
    """Something that a preset's file says and that is not taken."""

    key: str
    value: str | None
    """As TOML would write it; None for what nobody else should read."""
    reason: Text


@dataclass(frozen=True)
class Preset:
    """A preset as it was read."""

    values: Values
    """What differs from the defaults; everything else of PRESET_PARAMETERS stands at its default."""
    left_out: list[LeftOut]
    info: Info


def draft_of(values: Values) -> Draft:
    """A run with these values over the defaults, and a problem for each value that is wrong by itself.

    What is wrong only together with another value is no mistake here: it may fit the run that the values are put into.
    """
    draft = with_values(values, over=RunConfig(), folder=Path.cwd())
    together = problems_of(draft.config)
    return Draft(draft.config, [problem for problem in draft.problems if problem not in together])


def changed(config: RunConfig) -> Values:
    """The values that a preset may hold and that differ from the defaults."""
    return {
        name: config.value(parameter.path)
        for name, parameter in PRESET_PARAMETERS.items()
        if config.value(parameter.path) != parameter.default
    }


def checked_values(values: Values) -> Values:
    """What a preset keeps of the values of a draft. Raises InputError with each wrong one among them."""
    kept = {name: value for name, value in values.items() if name not in NEVER}
    draft = draft_of(kept)
    if draft.problems:
        raise InputError(draft.problems)
    return changed(draft.config)


def wrong_names(problems: Iterable[Problem]) -> dict[str, Text]:
    """What is wrong with which parameter."""
    return {problem.field.rpartition(".")[2]: problem.text for problem in problems}
