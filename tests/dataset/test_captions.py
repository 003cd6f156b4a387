"""Captions vary as sd-scripts varies them, draw for draw."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.run import RunConfig
from kohya_like.config.sections.dataset import Caption
from kohya_like.dataset.captions import caption_at, used_lines, vary_caption, whole_caption
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


def test_of_wildcards_the_longest_choice_is_counted() -> None:
    options = Caption(enable_wildcard=True, caption_prefix="sks")
    assert whole_caption("a {red|light green} {{x}}", options) == "sks a light green {x}"
    assert whole_caption("a {red|green}", Caption()) == "a {red|green}"


def test_of_a_file_the_first_line_is_used_and_with_wildcards_every_one() -> None:
    text = " one, a \r\n\r\n two\n"
    assert used_lines(text, Caption()) == "one, a"
    assert used_lines(text, Caption(enable_wildcard=True)) == "one, a\ntwo"


@given(st.text("{}|ab,\n ", max_size=30), st.integers(0, 2**32))
def test_whatever_braces_a_caption_has_it_can_be_drawn(caption: str, seed: int) -> None:
    drawn = vary_caption(caption, Caption(enable_wildcard=True), 1, Random(seed))
    assert "\n" not in drawn and set(drawn) <= set(caption)


def test_a_caption_depends_on_seed_step_and_place() -> None:
    config = RunConfig(caption=Caption(shuffle_caption=True))
    tags = ", ".join("abcdefgh")
    assert caption_at(tags, config, (3, 1), (0, 0)) == caption_at(tags, config, (3, 2), (0, 0))
    others = {caption_at(tags, config, (step, 1), (index, 0)) for step in range(3) for index in range(3)}
    assert len(others) == 9
