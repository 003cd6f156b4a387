"""Concepts as they are written down: their folders, and each mistake at its field."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.dataset.building.concepts import Concept, concept_problems

WORD = st.text(alphabet="abcXYZ1 ", min_size=1).map(lambda text: " ".join(text.split())).filter(bool)


def wrong(*concepts: Concept) -> list[str]:
    return [problem.field for problem in concept_problems(concepts, Path())]


@pytest.mark.parametrize(
    ("name", "is_reg", "folder"),
    [
        ("10_sls 1girl", False, "train/10_sls 1girl"),
        ("1_1girl", True, "reg/1_1girl"),
        ("1_toon animal", True, "reg/1_toon animal"),
        ("3_style", False, "train/3_style"),
    ],
)
def test_a_name_says_what_is_in_a_folder(name: str, is_reg: bool, folder: str) -> None:
    assert Concept.named(name, ".", is_reg).folder == folder


@given(st.integers(1, 10_000), WORD, st.booleans())
def test_a_folder_is_read_back_as_it_was_named(repeats: int, words: str, is_reg: bool) -> None:
    concept = Concept.named(f"{repeats}_{words}", ".", is_reg)
    assert (concept.repeats, concept.words, concept.is_reg) == (repeats, words, is_reg)
    assert Concept.named(concept.name, ".", is_reg) == concept


def test_a_name_without_repeats_is_refused() -> None:
    with pytest.raises(InputError, match="10_sls 1girl"):
        Concept.named("sls 1girl", ".", is_reg=False)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"repeats": 0}, ["concepts.0.repeats"]),
        ({"repeats": 20_000}, ["concepts.0.repeats"]),
        ({"identifier": "a/b"}, ["concepts.0.identifier"]),
        ({"class_word": "girl:1"}, ["concepts.0.class_word"]),
        ({"class_word": "x" * 300}, ["concepts.0.class_word"]),
        ({"identifier": " ", "class_word": ""}, ["concepts.0.class_word"]),
        ({"identifier": "sls.", "class_word": ""}, ["concepts.0.identifier"]),
    ],
)
def test_each_mistake_has_its_field(changes: dict[str, object], fields: list[str]) -> None:
    good = Concept(repeats=10, identifier="sls", class_word="1girl", source="a")
    assert wrong(good) == []
    assert wrong(good.model_copy(update=changes)) == fields


def test_rows_that_meet_are_refused() -> None:
    one = Concept(repeats=10, identifier="sls", class_word="1girl", source="a")
    assert wrong(one, one.model_copy(update={"identifier": "SLS", "source": "b"})) == [
        "concepts.0.class_word",
        "concepts.1.class_word",
    ]
    for source in ("a", "./a", "b/../a", str(Path("a").absolute())):
        other = one.model_copy(update={"identifier": "cpc", "source": source})
        assert wrong(one, other) == ["concepts.0.source", "concepts.1.source"]


def test_regularisation_alone_trains_nothing() -> None:
    reg = Concept(repeats=1, class_word="1girl", is_reg=True)
    assert wrong(reg) == ["concepts"]
    assert wrong(reg.model_copy(update={"identifier": "sls"})) == ["concepts", "concepts.0.identifier"]
