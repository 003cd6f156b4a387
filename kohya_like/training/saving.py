"""The trained files: complete or not there at all, in kohya's format."""

from dataclasses import dataclass
from pathlib import Path

import safetensors.torch

from kohya_like.config.atomic import atomic_write
from kohya_like.config.sections.output import Save as Options
from kohya_like.formats.hashes import hashes_of
from kohya_like.models.device import SAVE_DTYPES
from kohya_like.models.weights import Weights
from kohya_like.trainables.network import Network
from kohya_like.training.metadata import Header


@dataclass
class Saver:
    """Writes a network's files: the finished one and the copies on the way."""

    options: Options
    folder: Path
    header: Header
    network: Network

    def finished(self, step: int, epoch: int) -> Path:
        """Save the finished file."""
        return self._write(f"{self.options.output_name}.safetensors", step, epoch)

    def copy_of_step(self, step: int, epoch: int) -> Path:
        """Save a copy named after the step."""
        return self._write(f"{self.options.output_name}-step{step:08d}.safetensors", step, epoch)

    def copy_of_epoch(self, step: int, epoch: int) -> Path:
        """Save a copy named after the epoch, and delete the one that is now too old to be kept."""
        path = self._write(self._epoch_name(epoch), step, epoch)
        options = self.options
        if options.save_last_n_epochs is not None and options.save_every_n_epochs is not None:
            oldest = epoch - options.save_last_n_epochs * options.save_every_n_epochs
            (self.folder / self._epoch_name(oldest)).unlink(missing_ok=True)
        return path

    def _epoch_name(self, epoch: int) -> str:
        return f"{self.options.output_name}-{epoch:06d}.safetensors"

    def _write(self, name: str, step: int, epoch: int) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        weights = self.network.weights(SAVE_DTYPES[self.options.save_precision])
        atomic_write(path, serialised(weights, self.header.at(step, epoch), self.header.model_spec()))
        return path


def serialised(weights: Weights, facts: dict[str, str], model_spec: dict[str, str]) -> bytes:
    """The bytes of a file with these tensors, the header's parts and the two hashes by which programs recognise it."""
    hashes = hashes_of(safetensors.torch.save(weights, facts))
    return safetensors.torch.save(weights, facts | hashes | model_spec)
