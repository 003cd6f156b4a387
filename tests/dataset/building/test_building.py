"""Building the folders that a run reads: exactly those, up to date, and taken back whole."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.config.sections.dataset import Caption
from kohya_like.dataset.building.blueprint import blueprint
from kohya_like.dataset.building.building import HOWS, Built, How, build
from kohya_like.dataset.building.concepts import Concept
from kohya_like.dataset.folders import read_subsets
from kohya_like.dataset.history import History
from tests.dataset.making import make_picture

SLS = Concept(repeats=10, identifier="sls", class_word="1girl", source="sls")
CPC = Concept(repeats=10, identifier="cpc", class_word="1girl", source="cpc")
GIRLS = Concept(repeats=1, class_word="1girl", source="girls", is_reg=True)


@pytest.fixture
def heap(tmp_path: Path) -> Path:
    """Two subjects and ordinary pictures of their class, each in a folder."""
    folder = tmp_path / "heap"
    make_picture(folder / "sls" / "a.png", seed=1, caption="smiling, hat")
    make_picture(folder / "sls" / "b.png", seed=2, caption="sls, hat")
    make_picture(folder / "cpc" / "a.png", seed=3)
    for number in range(3):
        make_picture(folder / "girls" / f"{number}.png", seed=10 + number, caption="1girl")
    return folder


def built(heap: Path, *concepts: Concept, how: How = "link", add_identifier: bool = True) -> Built:
    return build(blueprint(heap.parent / "out", heap, concepts), how, add_identifier=add_identifier)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder that scans see, by its path."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in sorted(found.items()) if ".kohya-like" not in name}


def test_several_concepts_come_out_exactly(heap: Path) -> None:
    before = files(heap)
    assert built(heap, SLS, CPC, GIRLS).linked == 6
    out = heap.parent / "out"
    found = files(out)
    assert list(found) == [
        *("reg/1_1girl/0.png", "reg/1_1girl/0.txt", "reg/1_1girl/1.png", "reg/1_1girl/1.txt"),
        *("reg/1_1girl/2.png", "reg/1_1girl/2.txt", "train/10_cpc 1girl/a.png"),
        *("train/10_sls 1girl/a.png", "train/10_sls 1girl/a.txt", "train/10_sls 1girl/b.png"),
        "train/10_sls 1girl/b.txt",
    ]
    assert found["train/10_sls 1girl/a.txt"] == b"sls, smiling, hat"
    assert found["reg/1_1girl/0.txt"] == b"1girl"
    assert files(heap) == before
    train, problems = read_subsets(out / "train", Caption(), is_reg=False)
    assert {subset.folder.name: len(subset.pictures) for subset in train} == {"10_cpc 1girl": 1, "10_sls 1girl": 2}
    assert [problem.text for problem in problems if problem.severity == "error"] == []


def test_links_take_no_room_and_copies_are_files_of_their_own(heap: Path) -> None:
    target = heap.parent / "out" / "train" / "10_sls 1girl" / "a.png"
    built(heap, SLS)
    assert os.path.samefile(target, heap / "sls" / "a.png")
    History.of(heap.parent / "out").undo()
    assert built(heap, SLS, how="copy").copied == 2
    assert not os.path.samefile(target, heap / "sls" / "a.png")
    assert target.read_bytes() == (heap / "sls" / "a.png").read_bytes()


def test_moving_empties_the_source_and_is_taken_back(heap: Path) -> None:
    before = files(heap)
    assert built(heap, SLS, how="move").moved == 2
    assert "sls/a.png" not in files(heap) and "sls/a.txt" not in files(heap)
    History.of(heap.parent / "out").undo()
    assert files(heap) == before
    assert files(heap.parent / "out") == {}


def test_pictures_that_were_linked_before_are_moved_with_their_captions(heap: Path) -> None:
    built(heap, SLS)
    linked = files(heap.parent / "out")
    built(heap, SLS, how="move")
    assert files(heap.parent / "out") == linked
    assert "sls/a.png" not in files(heap) and "sls/a.txt" not in files(heap)


def test_what_was_moved_stays_when_building_goes_on(heap: Path) -> None:
    built(heap, SLS, how="move")
    moved = files(heap.parent / "out")
    built(heap, CPC)
    assert moved.items() <= files(heap.parent / "out").items()


def test_building_again_brings_up_to_date(heap: Path) -> None:
    built(heap, SLS, CPC)
    out = heap.parent / "out"
    assert built(heap, SLS, CPC) == Built(unchanged=3)
    (heap / "sls" / "b.png").unlink()
    more = SLS.model_copy(update={"repeats": 20})
    assert built(heap, more).removed == 5
    assert list(files(out)) == ["train/20_sls 1girl/a.png", "train/20_sls 1girl/a.txt"]
    assert [path.name for path in (out / "train").iterdir()] == ["20_sls 1girl"]


def test_another_spelling_of_one_folder_is_the_same_folder(heap: Path) -> None:
    built(heap, SLS.model_copy(update={"identifier": "SLS"}))
    train = heap.parent / "out" / "train"
    (train / "10_sls 1girl").symlink_to(train / "10_SLS 1girl")  # As it is where case does not count.
    assert built(heap, SLS) == Built(unchanged=2)
    assert sorted(path.name for path in (train / "10_SLS 1girl").glob("*.png")) == ["a.png", "b.png"]


def test_what_somebody_put_there_stays(heap: Path) -> None:
    built(heap, SLS, GIRLS)
    own = [
        make_picture(heap.parent / "out" / "train" / "10_sls 1girl" / "mine.png", seed=8),
        make_picture(heap.parent / "out" / "reg" / "1_1girl" / "drawn.png", seed=9),
    ]
    built(heap, CPC)
    assert all(path.is_file() for path in own)
    assert not (own[0].parent / "a.png").exists()


def test_a_folder_that_somebody_made_is_not_mixed_into(heap: Path) -> None:
    make_picture(heap.parent / "out" / "train" / "10_sls 1girl" / "mine.png", caption="mine")
    with pytest.raises(InputError, match="somebody else"):
        built(heap, SLS)
    assert list(files(heap.parent / "out")) == ["train/10_sls 1girl/mine.png", "train/10_sls 1girl/mine.txt"]


def test_regularisation_pictures_join_those_that_are_there(heap: Path) -> None:
    folder = heap.parent / "out" / "reg" / "1_1girl"
    make_picture(folder / "0.png", seed=99, caption="a girl")
    make_picture(folder / "1.png", seed=11, caption="a girl")  # Equal to one of the heap: it must not come twice.
    built(heap, SLS, GIRLS)
    assert sorted(path.name for path in folder.glob("*.png")) == ["0-2.png", "0.png", "1.png", "2.png"]


def test_equal_names_in_several_folders_get_numbers_with_their_captions(heap: Path) -> None:
    make_picture(heap / "sls" / "more" / "a.jpg", seed=4, caption="red hat")
    built(heap, SLS)
    folder = heap.parent / "out" / "train" / "10_sls 1girl"
    assert sorted(path.name for path in folder.glob("a*")) == ["a-2.jpg", "a-2.txt", "a.png", "a.txt"]
    assert (folder / "a-2.txt").read_text() == "sls, red hat"


def test_names_as_long_as_they_can_be_are_built(heap: Path) -> None:
    for folder in ("one", "two"):
        make_picture(heap / "long" / folder / f"{'x' * 251}.png", seed=len(folder) + ord(folder[0]))
    built(heap, SLS.model_copy(update={"source": "long"}))
    assert sorted(len(Path(name).name) for name in files(heap.parent / "out")) == [251, 255]


def test_a_concept_leaves_the_pictures_of_others_alone(heap: Path) -> None:
    rest = SLS.model_copy(update={"source": "."})
    make_picture(heap / "loose.png", seed=5)
    plan = blueprint(heap.parent / "out", heap, [rest, CPC, GIRLS])
    assert [taken.picture.name for taken in plan.folders[0].taken] == ["loose.png", "a.png", "b.png"]


def test_a_folder_is_built_inside_its_own_heap(heap: Path) -> None:
    whole = SLS.model_copy(update={"source": "."})
    for _ in range(2):
        build(blueprint(heap, heap, [whole]))
    assert len(list((heap / "train" / "10_sls 1girl").glob("*.png"))) == 6


def test_captions_stay_as_they_are_if_asked(heap: Path) -> None:
    (heap / "sls" / "a.txt").write_bytes(b"smiling, hat\r\n")
    built(heap, SLS, add_identifier=False)
    assert files(heap.parent / "out")["train/10_sls 1girl/a.txt"] == b"smiling, hat\r\n"


def test_a_picture_in_both_sets_is_refused(heap: Path) -> None:
    make_picture(heap / "girls" / "same.png", seed=1)
    with pytest.raises(InputError, match="cannot be in both sets"):
        built(heap, SLS, GIRLS)
    assert not (heap.parent / "out").exists()


def test_an_unreadable_caption_leaves_everything_as_it_was(heap: Path) -> None:
    (heap / "sls" / "b.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        built(heap, SLS)
    assert files(heap.parent / "out") == {}


MEANINGS = st.lists(
    st.tuples(st.sampled_from([1, 10, 20]), st.sampled_from(["sls", "cpc"]), st.sampled_from(HOWS)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(MEANINGS)
def test_as_many_undos_as_buildings_restore_every_byte(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str, How]]
) -> None:
    heap = tmp_path_factory.mktemp("heap") / "heap"
    make_picture(heap / "sls" / "a.png", seed=1, caption="hat")
    make_picture(heap / "cpc" / "a.png", seed=2)
    before, done = files(heap), 0
    for repeats, source, how in steps:
        concept = Concept(repeats=repeats, identifier=source, class_word="1girl", source=source)
        try:
            built(heap, concept, how=how)
        except InputError:  # What was moved away before is no longer there.
            continue
        done += 1
    history = History.of(heap.parent / "out")
    for _ in [entry for entry in history.entries() if entry.state == "done"]:
        history.undo()
    assert files(heap) == before
    assert done > 0 and files(heap.parent / "out") == {}
