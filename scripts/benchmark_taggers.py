"""How quickly pictures are tagged, against a plain loop that reads and tags one picture after the other."""

import csv
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from kohya_like.captioning.pictures import batches
from kohya_like.captioning.wd14 import WD14
from kohya_like.config.caption import CaptionConfig
from kohya_like.dataset.pictures import read_picture

SIZE = (1536, 1024)
SIDE = 448
TAGS = 1000
WIDTHS = (64, 128, 256)
"""Of the convolutions: so many that a picture is tagged in about the time in which it is read."""


def make_tagger(folder: Path) -> None:
    """A WD14 of random weights: a graph of the published form, with its table."""
    random = np.random.default_rng(0)
    nodes, weights = [helper.make_node("Transpose", ["input"], ["x0"], perm=[0, 3, 1, 2])], []
    width = 3
    for number, wider in enumerate(WIDTHS):
        kernel = random.normal(0, 0.02, (wider, width, 3, 3)).astype(np.float32)
        weights.append(numpy_helper.from_array(kernel, f"w{number}"))
        strides = [4 if number == 0 else 2] * 2
        nodes.append(
            helper.make_node("Conv", [f"x{number}", f"w{number}"], [f"y{number}"], strides=strides, pads=[1] * 4)
        )
        nodes.append(helper.make_node("Relu", [f"y{number}"], [f"x{number + 1}"]))
        width = wider
    weights.append(numpy_helper.from_array(random.normal(0, 0.1, (width, TAGS)).astype(np.float32), "head"))
    nodes += [
        helper.make_node("GlobalAveragePool", [f"x{len(WIDTHS)}"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("MatMul", ["flat", "head"], ["logits"]),
        helper.make_node("Sigmoid", ["logits"], ["output"]),
    ]
    inputs = [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch_size", SIDE, SIDE, 3])]
    outputs = [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch_size", TAGS])]
    graph = helper.make_graph(nodes, "tagger", inputs, outputs, weights)
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), folder / "model.onnx"
    )
    with (folder / "selected_tags.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["tag_id", "name", "category", "count"])
        table.writerows([number, f"tag_{number}", 0, 1] for number in range(TAGS))


def make_pictures(folder: Path, count: int) -> list[Path]:
    """Pictures of the size in which drawings are published, of soft colours, as JPEG."""
    random = np.random.default_rng(0)
    paths = [folder / f"{number}.jpg" for number in range(count)]
    for path in paths:
        coarse = Image.fromarray(random.integers(0, 256, (SIZE[0] // 32, SIZE[1] // 32, 3), dtype=np.uint8))
        coarse.resize((SIZE[1], SIZE[0]), Image.Resampling.BICUBIC).save(path, quality=92)
    return paths


def compare_taggers(folder: Path, count: int, rounds: int) -> Iterator[tuple[float, float]]:
    """Seconds of the plain loop and of the captioning job's own way, in turn, for this many pictures."""
    make_tagger(folder)
    pictures = make_pictures(folder, count)
    config = CaptionConfig.checked({"train_data_dir": str(folder), "device": "cpu"})
    tagger = WD14.load(folder, config, "cpu")
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])

    def plain() -> None:
        for path in pictures:
            prepared = tagger.prepare(read_picture(path))
            session.run(None, {"input": prepared[None].astype(np.float32)})

    def as_the_job() -> None:
        for batch in batches(pictures, tagger.prepare, config.batch_size, config.max_data_loader_n_workers):
            tagger.describe([ready.prepared for ready in batch])

    for _ in range(rounds):
        yield seconds(plain), seconds(as_the_job)


def seconds(work: Callable[[], None]) -> float:
    """How long it takes."""
    begun = time.monotonic()
    work()
    return time.monotonic() - begun
