"""The demo's pictures are what the demo needs them to be."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kohya_like.demo.measures import FOLDER, SUBJECT, Bytes, Sheet, backgrounds, nearest

SHEET = Sheet.load()
TRAIN = FOLDER / "pictures/train/10_sks toon cat"
HELD_OUT = FOLDER / "pictures/held_out"
REGULARISATION = FOLDER / "pictures/reg/1_toon animal"
LARGEST_MEBIBYTES = 23


def pictures(folder: Path) -> Bytes:
    """All pictures of a folder as the model sees them: [n, 64, 64, 3]."""
    opened = [Image.open(file) for file in sorted(folder.glob("*.png"))]
    assert {(picture.mode, picture.size) for picture in opened} == {("RGB", (128, 128))}
    return np.stack([np.asarray(picture.resize((64, 64), Image.Resampling.BOX)) for picture in opened])


def captions(folder: Path) -> list[str]:
    return [file.with_suffix(".txt").read_text(encoding="utf-8").strip() for file in sorted(folder.glob("*.png"))]


def shown(folder: Path) -> list[int]:
    """The place in the sheet of what each picture shows, on the background it stands on."""
    seen = pictures(folder)
    return [nearest(seen[index : index + 1], SHEET, colour)[0] for index, colour in enumerate(backgrounds(seen, SHEET))]


@pytest.mark.parametrize("folder", [TRAIN, HELD_OUT, REGULARISATION], ids=lambda folder: folder.name)
def test_captions_name_the_background_that_is_there(folder: Path) -> None:
    for caption, colour in zip(captions(folder), backgrounds(pictures(folder), SHEET), strict=True):
        assert caption.endswith(f"on a {colour} background") == (colour != "white")


@pytest.mark.parametrize(("folder", "count"), [(TRAIN, 10), (HELD_OUT, 4)], ids=["train", "held out"])
def test_the_subject_is_in_its_pictures_under_its_name(folder: Path, count: int) -> None:
    kinds = [SHEET.kinds[place] for place in shown(folder)]
    assert kinds == [SUBJECT] * count
    assert all(caption.startswith("a sks toon cat") for caption in captions(folder))


def test_training_stands_on_every_background() -> None:
    assert set(backgrounds(pictures(TRAIN), SHEET)) == set(SHEET.colours)


def test_held_out_faces_are_in_no_training_picture() -> None:
    assert not set(shown(HELD_OUT)) & set(shown(TRAIN))


def test_regularisation_pictures_are_animals_the_model_knows() -> None:
    places = shown(REGULARISATION)
    assert len(set(places)) == 20
    assert {SHEET.kinds[place] for place in places} == {"animal"}
    for place, caption in zip(places, captions(REGULARISATION), strict=True):
        assert f" toon {SHEET.names[place]}" in caption


def test_the_whole_is_small() -> None:
    size = sum(file.stat().st_size for file in FOLDER.rglob("*") if file.suffix != ".py")
    assert size < LARGEST_MEBIBYTES * 2**20
