"""WD14: the ONNX taggers of SmilingWolf, versions 1 to 3. `model.onnx` with `selected_tags.csv` beside it."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from kohya_like.captioning.captioner import Described
from kohya_like.captioning.onnx_model import OnnxModel
from kohya_like.captioning.tag_choice import Kind, Tag, TagChoice, TagRules
from kohya_like.captioning.tagging import check_outputs, described, load_graph, model_file, within
from kohya_like.config.caption import CaptionConfig
from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.pictures import Pixels, resized

MODEL = "model.onnx"
TAGS = "selected_tags.csv"
COLUMNS = {"name", "category"}
KINDS: dict[str, Kind] = {"0": "general", "4": "character", "9": "rating"}
"""Danbooru's numbers of categories. Models of others that have more of them (artist, copyright) are refused."""

SIDE = 448
LONGEST = 8192
"""Of a picture that is padded as it is: a square around a long strip would take gigabytes."""


class WD14:
    """A loaded tagger."""

    def __init__(self, model: OnnxModel, choice: TagChoice, separator: str, warnings: tuple[Text, ...] = ()) -> None:
        self._model = model
        self._choice = choice
        self._separator = separator
        self.warnings = warnings

    @classmethod
    def load(cls, model: Path, config: CaptionConfig, device: str) -> Self:
        """The tagger of a folder. Raises InputError naming files that are missing or do not fit each other."""
        graph, table = model_file(model, MODEL), model_file(model, TAGS)
        tags = read_tags(table)
        choice = TagChoice(tags, TagRules.of(config))
        loaded, warnings = load_graph(graph, config, device, SIDE)
        check_outputs(graph, loaded.outputs, table, len(tags))
        return cls(loaded, choice, config.caption_separator, warnings)

    def prepare(self, rgb: Pixels) -> Pixels:
        """Made square with white at its sides, at the model's size, blue first."""
        kept = rgb if max(rgb.shape[:2]) <= LONGEST else within(rgb, LONGEST)
        return resized(squared(kept), (self._model.size, self._model.size))[:, :, ::-1]

    def describe(self, batch: Sequence[Pixels]) -> list[Described]:
        """The tags of each picture."""
        return [described(self._choice(row), self._separator) for row in self._model(batch)]


def squared(rgb: Pixels) -> Pixels:
    """The picture in the middle of a white square."""
    height, width = rgb.shape[:2]
    side = max(height, width)
    square = np.full((side, side, 3), 255, dtype=np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = rgb
    return square


def read_tags(path: Path) -> list[Tag]:
    """The tags of a table in the order of the model's outputs. Raises InputError naming the file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not COLUMNS.issubset(rows.fieldnames or ()):
                raise InputError.of("model", _NO_TABLE.format(path=path))
            return [Tag(row["name"], KINDS[row["category"]]) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError.of("model", _NO_TABLE.format(path=path)) from error
    except KeyError as error:
        raise InputError.of("model", _CATEGORY.format(path=path, category=error.args[0])) from error


_NO_TABLE = Text(
    "{path} is no table of tags with the columns tag_id, name, category and count: copy the selected_tags.csv that "
    "belongs to the model.",
    "{path} 不是含有 tag_id、name、category、count 列的标签表：请使用与模型配套的 selected_tags.csv。",
)
_CATEGORY = Text(
    "{path} has tags of category {category}; WD14 has 0 (general), 4 (character) and 9 (rating): choose another model.",
    "{path} 中有类别 {category} 的标签；WD14 只有 0（普通）、4（角色）和 9（分级）：请选择其他模型。",
)
