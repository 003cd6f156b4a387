"""What a cropping job may be told, and that its file gives back what was written."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.crop import PARAMETERS, CropConfig, width_and_height
from kohya_like.config.problems import InputError
from kohya_like.config.run import PARAMETERS as RUN

NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)
BOXES = st.tuples(NAMES, st.integers(0, 9), st.integers(0, 9), st.integers(10, 99), st.integers(10, 99)).map(
    lambda box: dict(zip(("picture", "left", "top", "right", "bottom"), box, strict=True))
)


def values(**changes: Any) -> dict[str, Any]:
    return {"folder": "/in", "output": "/out", **changes}


@given(st.lists(NAMES), st.lists(BOXES), st.sampled_from(["white", "#a0B1c2"]), st.floats(0, 10))
def test_a_file_gives_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory,
    pictures: list[str],
    boxes: list[dict[str, Any]],
    colour: str,
    margin: float,
) -> None:
    given = values(pictures=pictures, boxes=boxes, background=colour, face_margin=margin, focus="face", workers=3)
    config = CropConfig.checked(given)
    file = tmp_path_factory.mktemp("job") / "job.toml"
    file.write_text(config.to_toml(), encoding="utf-8")
    assert CropConfig.from_toml(file) == config


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"size": "big"}, "size", "has the wrong form"),
        ({"size": "5x512"}, "size", "size = 5x512 is impossible: sides are 16 to 8192 pixels."),
        ({"size": "512x9000"}, "size", "impossible"),
        ({"enable_bucket": True, "resolution": "0"}, "resolution", "impossible"),
        ({"enable_bucket": True, "resolution": "64", "bucket_reso_steps": 128}, "bucket_reso_steps", "lower it"),
        ({"enable_bucket": True, "min_bucket_reso": 1024}, "min_bucket_reso", "more than the resolution"),
        ({"enable_bucket": True, "max_bucket_reso": 256}, "max_bucket_reso", "less than the resolution"),
        ({"quality": 0}, "quality", "at least 1 and at most 100"),
        ({"background": "reddish"}, "background", "has the wrong form"),
        ({"focus": "nose"}, "focus", "is not one of"),
        ({"overlap": 1.0}, "overlap", "at most 0.9"),
        ({"split_ratio": 1.0}, "split_ratio", "above 1"),
        ({"keep_alpha": True, "output_format": "jpeg"}, "keep_alpha", "JPEG has no transparency"),
        ({"boxes": [{"picture": "a", "left": 9, "top": 0, "right": 9, "bottom": 5}]}, "boxes", "The box of a is empty"),
        ({"boxes": [{"picture": "a", "left": -1, "top": 0, "right": 9, "bottom": 5}]}, "boxes", "outside the picture"),
    ],
)
def test_wrong_values_have_their_sentence(changes: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        CropConfig.checked(values(**changes))
    (problem,) = caught.value.problems
    assert problem.field == field and said in problem.text.en


@pytest.mark.parametrize(
    ("text", "size"), [("512", (512, 512)), ("512x768", (512, 768)), (" 512 , 768", (512, 768)), ("64×32", (64, 32))]
)
def test_sizes_are_read(text: str, size: tuple[int, int]) -> None:
    assert width_and_height(text) == size
    assert CropConfig.checked(values(size=text)).target() == size


def test_buckets_default_to_those_of_training() -> None:
    for name in ("resolution", "min_bucket_reso", "max_bucket_reso", "bucket_reso_steps"):
        assert PARAMETERS[name].default == RUN[name].default


def test_the_box_of_a_picture() -> None:
    config = CropConfig.checked(values(boxes=[{"picture": "a", "left": 1, "top": 2, "right": 3, "bottom": 4}]))
    box = config.box_of("a")
    assert box is not None and (box.left, box.bottom) == (1, 4) and config.box_of("b") is None
    assert config.folder == Path("/in")
