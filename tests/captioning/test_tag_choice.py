"""Which tags become the caption, in which order and spelling."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.captioning.tag_choice import Tag, TagChoice, TagRules, plain
from kohya_like.config.caption import CaptionConfig
from kohya_like.config.problems import InputError

TAGS = (
    Tag("sensitive", "rating"),
    Tag("explicit", "rating"),
    Tag("1girl", "general"),
    Tag("long_hair", "general"),
    Tag("0_0", "general"),
    Tag("(o)_(o)", "general"),
    Tag("skirt_(short)", "general"),
    Tag("hatsune_miku_(vocaloid)", "character"),
    Tag("saber_(swimsuit)_(fate)", "character"),
)
PROBABILITIES = np.array([0.2, 0.1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3], dtype=np.float32)


def names(**rules: Any) -> list[str]:
    given = {"general_threshold": 0.35, "character_threshold": 0.35, **rules}
    return [name for name, _ in TagChoice(TAGS, TagRules(**given))(PROBABILITIES)]


def test_tags_above_their_threshold_are_written_with_blanks_the_likeliest_first() -> None:
    assert names() == ["1girl", "long hair", "0_0", "(o)_(o)", "skirt (short)", "hatsune miku (vocaloid)"]


def test_each_kind_has_its_threshold() -> None:
    assert names(general_threshold=0.85, character_threshold=0.35) == ["1girl", "hatsune miku (vocaloid)"]
    assert "hatsune miku (vocaloid)" not in names(character_threshold=0.5)


def test_underscores_can_stay() -> None:
    assert "long_hair" in names(remove_underscore=False)


def test_characters_can_come_first_and_be_taken_apart() -> None:
    found = names(character_threshold=0.2, characters_first=True, expand_characters=True)
    assert found[:5] == ["hatsune miku", "vocaloid", "saber (swimsuit)", "fate", "1girl"]


def test_the_likeliest_rating_stands_at_either_end() -> None:
    assert names(rating="first")[0] == "sensitive"
    assert names(rating="last")[-1] == "sensitive"
    assert names(rating="first", undesired=frozenset({"sensitive"}))[0] == "1girl"


def test_a_tagger_without_ratings_gives_none() -> None:
    choice = TagChoice(TAGS[2:], TagRules(rating="first"))
    assert choice(PROBABILITIES[2:])[0][0] == "1girl"


def test_undesired_tags_go_whatever_their_spelling() -> None:
    assert "long hair" not in names(undesired=frozenset({plain("Long_Hair")}))
    assert "fringe" not in names(undesired=frozenset({"fringe"}), replacements={"long hair": "fringe"})


def test_tags_that_come_first_keep_their_own_order_and_are_not_invented() -> None:
    assert names(always_first=("long hair", "1boy", "0 0"))[:3] == ["long hair", "0_0", "1girl"]


def test_two_tags_of_one_name_are_written_once() -> None:
    assert names(replacements={"long hair": "1girl"}).count("1girl") == 1


def test_brackets_are_escaped_last() -> None:
    found = names(escape_brackets=True, always_first=("skirt (short)",))
    assert found[0] == r"skirt \(short\)"


def test_the_rules_of_a_job() -> None:
    values = {
        "train_data_dir": "x",
        "undesired_tags": "long_hair, , 1girl",
        "always_first_tags": "0_0",
        "use_rating_tags": True,
        "use_rating_tags_as_last_tag": True,
        "tag_replacement": r"0_0,round eyes;a\,b,c\;d",
        "character_tags_first": True,
    }
    rules = TagRules.of(CaptionConfig.checked(values))
    assert rules.undesired == {"long hair", "1girl"}
    assert (rules.rating, rules.always_first, rules.characters_first) == ("last", ("0 0",), True)
    assert rules.replacements == {"0 0": "round eyes", "a,b": "c;d"}


def test_an_alias_that_is_none_is_an_error_of_the_configuration() -> None:
    with pytest.raises(InputError, match="is no pair"):
        CaptionConfig.checked({"train_data_dir": "x", "tag_replacement": "a,b;c"})


rules = st.builds(
    TagRules,
    general_threshold=st.floats(0, 1),
    character_threshold=st.floats(0, 1),
    rating=st.sampled_from(["first", "last", None]),
    characters_first=st.booleans(),
    expand_characters=st.booleans(),
    remove_underscore=st.booleans(),
    undesired=st.frozensets(st.sampled_from([plain(tag.name) for tag in TAGS])),
    always_first=st.lists(st.sampled_from([plain(tag.name) for tag in TAGS]), unique=True).map(tuple),
    replacements=st.dictionaries(st.sampled_from([plain(tag.name) for tag in TAGS]), st.sampled_from(["a", "1girl"])),
)
probabilities = st.lists(st.floats(0, 1, width=32), min_size=len(TAGS), max_size=len(TAGS)).map(np.array)


@given(rules, probabilities)
def test_no_tag_is_written_twice_or_undesired_or_too_unlikely(rules: TagRules, found: np.ndarray) -> None:
    written = TagChoice(TAGS, rules)(found)
    keys = [plain(name) for name, _ in written]
    assert len(keys) == len(set(keys))
    assert not rules.undesired & set(keys)
    least = min(rules.general_threshold, rules.character_threshold)
    ratings = found[:2] if rules.rating else []
    assert all(probability >= least or probability in ratings for _, probability in written)


@given(rules, probabilities)
def test_what_comes_first_stands_before_everything_else(rules: TagRules, found: np.ndarray) -> None:
    keys = [plain(name) for name, _ in TagChoice(TAGS, rules)(found)]
    wanted = [name for name in rules.always_first if name in keys]
    assert keys[: len(wanted)] == wanted


@given(rules, probabilities, st.floats(0, 1))
def test_a_higher_threshold_only_takes_tags_away(rules: TagRules, found: np.ndarray, more: float) -> None:
    stricter = replace(
        rules,
        general_threshold=max(rules.general_threshold, more),
        character_threshold=max(rules.character_threshold, more),
    )
    fewer = {name for name, _ in TagChoice(TAGS, stricter)(found)}
    assert fewer <= {name for name, _ in TagChoice(TAGS, rules)(found)}
