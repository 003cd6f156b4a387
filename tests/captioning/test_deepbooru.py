"""DeepDanbooru in both of its forms. The network is compared with the published listing of its layers."""

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from kohya_like.captioning.deepbooru import DeepDanbooru
from kohya_like.captioning.deepbooru_network import BLOCKS, KEYS, LAST, Network
from kohya_like.config.caption import CaptionConfig
from kohya_like.config.problems import InputError
from tests.captioning.taggers import deepbooru_weights, flat, make_deepbooru_onnx

TAGS = ["1girl", "long_hair", "rating:safe", "rating:explicit", "skirt_(short)"]
NARROW = 16
FILE = "model-resnet_custom_v3.pt"

SHORTCUTS = {
    1: (2, 3, 4),
    11: (12, 13, 14),
    36: (37, 38, 39),
    100: (97, 98, 99),
    158: (159, 160, 161),
    168: (169, 170, 171),
}
"""The convolutions beside others in the published listing, with those."""

HALVING = (13, 38, 98, 160, 170)
"""The 3x3 convolutions of stride 2 behind the first one."""

PUBLISHED_SHAPES = {
    0: (64, 3, 7, 7),
    1: (256, 64, 1, 1),
    11: (512, 256, 1, 1),
    36: (1024, 512, 1, 1),
    97: (256, 1024, 1, 1),
    98: (256, 256, 3, 3),
    99: (1024, 256, 1, 1),
    100: (1024, 1024, 1, 1),
    157: (1024, 256, 1, 1),
    158: (2048, 1024, 1, 1),
    168: (4096, 2048, 1, 1),
    170: (1024, 1024, 3, 3),
    177: (4096, 1024, 1, 1),
    178: (9176, 4096, 1, 1),
}


def config(**values: Any) -> CaptionConfig:
    return CaptionConfig.checked({"train_data_dir": "x", "captioner": "deepbooru", **values})


def listed(weights: dict[str, Tensor], pictures: Tensor) -> Tensor:
    """The network by a walk through the numbers of its layers."""

    def layer(x: Tensor, number: int, stride: int = 1) -> Tensor:
        return F.conv2d(x, weights[f"n_Conv_{number}.weight"], weights.get(f"n_Conv_{number}.bias"), stride)

    def triples() -> Iterator[tuple[int, tuple[int, ...]]]:
        number = 1
        while number < 178:
            beside = next((key for key, inner in SHORTCUTS.items() if number in (key, inner[0])), 0)
            inner = SHORTCUTS[beside] if beside else (number, number + 1, number + 2)
            yield beside, inner
            number = max(beside, *inner) + 1

    x = F.pad(pictures.permute(0, 3, 1, 2), [2, 3, 2, 3])
    x = F.max_pool2d(F.pad(F.relu(layer(x, 0, 2)), [0, 1, 0, 1], value=-np.inf), 3, 2)
    for beside, (one, two, three) in triples():
        stride = 2 if two in HALVING else 1
        inner = F.relu(layer(x, one))
        inner = F.pad(inner, [0, 1, 0, 1] if stride == 2 else [1, 1, 1, 1])
        inner = layer(F.relu(layer(inner, two, stride)), three)
        x = F.relu(inner + (layer(x, beside, stride) if beside else x))
    x = layer(x, 178)
    return torch.sigmoid(F.avg_pool2d(x, x.shape[-2:]).squeeze(3).squeeze(2))


@pytest.fixture(scope="module")
def weights() -> dict[str, Tensor]:
    return deepbooru_weights(len(TAGS), NARROW)


@pytest.fixture
def model(weights: dict[str, Tensor], tmp_path: Path) -> Path:
    """A folder with a narrow file in the published form."""
    torch.save({**weights, "tags": TAGS}, tmp_path / FILE)
    return tmp_path


def test_the_network_computes_what_the_listing_says(weights: dict[str, Tensor]) -> None:
    pictures = torch.rand(2, 128, 128, 3, generator=torch.Generator().manual_seed(1))
    found = Network(weights, torch.device("cpu"))(pictures)
    torch.testing.assert_close(found, listed(weights, pictures))
    assert found.std() > 0.01


def test_keys_and_shapes_are_those_of_the_published_file() -> None:
    assert (len(BLOCKS), LAST, len(KEYS)) == (57, 178, 179 + 178)
    assert {block.shortcut: block.convolutions for block in BLOCKS if block.shortcut is not None} == SHORTCUTS


def test_the_published_widths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "randn", lambda shape, generator: torch.empty(shape, device="meta"))
    weights = deepbooru_weights(9176)
    assert weights.keys() == KEYS
    assert {number: tuple(weights[f"n_Conv_{number}.weight"].shape) for number in PUBLISHED_SHAPES} == PUBLISHED_SHAPES
    numbers = sum(weight.numel() for weight in weights.values())
    assert numbers * 4 == pytest.approx(644e6, rel=0.01)


def test_the_torch_form_tags_pictures(model: Path, weights: dict[str, Tensor]) -> None:
    tagger = DeepDanbooru.load(model, config(general_threshold=0, use_rating_tags=True), "cpu")
    prepared = tagger.prepare(flat((200, 30, 60), (50, 25)))
    assert prepared.shape == (512, 512, 3)
    assert np.allclose(prepared, np.array([200, 30, 60]) / 255)
    (found,) = tagger.describe([prepared])
    expected = listed(weights, torch.from_numpy(prepared)[None])[0].numpy()
    rating = "rating:safe" if expected[2] > expected[3] else "rating:explicit"
    assert found.text.split(", ")[0] == rating
    assert dict(found.tags)["long hair"] == pytest.approx(float(expected[1]), abs=1e-5)


def test_the_onnx_form_takes_colours_from_0_to_1_red_first(tmp_path: Path) -> None:
    tags = [("red_theme", "red"), ("blue_theme", "blue"), ("rating:safe", "green"), ("skirt_(short)", "red")]
    tagger = DeepDanbooru.load(make_deepbooru_onnx(tmp_path, tags), config(escape_brackets=True), "cpu")
    (found,) = tagger.describe([tagger.prepare(flat((255, 0, 51)))])
    assert found.text == r"red theme, skirt \(short\)"
    assert dict(found.tags)["red theme"] == pytest.approx(1, abs=1e-5)


def test_a_picture_that_is_not_square_continues_at_its_edges(tmp_path: Path) -> None:
    tagger = DeepDanbooru.load(make_deepbooru_onnx(tmp_path, [("a", "red")]), config(), "cpu")
    picture = flat((0, 0, 0), (32, 16))
    picture[:, 8:] = 255
    prepared = tagger.prepare(picture)
    assert (prepared[:, :8] == 0).all() and (prepared[:, 24:] == 1).all()


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("run",)


def save(folder: Path, content: Any) -> None:
    torch.save(content, folder / FILE)


def other_shapes(folder: Path) -> None:
    content = torch.load(folder / FILE, weights_only=True)
    save(folder, content | {"n_Conv_50.weight": torch.zeros(3, 3, 3, 3)})


def other_list(content: bytes) -> Callable[[Path], object]:
    return lambda folder: (make_deepbooru_onnx(folder, [("a", "red")]) / "tags.txt").write_bytes(content)


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "another model": (lambda folder: save(folder, {"a": torch.zeros(1)}), "not of DeepDanbooru"),
    "a program": (lambda folder: (folder / FILE).write_bytes(pickle.dumps(Evil(), 2)), "is damaged or is no"),
    "a list": (lambda folder: save(folder, [1]), "is damaged or is no"),
    "other shapes": (other_shapes, "not of DeepDanbooru"),
    "nothing": (lambda folder: (folder / FILE).unlink(), "has neither an ONNX file"),
    "too many tags": (other_list(b"a\nb"), "different models"),
    "tags that are no text": (other_list(b"\xff"), "cannot be read as a list"),
    "no tags": (lambda folder: (make_deepbooru_onnx(folder, [("a", "red")]) / "tags.txt").unlink(), "has no tags.txt"),
}


@pytest.mark.parametrize(("spoil", "sentence"), SPOILED.values(), ids=SPOILED)
def test_files_that_cannot_be_used_are_named(
    spoil: Callable[[Path], object], sentence: str, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(model)
    with pytest.raises(InputError, match=sentence):
        DeepDanbooru.load(model, config(), "cpu")
    assert "run" not in capsys.readouterr().out


def test_tags_and_weights_that_do_not_belong_together(weights: dict[str, Tensor], tmp_path: Path) -> None:
    torch.save({**weights, "tags": TAGS[:-1]}, tmp_path / "model.pt")
    with pytest.raises(InputError, match=r"gives 5 numbers and .* names 4 tags"):
        DeepDanbooru.load(tmp_path, config(), "cpu")
