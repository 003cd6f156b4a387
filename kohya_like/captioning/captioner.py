"""What the job asks of a captioning model. A new one is a class like this and a line in `config/choices.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from kohya_like.config.caption import CaptionConfig
from kohya_like.config.text import Text
from kohya_like.dataset.pictures import Pixels


@dataclass(frozen=True)
class Described:
    """What a model says of one picture."""

    text: str
    """The caption, without prefix and suffix."""

    tags: tuple[tuple[str, float], ...] = ()
    """Tags with their probabilities, the likeliest first; empty where the model writes sentences."""


class Captioner(Protocol):
    """A captioning model that is loaded."""

    warnings: tuple[Text, ...]
    """What people should know of how it was loaded."""

    @classmethod
    def load(cls, model: Path, config: CaptionConfig, device: str) -> Self:
        """The model of a folder on a device ("cuda" or "cpu"). Raises InputError naming files that cannot be used."""

    def prepare(self, rgb: Pixels) -> Any:
        """One picture as the model takes it. Called in several threads, while the model describes others."""

    def describe(self, batch: Sequence[Any]) -> list[Described]:
        """What the model says of each picture of a batch."""
