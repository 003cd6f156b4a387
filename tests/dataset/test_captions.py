"""Captions vary as sd-scripts varies them, draw for draw."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.sections.dataset import Caption
from kohya_like.dataset.captions import vary_caption, whole_caption
from tests.reference.recorded import path

RECORDED = json.loads(path("captions.json").read_text(encoding="utf-8"))
TAGS = st.lists(st.text("abc é猫", min_size=1, max_size=5).map(str.strip).filter(bool), min_size=1, max_size=12)
RATES = st.floats(0, 1)


def ours(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The recorded cases in which only options that exist here are set."""
    return [c for c in cases if not c.get("replacements") and set(c["options"]) <= set(Caption.model_fields)]


@pytest.mark.parametrize(
    "case", ours(RECORDED["deterministic"]), ids=lambda case: f"{case['caption']}-{case['options']}"
)
def test_without_chance_captions_are_the_recorded_ones(case: dict[str, Any]) -> None:
    options = Caption.model_validate(case["options"])
    for seed in range(5):
        assert vary_caption(case["caption"], options, case["current_epoch"], Random(seed)) == case["result"]


@pytest.mark.parametrize("case", ours(RECORDED["random"]), ids=lambda case: f"{case['caption']}-{case['options']}")
def test_equal_seeds_give_the_recorded_captions(case: dict[str, Any]) -> None:
    options = Caption.model_validate(case["options"])
    for seed, result in case["python_random_seed_to_result"]:
        assert vary_caption(case["caption"], options, case["current_epoch"], Random(seed)) == result


@given(TAGS, st.integers(0, 5), st.booleans(), RATES, st.integers(0, 2**32))
def test_kept_tags_stay_in_front_and_no_tag_is_invented(
    tags: list[str], kept: int, shuffle: bool, rate: float, seed: int
) -> None:
    options = Caption(keep_tokens=kept, shuffle_caption=shuffle, caption_tag_dropout_rate=rate)
    found = vary_caption(", ".join(tags), options, 1, Random(seed)).split(", ")
    assert found[: min(kept, len(tags))] == tags[:kept]
    remaining = list(tags)
    for tag in filter(None, found):
        remaining.remove(tag)
    assert rate or not remaining


@given(TAGS, st.integers(0, 2**32))
def test_without_options_a_caption_is_left_alone(tags: list[str], seed: int) -> None:
    assert vary_caption(", ".join(tags), Caption(), 1, Random(seed)) == ", ".join(tags)


def test_captions_are_left_out_at_their_rate() -> None:
    chance, options = Random(0), Caption(caption_dropout_rate=0.3)
    empty = sum(not vary_caption("a", options, 1, chance) for _ in range(10_000))
    assert 2_850 < empty < 3_150


def test_what_is_counted_is_the_caption_between_prefix_and_suffix() -> None:
    assert whole_caption("a, b\nc", Caption(caption_prefix="sks")) == "sks a, b"
    assert whole_caption("a", Caption(caption_prefix="sks", caption_suffix=", film")) == "sks a , film"
