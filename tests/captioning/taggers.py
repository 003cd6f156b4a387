"""Small taggers in the forms in which real ones are published. They answer to colours, so that tests know the answer.

Each tag listens to one colour channel: its probability is the mean of that channel, from 0 to 1.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from kohya_like.captioning.deepbooru_network import BLOCKS, LAST

HEADER = ("tag_id", "name", "category", "count")
"""Of selected_tags.csv, as every WD14 model has it."""

ROWS = (
    ("general", 9, "blue"),
    ("explicit", 9, "red"),
    ("1girl", 0, "red"),
    ("blue_sky", 0, "blue"),
    ("green_eyes", 0, "green"),
    ("^_^", 0, "red"),
    ("hatsune_miku_(vocaloid)", 4, "red"),
)
"""Name, category, and the colour that the tag listens to."""

COLOURS = ("red", "green", "blue")


@dataclass(frozen=True)
class Form:
    """How a graph takes its pictures."""

    side: int = 32
    batch: int | str = "batch_size"
    layout: Literal["NHWC", "NCHW"] = "NHWC"
    order: Sequence[str] = ("blue", "green", "red")
    white: float = 255.0
    """The number of a full colour."""
    half: bool = False


def make_wd14(folder: Path, form: Form = Form(), rows: Sequence[tuple[str, int, str]] = ROWS) -> Path:
    """A folder with `model.onnx` and `selected_tags.csv`."""
    folder.mkdir(parents=True, exist_ok=True)
    save_graph(folder / "model.onnx", form, [colour for _, _, colour in rows])
    with (folder / "selected_tags.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        table.writerows((number, name, category, 1000) for number, (name, category, _) in enumerate(rows))
    return folder


def make_deepbooru_onnx(folder: Path, tags: Sequence[tuple[str, str]], side: int = 32) -> Path:
    """A folder with an ONNX file and `tags.txt`; tags are names and colours."""
    folder.mkdir(parents=True, exist_ok=True)
    form = Form(side=side, order=COLOURS, white=1.0)
    save_graph(folder / "model-resnet_custom_v3.onnx", form, [colour for _, colour in tags])
    (folder / "tags.txt").write_text("\n".join(name for name, _ in tags) + "\n", encoding="utf-8")
    return folder


def save_graph(path: Path, form: Form, colours: Sequence[str]) -> None:
    """A graph of one output for each of these colours."""
    number = TensorProto.FLOAT16 if form.half else TensorProto.FLOAT
    sides = [form.side, form.side]
    shape = [form.batch, *sides, 3] if form.layout == "NHWC" else [form.batch, 3, *sides]
    axes = np.array([1, 2] if form.layout == "NHWC" else [2, 3], dtype=np.int64)
    matrix = np.zeros((3, len(colours)), dtype=np.float16 if form.half else np.float32)
    for place, colour in enumerate(colours):
        matrix[form.order.index(colour), place] = 1 / form.white
    nodes = [
        helper.make_node("ReduceMean", ["input", "axes"], ["mean"], keepdims=0),
        helper.make_node("MatMul", ["mean", "matrix"], ["output"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tagger",
        [helper.make_tensor_value_info("input", number, shape)],
        [helper.make_tensor_value_info("output", number, [form.batch, len(colours)])],
        [numpy_helper.from_array(axes, "axes"), numpy_helper.from_array(matrix, "matrix")],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), path)


def flat(colour: tuple[int, int, int], size: tuple[int, int] = (40, 40)) -> NDArray[np.uint8]:
    """A picture of one colour, of [height, width]."""
    return np.full((*size, 3), colour, dtype=np.uint8)


WIDTHS = ((64, 256), (128, 512), (256, 1024), (256, 1024), (512, 2048), (1024, 4096))
"""Of DeepDanbooru's stages: inside a block, and between blocks."""


def deepbooru_weights(tags: int, narrow: int = 1) -> dict[str, torch.Tensor]:
    """Random weights with the names and shapes of the published file; `narrow` divides the widths."""
    random = torch.Generator().manual_seed(0)
    shapes: dict[int, tuple[int, ...]] = {0: (64 // narrow, 3, 7, 7)}
    between = 64 // narrow
    stages = [stage for stage, depth in enumerate((3, 8, 20, 20, 3, 3)) for _ in range(depth)]
    for block, stage in zip(BLOCKS, stages, strict=True):
        inside, outside = (width // narrow for width in WIDTHS[stage])
        first, middle, last = block.convolutions
        shapes[first], shapes[middle] = (inside, between, 1, 1), (inside, inside, 3, 3)
        shapes[last] = (outside, inside, 1, 1)
        if block.shortcut is not None:
            shapes[block.shortcut] = (outside, between, 1, 1)
        between = outside
    shapes[LAST] = (tags, between, 1, 1)
    weights = {}
    for number, shape in shapes.items():
        spread = (2 / np.prod(shape[1:])) ** 0.5 / 3
        weights[f"n_Conv_{number}.weight"] = torch.randn(shape, generator=random) * spread
        if number != LAST:
            weights[f"n_Conv_{number}.bias"] = torch.randn(shape[0], generator=random) * 0.1
    return weights
