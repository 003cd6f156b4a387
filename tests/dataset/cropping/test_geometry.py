"""Whatever a picture's size: what is kept lies in it, has the wanted size and its shape."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.dataset.buckets import Size, Unfit
from kohya_like.dataset.cropping.geometry import MOST_TILES, Box, around, cut, tiles

SIDES = st.integers(1, 3000)
SIZES = st.tuples(SIDES, SIDES)
BUCKETS = st.tuples(st.integers(2, 32), st.integers(2, 32)).map(lambda sides: (sides[0] * 32, sides[1] * 32))


@st.composite
def boxes(draw: st.DrawFn) -> tuple[Size, Box]:
    """A picture and a box in it."""
    size = draw(SIZES)
    left, top = draw(st.integers(0, size[0] - 1)), draw(st.integers(0, size[1] - 1))
    right, bottom = draw(st.integers(left + 1, size[0])), draw(st.integers(top + 1, size[1]))
    return size, Box(left, top, right, bottom)


@given(boxes(), BUCKETS, st.none() | st.tuples(st.floats(-99, 4000), st.floats(-99, 4000)))
def test_what_is_kept_lies_in_its_region_and_has_its_shape(
    placed: tuple[Size, Box], bucket: Size, point: tuple[float, float] | None
) -> None:
    _, region = placed
    try:
        found = cut(region, bucket, point)
    except Unfit:
        return
    assert found.size == bucket
    assert found.crop.left >= 0 and found.crop.right <= found.resized[0]
    assert found.crop.top >= 0 and found.crop.bottom <= found.resized[1]
    left, top, right, bottom = found.kept
    assert region.left - 1e-6 <= left < right <= region.right + 1e-6
    assert region.top - 1e-6 <= top < bottom <= region.bottom + 1e-6
    assert found.resized[0] == bucket[0] or found.resized[1] == bucket[1], "one side is kept whole"


@given(boxes(), BUCKETS)
def test_nothing_is_enlarged_unless_the_region_is_smaller_than_the_bucket(
    placed: tuple[Size, Box], bucket: Size
) -> None:
    _, region = placed
    try:
        found = cut(region, bucket)
    except Unfit:
        return
    large_enough = region.size[0] >= bucket[0] and region.size[1] >= bucket[1]
    assert found.enlarges is not large_enough


def test_a_point_is_brought_to_the_middle_as_far_as_the_picture_goes() -> None:
    whole = Box(0, 0, 1000, 500)
    assert cut(whole, (500, 500), (400, 250)).kept == (150, 0, 650, 500)
    assert cut(whole, (500, 500), (10, 250)).kept == (0, 0, 500, 500)
    assert cut(whole, (500, 500), (990, 0)).kept == (500, 0, 1000, 500)
    assert cut(whole, (500, 500)).kept == (250, 0, 750, 500)


@given(boxes(), BUCKETS, st.floats(0, 10), st.booleans())
def test_the_part_around_a_face_lies_in_the_picture_and_is_large_enough(
    placed: tuple[Size, Box], bucket: Size, margin: float, upscale: bool
) -> None:
    size, face = placed
    part = around(face, size, bucket, margin, upscale=upscale)
    assert 0 <= part.left < part.right <= size[0] and 0 <= part.top < part.bottom <= size[1]
    if size[0] >= bucket[0] and size[1] >= bucket[1] and not upscale:
        assert part.size[0] >= bucket[0] and part.size[1] >= bucket[1]
    if min(part.size) > 50:
        assert part.size[0] / part.size[1] == pytest.approx(bucket[0] / bucket[1], rel=0.03)


def test_the_margin_is_kept_on_each_side_of_a_face() -> None:
    face = Box(500, 400, 600, 500)
    assert around(face, (2000, 1500), (64, 64), 1.0, upscale=False) == Box(400, 300, 700, 600)
    assert around(face, (2000, 1500), (512, 512), 1.0, upscale=False).size == (512, 512)
    assert around(face, (2000, 1500), (512, 512), 1.0, upscale=True).size == (300, 300)
    assert around(Box(0, 0, 100, 100), (2000, 1500), (64, 64), 1.0, upscale=False) == Box(0, 0, 300, 300)


@given(SIZES, BUCKETS, st.floats(1.01, 5), st.floats(0, 0.9))
def test_tiles_cover_a_long_picture_and_overlap(size: Size, shape: Size, ratio: float, overlap: float) -> None:
    relative = (size[0] / size[1]) / (shape[0] / shape[1])
    try:
        found = tiles(size, shape, ratio=ratio, overlap=overlap)
    except Unfit:
        return
    if max(relative, 1 / relative) < ratio * 0.999:
        assert found == []
    if not found:
        return
    assert 2 <= len(found) <= MOST_TILES
    along = 0 if relative > 1 else 1
    assert found[0][along] == 0 and found[-1][along + 2] == size[along]
    lengths = {box.size for box in found}
    assert len(lengths) == 1 and next(iter(lengths))[1 - along] == size[1 - along]
    for one, other in itertools.pairwise(found):
        assert one[along + 2] - other[along] >= overlap * one.size[along] - 1.5


def test_a_strip_is_not_split_into_thousands() -> None:
    with pytest.raises(Unfit):
        tiles((100_000, 10), (512, 512), ratio=1.5, overlap=0.1)


def test_a_box_is_brought_into_the_picture() -> None:
    assert Box(-5, 2, 500, 9).inside((100, 50)) == Box(0, 2, 100, 9)
    assert Box(300, 300, 400, 400).inside((100, 50)) == Box(99, 49, 100, 50)
