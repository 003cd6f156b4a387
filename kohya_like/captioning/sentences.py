"""What models of sentences have in common: pictures in, words out, by beam search or by draws."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar, Self

import torch
from transformers import AutoProcessor, LogitsProcessorList, TopPLogitsWarper

from kohya_like.captioning.captioner import Described
from kohya_like.config.caption import CaptionConfig
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.pictures import Pixels
from kohya_like.models.device import Compute, choose_compute


@dataclass(frozen=True)
class Prepared:
    """A picture as the model takes it."""

    pixels: torch.Tensor
    key: bytes
    """Tells the picture from every other one: draws depend on it, and not on which pictures are in the batch."""


class SentenceModel:
    """A model of the package transformers that says in words what a picture shows."""

    kind: ClassVar[Any]
    """The class of the model."""

    def __init__(self, model: Any, processor: Any, config: CaptionConfig, compute: Compute) -> None:
        self.model = model
        self.processor = processor
        self.config = config
        self.compute = compute
        self.warnings = compute.warnings

    @classmethod
    def load(cls, model: Path, config: CaptionConfig, device: str) -> Self:
        """As for every captioner."""
        compute = choose_compute(device, config.mixed_precision)
        try:
            # Pillow's way of resizing runs in the reading threads without taking the model's.
            processor = AutoProcessor.from_pretrained(model, local_files_only=True, backend="pil")
            loaded, report = cls.kind.from_pretrained(
                model, local_files_only=True, dtype=compute.dtype, output_loading_info=True
            )
        except MemoryError:
            raise
        except Exception as error:  # Whatever the readers of five formats raise over wrong files.
            raise InputError.of("model", _NOT_LOADED.format(folder=model, reason=_first_line(error))) from error
        if report["missing_keys"]:  # They would be random numbers, and so would the captions be.
            raise InputError.of("model", _HALF.format(folder=model, count=len(report["missing_keys"])))
        _refuse_too_long(loaded.config.get_text_config(), config.max_length)
        return cls(loaded.to(compute.device).eval(), processor, config, compute)

    @abstractmethod
    def prompt(self, count: int) -> dict[str, Any]:
        """What the model is given beside the pixels of `count` pictures."""

    def prepare(self, rgb: Pixels) -> Prepared:
        """As for every captioner."""
        made = self.processor.image_processor(images=rgb, return_tensors="pt", input_data_format="channels_last")
        return Prepared(made["pixel_values"][0], blake2b(rgb.tobytes(), digest_size=8).digest())

    @torch.inference_mode()
    def describe(self, batch: Sequence[Prepared]) -> list[Described]:
        """As for every captioner."""
        pixels = torch.stack([picture.pixels for picture in batch]).to(self.compute.device, self.compute.dtype)
        tokens = self.model.generate(pixel_values=pixels, **self.prompt(len(batch)), **self._choices(batch))
        texts: list[str] = self.processor.tokenizer.batch_decode(tokens, skip_special_tokens=True)
        return [Described(" ".join(text.split())) for text in texts]

    def _choices(self, batch: Sequence[Prepared]) -> dict[str, Any]:
        """How words are chosen, as arguments of `generate`."""
        config = self.config
        lengths = {"min_new_tokens": config.min_length, "max_new_tokens": config.max_length}
        chosen = {**lengths, "repetition_penalty": config.repetition_penalty, "do_sample": False}
        if config.beam_search:
            return {**chosen, "num_beams": config.num_beams}
        draws = Draws(config.seed, [picture.key for picture in batch])
        return {
            **chosen,
            "num_beams": 1,
            "logits_processor": LogitsProcessorList([TopPLogitsWarper(config.top_p), draws]),
        }


class Draws:
    """Draws each word from (seed, picture, place): the likeliest one after adding Gumbel noise is a fair draw."""

    def __init__(self, seed: int, keys: Sequence[bytes]) -> None:
        self.seed = seed
        self.keys = keys

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """The scores with their noise."""
        rows = [self._noise(key, input_ids.shape[1], scores.shape[1]) for key in self.keys]
        return scores + torch.stack(rows).to(scores)

    def _noise(self, key: bytes, place: int, count: int) -> torch.Tensor:
        digest = blake2b(b"%d %d " % (self.seed, place) + key, digest_size=8).digest()
        generator = torch.Generator().manual_seed(int.from_bytes(digest, "big") >> 1)
        return -torch.empty(count).exponential_(generator=generator).log()


def _refuse_too_long(text_config: Any, wanted: int) -> None:
    """Raise InputError for more tokens than the model has places for: it would fail in the middle of a run."""
    most = text_config.max_position_embeddings - 1  # The first place is taken before it says anything.
    if wanted > most:
        raise InputError.of("max_length", _TOO_LONG.format(wanted=wanted, most=most))


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


_NOT_LOADED = Text("The model in {folder} cannot be loaded: {reason}", "无法加载 {folder} 中的模型：{reason}")
_HALF = Text(
    "The weights in {folder} lack {count} parts of this model: download it again.",
    "{folder} 中的权重缺少该模型的 {count} 个部分：请重新下载。",
)
_TOO_LONG = Text(
    "max_length is {wanted}, and this model says at most {most} tokens: lower it.",
    "max_length 为 {wanted}，而该模型最多输出 {most} 个词元（token）：请调低。",
)
