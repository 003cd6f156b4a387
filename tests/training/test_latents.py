"""The cache of encoded pictures."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.run import RunConfig
from kohya_like.dataset.batches import Item, items_of
from kohya_like.dataset.buckets import Buckets
from kohya_like.dataset.folders import read_subsets
from kohya_like.models.sd1 import SD1
from kohya_like.training.latents import Latents, cache_folder
from tests.models import tiny
from tests.training import runs


@pytest.fixture(scope="module")
def family() -> SD1:
    return tiny.family()


def items(folder: Path) -> list[Item]:
    config = RunConfig.model_validate({"dataset": {"resolution": "64", "min_bucket_reso": 64}})
    subsets, _ = read_subsets(folder, config.caption, is_reg=False)
    return items_of(subsets, [], Buckets.from_config(config))


def fill(latents: Latents, pictures: list[Item]) -> Latents:
    assert list(latents.fill(pictures)) == list(range(1, len(pictures) + 1))
    return latents


def count_encodings(family: SD1, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    calls: list[int] = []
    encode = family.encode_picture

    def counted(pixels: torch.Tensor) -> torch.Tensor:
        calls.append(1)
        return encode(pixels)

    monkeypatch.setattr(family, "encode_picture", counted)
    return calls


def test_they_are_the_encoders_and_read_back_from_disk(family: SD1, tmp_path: Path) -> None:
    pictures = items(runs.pictures(tmp_path))
    on_disk = fill(Latents(family, cache_folder(tmp_path / "train"), mirrored=False), pictures)
    in_memory = fill(Latents(family, None, mirrored=False), pictures)
    assert on_disk.of(pictures[0]).shape == (4, 8, 8)
    assert torch.equal(on_disk.of(pictures[0]), in_memory.of(pictures[0]))
    assert on_disk.fingerprint() == in_memory.fingerprint()
    assert (tmp_path / "train" / ".kohya-like" / "latents").is_dir()


def test_what_is_kept_is_not_encoded_again(family: SD1, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = items(runs.pictures(tmp_path))
    folder = cache_folder(tmp_path / "train")
    calls = count_encodings(family, monkeypatch)
    fill(Latents(family, folder, mirrored=False), pictures)
    assert len(calls) == len(pictures)
    fill(Latents(family, folder, mirrored=False), pictures)
    assert len(calls) == len(pictures)


def test_a_changed_picture_is_encoded_anew(family: SD1, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = items(runs.pictures(tmp_path))
    folder = cache_folder(tmp_path / "train")
    before = fill(Latents(family, folder, mirrored=False), pictures)
    kept = before.of(pictures[0])
    shutil.copy(pictures[1].picture.path, pictures[0].picture.path)
    calls = count_encodings(family, monkeypatch)
    after = fill(Latents(family, folder, mirrored=False), items(tmp_path / "train"))
    assert not calls, "it has the content of another picture, which is kept already"
    assert not torch.equal(after.of(pictures[0]), kept)
    assert after.fingerprint() != before.fingerprint()


def test_another_encoder_has_other_keys(tmp_path: Path) -> None:
    pictures = items(runs.pictures(tmp_path))
    one, other = tiny.family(), tiny.family()  # Their autoencoders are filled at random.
    first, second = (fill(Latents(family, None, mirrored=False), pictures) for family in (one, other))
    assert first.fingerprint() != second.fingerprint()


def test_mirrored_ones_are_those_of_the_mirrored_picture(family: SD1, tmp_path: Path) -> None:
    target = tmp_path / "train" / "1_x"
    target.mkdir(parents=True)
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(target / "a.png")
    Image.fromarray(pixels[:, ::-1].copy()).save(target / "b.png")
    straight, mirrored = items(tmp_path / "train")
    latents = fill(Latents(family, None, mirrored=True), [straight, mirrored])
    assert torch.equal(latents.of(straight, mirrored=True), latents.of(mirrored))
    assert not torch.equal(latents.of(straight), latents.of(mirrored))


def test_a_picture_that_cannot_be_read_is_named(family: SD1, tmp_path: Path) -> None:
    pictures = items(runs.pictures(tmp_path))
    path = pictures[0].picture.path
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(InputError, match=path.name):
        list(Latents(family, None, mirrored=False).fill(pictures))


def test_latents_that_are_not_finite_are_named(family: SD1, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = items(runs.pictures(tmp_path))
    monkeypatch.setattr(family, "encode_picture", lambda pixels: torch.full((4, 8, 8), torch.nan))
    with pytest.raises(MachineError, match=pictures[0].picture.path.name):
        list(Latents(family, None, mirrored=False).fill(pictures))


def test_a_folder_that_cannot_be_written_has_no_cache(tmp_path: Path) -> None:
    (tmp_path / ".kohya-like").write_text("a file is in the way")
    assert cache_folder(tmp_path) is None
