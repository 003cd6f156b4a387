"""A run: its sections, and what follows from them. Derived values are methods, never stored."""

import os
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from kohya_like.config.prompts import Prompt, parse_prompt
from kohya_like.config.schema import Parameter, parameters
from kohya_like.config.sections.dataset import Caption, Dataset
from kohya_like.config.sections.launch import Launch
from kohya_like.config.sections.model import Model
from kohya_like.config.sections.network import Network
from kohya_like.config.sections.output import Sample, Save
from kohya_like.config.sections.training import Noise, Optimizer, Train
from kohya_like.config.text import Text

DEFAULT_EPOCHS = 10


class RunConfig(BaseModel):
    """Everything that decides the result of a training run."""

    model_config = ConfigDict(extra="forbid")

    model: Model = Field(default_factory=Model)
    dataset: Dataset = Field(default_factory=Dataset)
    caption: Caption = Field(default_factory=Caption)
    network: Network = Field(default_factory=Network)
    train: Train = Field(default_factory=Train)
    optimizer: Optimizer = Field(default_factory=Optimizer)
    noise: Noise = Field(default_factory=Noise)
    save: Save = Field(default_factory=Save)
    sample: Sample = Field(default_factory=Sample)
    launch: Launch = Field(default_factory=Launch)

    def resolution(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        sides = [int(side) for side in self.dataset.resolution.replace("x", ",").split(",")]
        return sides[0], sides[-1]

    def epochs(self) -> int | None:
        """Epochs to train; None when the length is given in steps."""
        if self.train.max_train_steps is not None:
            return None
        return self.train.max_train_epochs or DEFAULT_EPOCHS

    def batches_per_step(self) -> int:
        """Batches whose gradients make one optimizer step, those of all processes counted."""
        return self.train.gradient_accumulation_steps * self.launch.num_processes

    def unet_learning_rate(self) -> float | None:
        """Learning rate of the U-Net; None when it is not trained."""
        if self.network.network_train_text_encoder_only:
            return None
        return self.optimizer.unet_lr or self.optimizer.learning_rate

    def text_encoder_learning_rate(self) -> float | None:
        """Learning rate of the text encoder; None when it is not trained."""
        if self.network.network_train_unet_only:
            return None
        return self.optimizer.text_encoder_lr or self.optimizer.learning_rate

    def warmup_steps(self, total_steps: int) -> int:
        """Warm-up in steps, given the length of the run."""
        given = self.optimizer.lr_warmup_steps
        return int(given * total_steps) if given < 1 else int(given)

    def prompts(self) -> list[Prompt | Text]:
        """The preview prompts, each parsed or with what is wrong with it; drawn at the training size by default."""
        width, height = (max(64, side // 8 * 8) for side in self.resolution())
        defaults = Prompt("", width=width, height=height, seed=self.train.seed)
        return [parse_prompt(line, defaults) for line in self.sample.sample_prompts]

    def value(self, path: str) -> Any:
        """The value of `"section.name"`."""
        section, name = path.split(".")
        return getattr(getattr(self, section), name)

    def absolute(self, folder: Path) -> "RunConfig":
        """The same run with relative paths taken from `folder`, and `~` from the user's home."""
        changed = self.model_copy(deep=True)
        for parameter in PARAMETERS.values():
            value = changed.value(parameter.path)
            if isinstance(value, Path) and not value.is_absolute():
                absolute = folder / os.path.expanduser(value)
                setattr(getattr(changed, parameter.section), parameter.name, absolute.resolve())
        return changed


PARAMETERS: dict[str, Parameter] = {parameter.name: parameter for parameter in parameters(RunConfig)}
"""Every parameter by name; names are unique over all sections, so that `--set name=value` needs no section."""


def is_used(parameter: Parameter, config: RunConfig) -> bool:
    """Whether a parameter acts in this run (its `only` conditions hold)."""
    return all(config.value(PARAMETERS[name].path) in allowed for name, allowed in parameter.only.items())
