"""What becomes of a picture by the configuration; in buckets it is what training will make of it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kohya_like.config.crop import ManualBox
from kohya_like.config.run import RunConfig
from kohya_like.dataset.buckets import Buckets, Size
from kohya_like.dataset.cropping.drawing import drawn
from kohya_like.dataset.cropping.focus import Look
from kohya_like.dataset.cropping.geometry import Box
from kohya_like.dataset.cropping.rules import Rules
from kohya_like.dataset.pictures import fit_picture
from tests.dataset.cropping.making import config, portrait, scattered


def rules(**values: Any) -> Rules:
    return Rules(config(**values))


def no_look() -> Look:
    raise AssertionError("this needs no look at the picture")


@given(st.tuples(st.integers(64, 2000), st.integers(64, 2000)), st.sampled_from(["512", "768", "512,768"]))
def test_buckets_are_those_of_training_and_a_result_is_its_own_bucket(size: Size, resolution: str) -> None:
    fate = rules(enable_bucket=True, resolution=resolution, focus="centre").fate(size, None, None)
    training = Buckets.from_config(RunConfig.model_validate({"dataset": {"resolution": resolution}}))
    fit = training.fit(size)
    (cut,) = fate.cuts
    assert (cut.size, cut.resized, tuple(cut.crop)) == (fit.bucket, fit.resized, fit.crop)
    again = training.fit(cut.size)
    assert again.bucket == again.resized == cut.size, "training changes nothing of it"


@settings(max_examples=20)
@given(st.tuples(st.integers(64, 400), st.integers(64, 400)))
def test_the_pixels_are_those_of_training(size: Size) -> None:
    pixels = scattered(size, Box(0, 0, *size))
    sides: dict[str, Any] = {"resolution": "128", "min_bucket_reso": 64}
    (cut,) = rules(enable_bucket=True, focus="centre", **sides).fate(size, None, None).cuts
    fit = Buckets.from_config(RunConfig.model_validate({"dataset": sides})).fit(size)
    assert (drawn(pixels, cut) == fit_picture(pixels, fit)).all()


def test_one_size_for_all() -> None:
    assert {rules(size="96x64").fate(size, None, None).cuts[0].size for size in [(500, 90), (90, 500)]} == {(96, 64)}


def test_a_small_picture_says_that_it_would_be_enlarged() -> None:
    assert rules(size="512").fate((511, 900), None, None).enlarges
    assert not rules(size="512").fate((512, 900), None, None).enlarges


def test_what_is_lost() -> None:
    assert rules(size="100").fate((300, 100), None, None).lost == pytest.approx(2 / 3)
    assert rules(size="100").fate((200, 200), None, None).lost == 0
    assert rules(size="100", split=True).fate((300, 100), None, None).lost == 0


def test_a_drawn_box_goes_before_everything_else() -> None:
    box = ManualBox(picture="a", left=100, top=20, right=300, bottom=120)
    (cut,) = rules(size="64", split=True, focus="face").fate((900, 200), box, no_look).cuts
    assert cut.region == Box(100, 20, 300, 120) and cut.kept == (150, 20, 250, 120)
    assert rules(size="64").fate((900, 200), box, no_look).lost == pytest.approx(1 - 10_000 / 180_000)


def test_a_box_finds_its_own_bucket() -> None:
    tall = ManualBox(picture="a", left=0, top=0, right=400, bottom=1000)
    (cut,) = rules(enable_bucket=True).fate((2000, 1000), tall, no_look).cuts
    assert cut.size[0] < cut.size[1]


def test_long_pictures_are_split_into_squares_in_buckets() -> None:
    fate = rules(enable_bucket=True, split=True, resolution="256").fate((1200, 400), None, no_look)
    assert [cut.region for cut in fate.cuts] == [
        Box(0, 0, 400, 400),
        Box(267, 0, 667, 400),
        Box(533, 0, 933, 400),
        Box(800, 0, 1200, 400),
    ]
    assert {cut.size for cut in fate.cuts} == {(256, 256)}


def test_a_picture_is_only_looked_at_where_something_is_cut_away() -> None:
    rules(size="64").fate((128, 128), None, no_look)
    rules(size="64", focus="centre").fate((128, 256), None, no_look)


def test_the_focal_point_is_kept() -> None:
    pixels = scattered((600, 200), Box(430, 60, 510, 140))
    fate = rules(size="100", focus="focal").fate((600, 200), None, lambda: Look(pixels))
    assert fate.found is not None and fate.found.means == "saliency"
    left, _, right, _ = fate.cuts[0].kept
    assert left <= 430 and right >= 510


def test_a_face_is_brought_into_the_middle_of_a_closer_crop() -> None:
    pixels = portrait()
    size = (pixels.shape[1], pixels.shape[0])
    fate = rules(size="96", focus="face", face_margin=0.1).fate(size, None, lambda: Look(pixels))
    assert fate.found is not None and fate.found.face is not None
    left, top, right, bottom = fate.cuts[0].kept
    assert right - left < 200, "closer than the whole picture"
    x, y = fate.found.face.centre
    assert (left + right) / 2 == pytest.approx(x, abs=3) and (top + bottom) / 2 == pytest.approx(y, abs=3)


def test_without_a_face_what_stands_out_is_kept_and_said() -> None:
    pixels = scattered((600, 200), Box(20, 60, 100, 140))
    fate = rules(size="100", focus="face").fate((600, 200), None, lambda: Look(pixels))
    assert fate.found is not None and fate.found.face is None and fate.cuts[0].kept[0] < 30
