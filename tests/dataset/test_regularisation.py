"""What is said of regularisation pictures is what training does with them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.dataset.batches import items_of
from kohya_like.dataset.buckets import Buckets
from kohya_like.dataset.building.blueprint import blueprint
from kohya_like.dataset.building.building import build
from kohya_like.dataset.building.concepts import Concept
from kohya_like.dataset.regularisation import (
    Group,
    check_regularisation,
    groups_in,
    groups_of,
    missing_sentences,
    sentences,
)
from tests.dataset.making import make_picture, make_subset


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


def group(folder: Path, name: str, count: int, *, is_reg: bool, seed: int = 0) -> Group:
    repeats, _, words = name.partition("_")
    pictures = []
    for number in range(count):
        path = folder / ("reg" if is_reg else "train") / name / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{seed} {name} {number}".encode())
        pictures.append(path)
    return Group(int(repeats), words, tuple(pictures), is_reg)


def said(*groups: Group) -> list[str]:
    report = check_regularisation(groups)
    return [str(text) for text in [*sentences(report), *missing_sentences(report)]]


def test_enough_pictures_are_each_used_once(tmp_path: Path) -> None:
    groups = [group(tmp_path, "10_sls 1girl", 3, is_reg=False), group(tmp_path, "1_1girl", 40, is_reg=True)]
    assert said(*groups) == [
        "1_1girl: 30 of 40 used, each once.",
        "An epoch takes 30 training pictures (repeats included) and 30 regularisation pictures: steps double.",
    ]


def test_too_few_are_used_several_times_and_missing_ones_counted(tmp_path: Path) -> None:
    groups = [
        group(tmp_path, "10_sls 1girl", 3, is_reg=False),
        group(tmp_path, "10_cpc 1girl", 2, is_reg=False),
        group(tmp_path, "1_1girl", 20, is_reg=True),
    ]
    assert said(*groups)[0] == "1_1girl: 20 of 20 used, each 2 to 3 times."
    assert said(*groups)[2].startswith("Class 1girl: 30 pictures missing. 50 are needed")


def test_a_class_that_is_not_trained_is_named(tmp_path: Path) -> None:
    groups = [group(tmp_path, "10_sls 1girl", 1, is_reg=False), group(tmp_path, "1_1boy", 20, is_reg=True)]
    report = check_regularisation(groups)
    assert [problem.severity for problem in report.problems] == ["warning"]
    assert "of which nothing is trained (trained: 1girl)" in report.problems[0].text.en
    assert [(need.class_word, need.missing) for need in report.needs] == [("1girl", 10)]


def test_a_folder_that_is_never_reached_is_named(tmp_path: Path) -> None:
    groups = [
        group(tmp_path, "10_sls 1girl", 1, is_reg=False),
        group(tmp_path, "10_bob 1boy", 1, is_reg=False),
        group(tmp_path, "1_1boy", 20, is_reg=True),
        group(tmp_path, "1_1girl", 20, is_reg=True),
    ]
    (problem,) = check_regularisation(groups).problems
    assert problem.field == "1_1girl" and "None of 1_1girl is used" in problem.text.en


def test_a_picture_in_both_sets_is_an_error(tmp_path: Path) -> None:
    train = group(tmp_path, "10_sls 1girl", 2, is_reg=False)
    reg = group(tmp_path, "1_1girl", 20, is_reg=True)
    reg.pictures[3].write_bytes(train.pictures[1].read_bytes())
    (problem,) = check_regularisation([train, reg]).problems
    assert (problem.severity, "3.png" in problem.text.en) == ("error", True)


def test_an_identifier_of_several_words_finds_its_class(tmp_path: Path) -> None:
    train = group(tmp_path, "10_big sls toon cat", 1, is_reg=False)
    reg = group(tmp_path, "1_toon cat", 4, is_reg=True)
    assert [(need.class_word, need.missing) for need in check_regularisation([train, reg]).needs] == [("toon cat", 6)]


def test_nothing_to_regularise_with_is_no_mistake(tmp_path: Path) -> None:
    report = check_regularisation([group(tmp_path, "10_sls 1girl", 2, is_reg=False)])
    assert (report.problems, report.factor, [need.missing for need in report.needs]) == ([], 1.0, [20])


FOLDERS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 6)), min_size=1, max_size=3)


@given(FOLDERS, FOLDERS)
def test_counts_are_those_of_training(train: list[tuple[int, int]], reg: list[tuple[int, int]]) -> None:
    subsets = [
        [
            make_subset(repeats, [(512, 512)] * count, f"{place} x", is_reg)
            for place, (repeats, count) in enumerate(each)
        ]
        for each, is_reg in ((train, False), (reg, True))
    ]
    items = items_of(*subsets, Buckets.from_config(RunConfig()))
    # Files that do not exist: sizes are compared, so give the check none to compare with.
    groups = [
        Group(subset.repeats, subset.name, tuple(picture.path for picture in subset.pictures), subset.is_reg)
        for each in subsets
        for subset in each
    ]
    report = check_regularisation_without_files(groups)
    assert report == sum(item.repeats for item in items if item.subset.is_reg)


def check_regularisation_without_files(groups: list[Group]) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kohya_like.dataset.regularisation.same_content", lambda first, second: [])
        return check_regularisation(groups).taken


def test_a_plan_says_what_the_built_folders_say(tmp_path: Path) -> None:
    make_picture(tmp_path / "heap" / "sls" / "a.png", seed=1)
    make_picture(tmp_path / "heap" / "girls" / "b.png", seed=2)
    make_picture(tmp_path / "out" / "reg" / "1_1girl" / "drawn.png", seed=3)
    concepts = [
        Concept(repeats=2, identifier="sls", class_word="1girl", source="sls"),
        Concept(repeats=1, class_word="1girl", source="girls", is_reg=True),
    ]
    plan = blueprint(tmp_path / "out", tmp_path / "heap", concepts)
    planned = groups_of(plan)
    build(plan)
    built = groups_in(tmp_path / "out" / "train", is_reg=False) + groups_in(tmp_path / "out" / "reg", is_reg=True)
    assert said(*planned) == said(*built) != []
    again = groups_of(blueprint(tmp_path / "out", tmp_path / "heap", concepts))
    assert [(each.name, len(each.pictures)) for each in again] == [("2_sls 1girl", 1), ("1_1girl", 2)]


def test_a_folder_without_pictures_says_what_to_do(tmp_path: Path) -> None:
    make_picture(tmp_path / "heap" / "a.png")
    with pytest.raises(InputError, match="move them into a folder"):
        groups_in(tmp_path / "heap", is_reg=False)
    with pytest.raises(InputError, match="cannot be read"):
        groups_in(tmp_path / "gone", is_reg=False)
