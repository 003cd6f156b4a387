"""WD14 on real ONNX graphs, in every form in which they are published."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from kohya_like.captioning import wd14
from kohya_like.captioning.onnx_model import OnnxModel
from kohya_like.captioning.wd14 import WD14, squared
from kohya_like.config.caption import CaptionConfig
from kohya_like.config.problems import InputError, MachineError
from tests.captioning.taggers import ROWS, Form, flat, make_wd14, save_graph

RED, BLUE = (255, 0, 0), (0, 0, 255)

FORMS = {
    "v2": Form(),
    "v3": Form(batch="batch_size", side=48),
    "fixed batch of one": Form(batch=1),
    "fixed batch of four": Form(batch=4),
    "NCHW": Form(layout="NCHW"),
    "float16": Form(half=True),
}


def config(**values: Any) -> CaptionConfig:
    return CaptionConfig.checked({"train_data_dir": "x", "character_threshold": 0.35, **values})


def captions(tagger: WD14, *pictures: Any) -> list[str]:
    return [described.text for described in tagger.describe([tagger.prepare(picture) for picture in pictures])]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_of_graph_sees_the_same(form: Form, tmp_path: Path) -> None:
    tagger = WD14.load(make_wd14(tmp_path, form), config(), "cpu")
    pictures = [flat(RED), flat(BLUE), flat(RED, (10, 10)), flat(BLUE), flat(RED)]
    red, blue = "1girl, ^_^, hatsune miku (vocaloid)", "blue sky"
    assert captions(tagger, *pictures) == [red, blue, red, blue, red]


def test_tags_come_with_their_probabilities(tmp_path: Path) -> None:
    tagger = WD14.load(make_wd14(tmp_path), config(use_rating_tags=True, caption_separator=" | "), "cpu")
    (found,) = tagger.describe([tagger.prepare(flat((255, 128, 0)))])
    assert found.text == "explicit | 1girl | ^_^ | hatsune miku (vocaloid) | green eyes"
    assert dict(found.tags)["green eyes"] == pytest.approx(128 / 255, abs=1e-5)
    assert [probability for _, probability in found.tags] == sorted(dict(found.tags).values(), reverse=True)


def test_pictures_are_padded_with_white() -> None:
    square = squared(flat(RED, (2, 5)))
    assert square.shape == (5, 5, 3)
    assert (square[1:3] == RED).all() and (square[[0, 3, 4]] == 255).all()


def test_no_square_is_made_around_a_very_long_strip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = WD14.load(make_wd14(tmp_path), config(), "cpu")
    monkeypatch.setattr(wd14, "LONGEST", 100)
    with patch.object(wd14, "squared", wraps=squared) as asked:
        tagger.prepare(flat(RED, (50, 1000)))
        tagger.prepare(flat(RED, (50, 100)))
    assert [call.args[0].shape for call in asked.call_args_list] == [(5, 100, 3), (50, 100, 3)]


def test_the_size_is_the_graphs(tmp_path: Path) -> None:
    save_graph(tmp_path / "model.onnx", Form(side=24, layout="NCHW"), ["red"])
    model = OnnxModel(tmp_path / "model.onnx", "cpu", usual_size=448)
    assert (model.size, model.channels_last, model.batch, model.outputs) == (24, False, None, 1)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda folder: (folder / "model.onnx").unlink(), "has no model.onnx"),
        (lambda folder: (folder / "selected_tags.csv").unlink(), "has no selected_tags.csv"),
        (lambda folder: (folder / "model.onnx").write_bytes(b"<html>"), "is damaged or is no ONNX model"),
        (lambda folder: (folder / "selected_tags.csv").write_text("1girl\n"), "is no table of tags"),
        (lambda folder: (folder / "selected_tags.csv").write_bytes(b"\xff\xfe"), "is no table of tags"),
        (lambda folder: make_wd14(folder, rows=[*ROWS, ("a_painter", 1, "red")]), "tags of category 1"),
        (lambda folder: save_graph(folder / "model.onnx", Form(), ["red"]), "belong to different models"),
    ],
)
def test_files_that_cannot_be_used_are_named(spoil: Any, sentence: str, tmp_path: Path) -> None:
    spoil(make_wd14(tmp_path))
    with pytest.raises(InputError, match=sentence) as caught:
        WD14.load(tmp_path, config(), "cpu")
    assert str(tmp_path) in str(caught.value)


def test_a_graph_of_something_else_is_refused(tmp_path: Path) -> None:
    make_wd14(tmp_path)
    numbers = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 10]) for name in ("input", "output")]
    graph = helper.make_graph([helper.make_node("Relu", ["input"], ["output"])], "other", numbers[:1], numbers[1:])
    opset = [helper.make_opsetid("", 18)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=9), tmp_path / "model.onnx")
    with pytest.raises(InputError, match="takes no pictures of three colours"):
        WD14.load(tmp_path, config(), "cpu")


def no_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: ["CPUExecutionProvider"])


def test_without_cuda_the_cpu_works_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_cuda(monkeypatch)
    tagger = WD14.load(make_wd14(tmp_path), config(), "cuda")
    assert captions(tagger, flat(BLUE)) == ["blue sky"]
    (warning,) = tagger.warnings
    assert "The CPU does the work" in str(warning)


def test_where_cuda_was_asked_for_nothing_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_cuda(monkeypatch)
    with pytest.raises(MachineError, match="cannot use the NVIDIA GPU"):
        WD14.load(make_wd14(tmp_path), config(device="cuda"), "cuda")


def test_prepared_pictures_are_small(tmp_path: Path) -> None:
    tagger = WD14.load(make_wd14(tmp_path), config(), "cpu")
    prepared = tagger.prepare(flat((1, 2, 3), (100, 20)))
    assert prepared.dtype == np.uint8 and prepared.shape == (32, 32, 3)
    assert tuple(prepared[16, 16]) == (3, 2, 1)
