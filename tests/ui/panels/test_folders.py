"""The functions of the step that makes folders."""

from pathlib import Path
from typing import Any

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.building.concepts import Concept
from kohya_like.dataset.history import History
from kohya_like.dataset.projects import Project
from kohya_like.ui.answers import answering
from kohya_like.ui.panels import folders as panel
from kohya_like.ui.panels.folders import Folders
from kohya_like.ui.places import Chosen
from kohya_like.ui.site import Site
from tests.dataset.making import make_picture

SLS = Concept(repeats=10, identifier="sls", class_word="1girl", source="sls")
CPC = Concept(repeats=10, identifier="cpc", class_word="1girl", source="cpc")
GIRLS = Concept(repeats=1, class_word="1girl", source="girls", is_reg=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def folders(root: Path) -> Folders:
    return Folders(Site(root))


def heap(folder: Path) -> Path:
    for number in range(4):
        make_picture(folder / f"{number}.png", seed=number, caption="smiling")
    for number in range(3):
        make_picture(folder / "girls" / f"{number}.png", seed=10 + number)
    return folder


@pytest.fixture
def project(root: Path) -> Project:
    made = Project.create(root, "p")
    heap(made.own_pictures)
    return made


def looked(folders: Folders, chosen: Chosen, *concepts: Concept) -> dict[str, Any]:
    return folders.preview(chosen, list(concepts), list(concepts), "character")


def test_pictures_are_assigned_built_and_ready_to_train(folders: Folders, project: Project) -> None:
    chosen = Chosen(project="p")
    assert folders.assign(chosen, ["0.png", "1.png", "2.png"], "sls") == 3
    assert folders.assign(chosen, ["3.png"], "cpc") == 1
    concepts = [SLS, CPC, GIRLS]
    found = looked(folders, chosen, *concepts)
    assert [problem for problem in found["problems"] if problem["severity"] == "error"] == []
    assert [(each["set"], each["name"], each["per_epoch"]) for each in found["folders"]] == [
        ("train", "10_cpc 1girl", 10),
        ("train", "10_sls 1girl", 30),
        ("reg", "1_1girl", 3),
    ]
    assert (found["trained"], found["taken"], found["factor"]) == (40, 40, 2.0)
    assert [(row["pictures"], row["captions"], row["advised"]) for row in found["rows"]] == [
        *((3, 3, 53), (1, 1, 160), (3, 0, 1)),
    ]
    assert found["ready"] == {"train": None, "reg": None}
    assert folders.build(chosen, concepts, "link", add_identifier=True)["linked"] == 7
    assert looked(folders, chosen, *concepts)["ready"] == {"train": str(project.train), "reg": str(project.reg)}
    assert (project.train / "10_sls 1girl" / "0.txt").read_text() == "sls, smiling"
    assert folders.concepts(chosen, "character")["concepts"] == [each.model_dump() for each in concepts]
    History.of(project.folder).undo()
    assert not project.train.exists()


def test_what_lies_there_suggests_the_first_rows(folders: Folders, project: Project) -> None:
    found = folders.concepts(Chosen(project="p"), "style")
    assert [(each["repeats"], each["identifier"], each["source"]) for each in found["concepts"]] == [
        (60, "", "."),
        (80, "girls", "girls"),
    ]
    assert (found["sources"], found["fixed"], len(found["names"])) == ([".", "girls"], False, 7)


def test_a_plain_folder_becomes_a_project_and_stays_as_it_is(folders: Folders, root: Path) -> None:
    folder = heap(root / "my heap")
    before = sorted(folder.rglob("*"))
    whole = SLS.model_copy(update={"source": "."})
    chosen = Chosen(folder=str(folder))
    assert folders.concepts(chosen, "character")["project"] is None
    answer = folders.build(chosen, [whole], "link", add_identifier=True)
    assert (answer["project"], answer["linked"]) == ("my heap", 7)
    assert sorted(folder.rglob("*")) == before
    made = Project.find(root, "my heap")
    assert (made.source(), made.concepts()) == (folder, [whole])
    with pytest.raises(InputError, match="only read"):
        folders.assign(Chosen(project="my heap"), ["0.png"], "sls")
    with pytest.raises(InputError, match="only read"):
        folders.build(Chosen(project="my heap"), [whole], "move", add_identifier=True)


def test_a_folder_that_is_laid_out_is_ready_as_it_stands(folders: Folders, root: Path) -> None:
    make_picture(root / "set" / "10_sls 1girl" / "a.png")
    chosen = Chosen(folder=str(root / "set"))
    (concept,) = folders.concepts(chosen, "character")["concepts"]
    found = looked(folders, chosen, Concept(**concept))
    assert found["ready"] == {"train": str(root / "set"), "reg": None}
    assert [each["name"] for each in found["folders"]] == ["10_sls 1girl"]
    leaf = Chosen(folder=str(root / "set" / "10_sls 1girl"))
    assert folders.concepts(leaf, "character")["concepts"] == [{**concept, "source": "."}]


def test_each_mistake_stands_at_its_field(folders: Folders, project: Project, tmp_path: Path) -> None:
    make_picture(tmp_path / "secret" / "a.png")
    chosen = Chosen(project="p")
    outside = SLS.model_copy(update={"source": str(tmp_path / "secret")})
    assert [each["field"] for each in looked(folders, chosen, GIRLS, outside)["problems"]] == ["concepts.1.source"]
    bad = SLS.model_copy(update={"repeats": 0, "identifier": "a/b"})
    wrong = folders.preview(chosen, [bad], [GIRLS, outside], "character")
    assert {each["field"] for each in wrong["problems"]} == {
        *("concepts.0.repeats", "concepts.0.identifier", "concepts.0.source")
    }
    with pytest.raises(InputError):
        folders.build(chosen, [outside], "link", add_identifier=True)
    with pytest.raises(InputError):
        folders.build(Chosen(folder=str(tmp_path / "secret")), [SLS], "link", add_identifier=True)
    assert not project.train.exists()


def test_rows_of_another_page_are_not_overwritten(folders: Folders, project: Project) -> None:
    chosen = Chosen(project="p")
    folders.preview(chosen, [SLS], [GIRLS], "character")
    folders.preview(chosen, [SLS, GIRLS], [SLS], "character")
    with pytest.raises(InputError, match="Another page"):
        folders.preview(chosen, [SLS, CPC], [SLS], "character")
    assert project.concepts() == [SLS, GIRLS]


def test_what_a_run_reads_is_not_built_anew(
    folders: Folders, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "is_needed", lambda site, project: True)
    with pytest.raises(InputError, match="A run that waits or goes on"):
        folders.build(Chosen(project="p"), [SLS.model_copy(update={"source": "."})], "link", add_identifier=True)


def test_the_browser_sends_concepts_as_objects(folders: Folders, project: Project) -> None:
    ask = {"chosen": {"project": "p"}, "concepts": [SLS.model_dump()], "seen": [], "goal": "character"}
    assert "value" in answering(folders.preview)(ask)
    assert "error" in answering(folders.preview)({**ask, "concepts": [{"repeats": "many"}]})
