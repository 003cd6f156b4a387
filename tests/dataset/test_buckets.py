"""Buckets are those of sd-scripts, and keep what they promise."""

import json
import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.dataset.buckets import MAX_RESIZED_PIXELS, Buckets, Fit, Size, Unfit, bucket_sizes
from tests.reference.recorded import path

RECORDED = json.loads(path("buckets.json").read_text(encoding="utf-8"))
SIDES = st.integers(1, 5000)


def buckets(resolution: list[int], **options: object) -> Buckets:
    written = ",".join(map(str, resolution))
    return Buckets.from_config(RunConfig.model_validate({"dataset": {"resolution": written, **options}}))


def recorded_buckets(number: int) -> Buckets:
    options = {name: value for name, value in RECORDED["configs"][number].items() if name != "predefined_resolutions"}
    return buckets(**options)


@pytest.mark.parametrize("number", range(len(RECORDED["configs"])))
def test_every_picture_gets_the_recorded_bucket(number: int) -> None:
    rule = recorded_buckets(number)
    cases = [case for case in RECORDED["cases"] if case["config"] == number]
    assert cases
    for case in cases:
        assert rule.choose(tuple(case["image"])) == (tuple(case["bucket"]), tuple(case["resized"]))


@pytest.mark.parametrize("case", RECORDED["fixed_size_cases"], ids=str)
def test_without_buckets_every_picture_covers_the_resolution(case: dict[str, Any]) -> None:
    fit = buckets(case["resolution"], enable_bucket=False).fit(tuple(case["image"]))
    assert (fit.bucket, fit.resized) == (tuple(case["bucket"]), tuple(case["resized"]))


@pytest.mark.parametrize("case", RECORDED["trim"], ids=str)
def test_the_centre_is_cut_out(case: dict[str, Any]) -> None:
    rule = Buckets(lambda size: (tuple(case["bucket"]), tuple(case["resized"])))
    assert rule.fit(tuple(case["image"])).crop == tuple(case["pixel_box_in_resized_ltrb"])


@pytest.mark.parametrize("config", [each for each in RECORDED["configs"] if not each["bucket_no_upscale"]], ids=str)
def test_all_buckets_are_the_recorded_ones(config: dict[str, Any]) -> None:
    limits = (config["min_bucket_reso"], config["max_bucket_reso"])
    found = bucket_sizes(math.prod(config["resolution"]), limits, config["bucket_reso_steps"])
    assert found == [tuple(size) for size in config["predefined_resolutions"]]


@pytest.mark.parametrize("case", [case for case in RECORDED["adjust_min_max"] if "result" in case], ids=str)
def test_limits_are_moved_outwards_to_multiples_of_the_step(case: dict[str, Any]) -> None:
    area, limits = math.prod(case["resolution"]), (case["min"], case["max"])
    assert bucket_sizes(area, limits, case["steps"]) == bucket_sizes(area, tuple(case["result"]), case["steps"])


@given(
    size=st.tuples(SIDES, SIDES),
    resolution=st.tuples(st.integers(64, 2048), st.integers(64, 2048)),
    step=st.sampled_from([8, 32, 64]),
    no_upscale=st.booleans(),
)
def test_buckets_keep_multiples_area_and_limits(size: Size, resolution: Size, step: int, no_upscale: bool) -> None:
    rule = buckets(list(resolution), bucket_reso_steps=step, bucket_no_upscale=no_upscale, min_bucket_reso=64)
    try:
        fit = rule.fit(size)
    except Unfit:
        assume(False)
    assert all(side % step == 0 and side > 0 for side in fit.bucket)
    assert_inside(fit)
    assert math.prod(fit.bucket) <= math.prod(resolution) * (rounding(size, resolution) if no_upscale else 1)
    if no_upscale:
        assert all(after <= before for after, before in zip(fit.resized, size, strict=True))


def rounding(size: Size, resolution: Size) -> float:
    """The share by which a reduced picture may exceed the area: sd-scripts rounds a side up by less than a pixel."""
    shorter = math.sqrt(math.prod(resolution) * min(size) / max(size))
    return (1 + 1 / shorter) ** 2


@given(size=st.tuples(SIDES, SIDES), resolution=st.tuples(st.integers(64, 2048), st.integers(64, 2048)))
def test_without_buckets_the_resolution_is_kept(size: Size, resolution: Size) -> None:
    try:
        fit = buckets(list(resolution), enable_bucket=False).fit(size)
    except Unfit:
        assume(False)
    assert fit.bucket == resolution
    assert_inside(fit)


def assert_inside(fit: Fit) -> None:
    """The crop is as large as the bucket and lies in the resized picture."""
    left, top, right, bottom = fit.crop
    assert (right - left, bottom - top) == fit.bucket
    assert min(left, top) >= 0 and right <= fit.resized[0] and bottom <= fit.resized[1]


def test_a_picture_below_one_step_has_no_bucket_unless_it_may_be_enlarged() -> None:
    with pytest.raises(Unfit, match="bucket_no_upscale"):
        buckets([512], bucket_no_upscale=True).fit((63, 500))
    assert buckets([512]).fit((63, 500)).bucket == (256, 1024)


def test_a_strip_that_would_fill_the_memory_has_no_bucket() -> None:
    rule = buckets([512])
    assert math.prod(rule.fit((64, 4096)).resized) < MAX_RESIZED_PIXELS
    with pytest.raises(Unfit, match="narrow"):
        rule.fit((1, 60_000))


@pytest.mark.parametrize("no_upscale", [True, False])
def test_a_step_above_the_resolution_is_refused(no_upscale: bool) -> None:
    with pytest.raises(InputError) as raised:
        buckets([64], bucket_reso_steps=128, bucket_no_upscale=no_upscale)
    assert raised.value.problems[0].field == "dataset.bucket_reso_steps"
