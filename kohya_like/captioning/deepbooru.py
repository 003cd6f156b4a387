"""DeepDanbooru in two forms: an ONNX file with `tags.txt` beside it, or the PyTorch file that brings its tags along."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from kohya_like.captioning.captioner import Described
from kohya_like.captioning.tag_choice import Tag, TagChoice, TagRules
from kohya_like.captioning.tagging import check_outputs, described, load_graph, model_file, within
from kohya_like.config.caption import CaptionConfig
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.pictures import Pixels

TAGS = "tags.txt"
RATING = "rating:"
SIDE = 512

Prepared = NDArray[np.float32]
"""[side, side, 3] of 0 to 1."""


@dataclass(frozen=True)
class _Loaded:
    """A model of either form."""

    probabilities: Callable[[Sequence[Prepared]], NDArray[np.float32]]
    side: int
    tags: Sequence[Tag]
    warnings: tuple[Text, ...] = ()


class DeepDanbooru:
    """A loaded tagger."""

    def __init__(self, loaded: _Loaded, config: CaptionConfig) -> None:
        self._loaded = loaded
        self._choice = TagChoice(loaded.tags, TagRules.of(config))
        self._separator = config.caption_separator
        self.warnings = loaded.warnings

    @classmethod
    def load(cls, model: Path, config: CaptionConfig, device: str) -> Self:
        """The tagger of a folder. Raises InputError naming files that are missing or do not fit each other."""
        graph, weights = (next(iter(sorted(model.glob(form))), None) for form in ("*.onnx", "*.pt"))
        if graph is not None:
            return cls(_in_onnx(graph, model_file(model, TAGS), config, device), config)
        if weights is not None:
            return cls(_in_torch(weights, device), config)
        raise InputError.of("model", _NOTHING.format(folder=model))

    def prepare(self, rgb: Pixels) -> Prepared:
        """Fitted into the model's square; what is left of it continues the colours at the edges."""
        side = self._loaded.side
        fitted = within(rgb, side)
        height, width = fitted.shape[:2]
        top, left = (side - height) // 2, (side - width) // 2
        margins = ((top, side - height - top), (left, side - width - left), (0, 0))
        padded = np.pad(fitted, margins, mode="edge")
        return padded.astype(np.float32) / np.float32(255)

    def describe(self, batch: Sequence[Prepared]) -> list[Described]:
        """The tags of each picture."""
        return [described(self._choice(row), self._separator) for row in self._loaded.probabilities(batch)]


def _in_onnx(graph: Path, table: Path, config: CaptionConfig, device: str) -> _Loaded:
    try:
        tags = _tags(filter(None, map(str.strip, table.read_text(encoding="utf-8-sig").splitlines())))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError.of("model", _NO_LIST.format(path=table)) from error
    model, warnings = load_graph(graph, config, device, SIDE)
    check_outputs(graph, model.outputs, table, len(tags))
    return _Loaded(model, model.size, tags, warnings)


def _in_torch(path: Path, device: str) -> _Loaded:
    import torch  # Late: the ONNX form does without.

    from kohya_like.captioning.deepbooru_network import KEYS, LAST, Network
    from kohya_like.models.weights import read_dictionary

    content = read_dictionary(path)
    names = content.pop("tags", None)
    if content.keys() != KEYS or not isinstance(names, list):
        raise InputError.of("model", _OTHER.format(path=path))
    check_outputs(path, content[f"n_Conv_{LAST}.weight"].shape[0], path, len(names))
    try:
        network = Network(content, torch.device(device))
    except RuntimeError as error:
        raise InputError.of("model", _OTHER.format(path=path)) from error

    def probabilities(batch: Sequence[Prepared]) -> NDArray[np.float32]:
        found: Any = network(torch.from_numpy(np.stack(batch)))
        return np.asarray(found.cpu().numpy(), dtype=np.float32)

    return _Loaded(probabilities, SIDE, _tags(map(str, names)))


def _tags(names: Any) -> list[Tag]:
    return [Tag(name, "rating" if name.startswith(RATING) else "general") for name in names]


_NOTHING = Text(
    "{folder} has neither an ONNX file of DeepDanbooru nor its model-resnet_custom_v3.pt: copy one of them there.",
    "{folder} 中既没有 DeepDanbooru 的 ONNX 文件，也没有 model-resnet_custom_v3.pt：请复制其中之一到该文件夹。",
)
_NO_LIST = Text(
    "{path} cannot be read as a list of tags, one a line: copy the tags.txt that belongs to the model.",
    "无法将 {path} 读作每行一个标签的列表：请使用与模型配套的 tags.txt。",
)
_OTHER = Text(
    "{path} is a PyTorch file, but not of DeepDanbooru (as in model-resnet_custom_v3.pt): choose that file.",
    "{path} 是 PyTorch 文件，但不是 DeepDanbooru（如 model-resnet_custom_v3.pt）：请选择该文件。",
)
