"""CLIP: pictures and texts as vectors of one space, from whole models in either of the forms that are published."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors import SafetensorError
from torch import Tensor

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.pictures import Pixels
from kohya_like.formats.clip_models import clip_form

Vectors = NDArray[np.float32]
"""One row of length 1 for each picture or text."""

DAMAGED = (SafetensorError, pickle.UnpicklingError, RuntimeError, EOFError, OSError, ValueError, KeyError, TypeError)
"""What the libraries raise over files that are cut off, of another model, or no model."""


class Clip(Protocol):
    """A loaded CLIP."""

    def prepare(self, rgb: Pixels) -> Tensor:
        """One picture as the model takes it."""

    def of_pictures(self, batch: Sequence[Tensor]) -> Vectors:
        """The vectors of prepared pictures."""

    def of_texts(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts, of which CLIP reads the beginning only (mostly 75 tokens)."""


def load_clip(folder: Path, device: str) -> Clip:
    """The CLIP of a folder on a device. Raises InputError where its files cannot be used."""
    kind: Callable[[Path, torch.device], Clip] = OpenClip if clip_form(folder) == "open_clip" else TransformersClip
    with _explained(folder):
        return kind(folder, torch.device(device))


class OpenClip:
    """The form of the package open_clip: its configuration beside a checkpoint."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        import open_clip

        name = f"local-dir:{folder}"
        # Without `pretrained_text`, it would fetch a text model from the network that the checkpoint replaces anyway.
        model, _, transform = open_clip.create_model_and_transforms(name, device=device, pretrained_text=False)
        self._model, self._transform = model.eval(), transform
        self._tokenizer, self._device = open_clip.get_tokenizer(name), device

    def prepare(self, rgb: Pixels) -> Tensor:
        """As the configuration says."""
        prepared: Tensor = self._transform(Image.fromarray(rgb))
        return prepared

    @torch.inference_mode()
    def of_pictures(self, batch: Sequence[Tensor]) -> Vectors:
        """The vectors of prepared pictures."""
        return _rows(self._model.encode_image(torch.stack(list(batch)).to(self._device)))

    @torch.inference_mode()
    def of_texts(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts."""
        return _rows(self._model.encode_text(self._tokenizer(list(texts)).to(self._device)))


class TransformersClip:
    """The form of the package transformers."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        from transformers import AutoImageProcessor, AutoTokenizer, CLIPModel

        model: Any = CLIPModel.from_pretrained(folder, local_files_only=True)
        self._model, self._device = model.to(device).eval(), device
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self._images: Any = AutoImageProcessor.from_pretrained(folder, local_files_only=True)
        self._length: int = model.config.text_config.max_position_embeddings

    def prepare(self, rgb: Pixels) -> Tensor:
        """As its image processor says."""
        prepared: Tensor = self._images(images=Image.fromarray(rgb), return_tensors="pt")["pixel_values"][0]
        return prepared

    @torch.inference_mode()
    def of_pictures(self, batch: Sequence[Tensor]) -> Vectors:
        """The vectors of prepared pictures."""
        return _rows(self._model.get_image_features(torch.stack(list(batch)).to(self._device)).pooler_output)

    @torch.inference_mode()
    def of_texts(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts."""
        options = {"padding": True, "truncation": True, "max_length": self._length, "return_tensors": "pt"}
        return _rows(
            self._model.get_text_features(**self._tokenizer(list(texts), **options).to(self._device)).pooler_output
        )


def _rows(found: Tensor) -> Vectors:
    """Vectors brought to length 1."""
    rows = torch.nn.functional.normalize(found.float(), dim=-1)
    return np.asarray(rows.cpu().numpy(), dtype=np.float32)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except DAMAGED as error:
        lines = str(error).splitlines() or [type(error).__name__]
        raise InputError.of("model", _DAMAGED.format(folder=folder, error=lines[0])) from error


_DAMAGED = Text(
    "The CLIP model in {folder} is damaged or incomplete: copy its files again. ({error})",
    "{folder} 中的 CLIP 模型已损坏或不完整：请重新复制其文件。（{error}）",
)
