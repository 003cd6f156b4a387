"""What the Tags step is told, and what it may do."""

import os
from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.history import History
from kohya_like.dataset.tags.catalogue import OPERATIONS
from kohya_like.ui.panels.tags import MOST_SHOWN, Tags, Wanted
from kohya_like.ui.places import Chosen
from kohya_like.ui.site import Site
from tests.dataset.tags.making import contents, make_captions

EVERYTHING = Wanted()
CAPTIONS = {"1.png": "1boy, hat", "2.png": "hat, Facial Hair", "in/3.png": "1girl, Hat", "4.png": None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_captions(tmp_path / "pictures", CAPTIONS).folder


@pytest.fixture
def chosen(folder: Path) -> Chosen:
    return Chosen(folder=str(folder))


@pytest.fixture
def tags(tmp_path: Path) -> Tags:
    return Tags(Site(tmp_path))


def test_the_table_counts_what_is_shown(tags: Tags, chosen: Chosen) -> None:
    found = tags.look(chosen, EVERYTHING)
    assert (found["total"], found["bare"], found["group"]) == (4, 1, "1boy_group1")
    assert found["shown"] == ["1.png", "2.png", "4.png", "in/3.png"]
    assert found["tags"][0] == {"tag": "hat", "count": 3, "gloss": "帽子", "examples": ["1.png", "2.png", "in/3.png"]}
    assert found["problems"] == []


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (Wanted(include=["HAT"], exclude=["1boy"]), ["2.png", "in/3.png"]),
        (Wanted(include=["hat"], where="1boy | 1girl"), ["1.png", "in/3.png"]),
        (Wanted(where="!*"), ["4.png"]),
        (Wanted(include=['a "quoted" tag']), []),
    ],
)
def test_pictures_are_filtered(tags: Tags, chosen: Chosen, wanted: Wanted, shown: list[str]) -> None:
    assert tags.look(chosen, wanted)["shown"] == shown


def test_an_unfinished_expression_is_said_at_its_field(tags: Tags, chosen: Chosen) -> None:
    with pytest.raises(InputError, match="ends where a tag should follow") as caught:
        tags.look(chosen, Wanted(include=["hat"], where="1girl &"))
    assert caught.value.problems[0].field == "where"


def test_captions_that_cannot_be_read_are_said_and_the_rest_is_shown(tags: Tags, folder: Path, chosen: Chosen) -> None:
    (folder / "1.txt").write_bytes(b"\xff")
    (folder.parent / "glossary.csv").write_bytes(b"\xff\xff\xff")
    found = tags.look(chosen, EVERYTHING)
    said = [problem["message"] for problem in found["problems"]]
    assert found["total"] == 3 and "1.txt is not UTF-8" in said[0] and "glossary.csv cannot be read" in said[1]
    assert tags.captions(chosen, ["1.png", "2.png", "gone.png"]) == {"2.png": ["hat", "Facial Hair"]}
    with pytest.raises(InputError, match="is not UTF-8"):
        tags.preview(chosen, "sort", {}, ["1.png", "2.png"])


def test_a_preview_is_applied_and_taken_back(tags: Tags, folder: Path, chosen: Chosen) -> None:
    before = contents(folder)
    values = {"tags": "1boy, facial hair", "into": "Smith"}
    found = tags.preview(chosen, "merge", values, list(CAPTIONS))
    assert (found["count"], found["emptied"], found["created"]) == (2, 0, 0)
    assert found["changes"][0] == {
        "name": "1.png",
        "parts": [["removed", "1boy"], ["added", "Smith"], ["same", "hat"]],
    }
    assert contents(folder) == before
    assert tags.apply(chosen, "merge", values, found["seen"]) == 2
    assert contents(folder)["2.txt"] == b"Smith, hat"
    History.of(folder).undo()
    assert contents(folder) == before


def test_what_was_changed_since_the_preview_is_refused(tags: Tags, folder: Path, chosen: Chosen) -> None:
    seen = tags.preview(chosen, "add", {"tags": "x"}, list(CAPTIONS))["seen"]
    assert seen["4.png"] is None and len(seen) == 4
    (folder / "4.txt").write_bytes(b"theirs")
    before = contents(folder)
    with pytest.raises(InputError, match=r"meanwhile: 4\.txt"):
        tags.apply(chosen, "add", {"tags": "x"}, seen)
    assert contents(folder) == before


def test_a_long_preview_shows_its_beginning(tags: Tags, tmp_path: Path) -> None:
    names = [f"{number}.png" for number in range(MOST_SHOWN + 5)]
    place = make_captions(tmp_path / "many", dict.fromkeys(names))
    found = tags.preview(Chosen(folder=str(place.folder)), "add", {"tags": "x"}, names)
    assert (found["count"], found["created"], len(found["changes"]), len(found["seen"])) == (105, 105, 100, 105)


def test_operations_are_described_for_a_form(tags: Tags) -> None:
    described = {each["name"]: each for each in tags.operations()}
    assert list(described) == list(OPERATIONS)
    assert [parameter["name"] for parameter in described["merge"]["parameters"]] == ["tags", "into", "present"]
    lists = {name: each["lists"] for name, each in described.items() if each["lists"]}
    assert lists == {
        **{key: ["tags"] for key in ("add", "remove", "blacklist", "front")},
        "merge": ["tags", "into"],
        "group": ["tag"],
        "replace": ["old", "new"],
        "spaces": ["keep"],
    }


def test_wrong_values_are_said_at_their_fields(tags: Tags, chosen: Chosen) -> None:
    for operation, values, field in (
        ("merge", {"tags": "", "into": "x"}, "tags"),
        ("regex", {"pattern": "("}, "pattern"),
        ("blacklist", {"file": "/etc/passwd"}, "file"),
        ("nonsense", {}, "operation"),
    ):
        with pytest.raises(InputError) as caught:
            tags.preview(chosen, operation, values, ["1.png"])
        assert [problem.field for problem in caught.value.problems] == [field]


def test_a_list_in_the_workspace_may_be_used(tags: Tags, folder: Path, chosen: Chosen) -> None:
    (folder.parent / "list.txt").write_text("hat")
    found = tags.preview(chosen, "blacklist", {"file": "list.txt"}, list(CAPTIONS))
    assert found["count"] == 3


def test_links_out_of_the_allowed_folders_are_neither_shown_nor_written(tmp_path: Path) -> None:
    secret = tmp_path / "outside" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text("hat, password")
    workspace = tmp_path / "workspace"
    place = make_captions(workspace / "pictures", {"1.png": None, "2.png": "hat"})
    os.symlink(secret, place.folder / "1.txt")
    tags = Tags(Site(workspace, exposed=True))
    chosen = Chosen(folder=str(place.folder))
    found = tags.look(chosen, EVERYTHING)
    assert found["shown"] == ["2.png"] and [row["tag"] for row in found["tags"]] == ["hat"]
    assert len(found["problems"]) == 1 and tags.captions(chosen, ["1.png"]) == {}
    with pytest.raises(InputError):
        tags.preview(chosen, "remove", {"tags": "hat"}, ["1.png"])
    with pytest.raises(InputError):
        tags.apply(chosen, "remove", {"tags": "hat"}, {"1.png": "0"})
    assert secret.read_text() == "hat, password"
