"""The functions of the step that looks after regularisation pictures."""

from pathlib import Path
from typing import Any

import pytest

from kohya_like.config.class_pictures import ClassPicturesConfig
from kohya_like.config.problems import InputError
from kohya_like.dataset.building.concepts import Concept
from kohya_like.dataset.history import History
from kohya_like.dataset.projects import Project
from kohya_like.jobs.job import Job
from kohya_like.ui import uploads as uploading
from kohya_like.ui.choices import DEMO
from kohya_like.ui.panels.regularise import Regularise
from kohya_like.ui.places import Chosen
from kohya_like.ui.site import Site
from tests.dataset.making import make_picture

CHOSEN = Chosen(project="p")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two pictures of a subject, ten times each, and one of its class."""
    made = Project.create(tmp_path / "workspace", "p")
    for number in range(2):
        make_picture(made.own_pictures / f"{number}.png", seed=number)
    made.remember_concepts([Concept(repeats=10, identifier="sls", class_word="toon fox")])
    make_picture(made.reg / "1_toon fox" / "a.png", seed=7, caption="toon fox")
    return made


@pytest.fixture
def regularise(project: Project) -> Regularise:
    return Regularise(Site(project.folder.parents[1]))


def test_classes_are_counted_before_anything_is_built(regularise: Regularise) -> None:
    found = regularise.look(CHOSEN)
    assert found["classes"] == [{"class_word": "toon fox", "trained": 20, "present": 1, "missing": 19}]
    assert [(each["folder"], each["names"]) for each in found["folders"]] == [("1_toon fox", ["a.png"])]
    assert found["sentences"][0]["en"] == "1_toon fox: 1 of 1 used, each 20 times."
    assert (found["problems"], found["factor"], found["project"]) == ([], 2.0, "p")


def test_class_pictures_are_drawn_small_and_taken_out(regularise: Regularise, project: Project) -> None:
    (address, gone) = regularise.drawn(CHOSEN, "1_toon fox", ["a.png", "../0.png"])
    assert address is not None and address.startswith("data:image/webp") and gone is None
    assert regularise.remove(CHOSEN, "1_toon fox", ["a.png"]) == 1
    assert list((project.reg / "1_toon fox").iterdir()) == []
    History.of(project.folder).undo()
    assert (project.reg / "1_toon fox" / "a.txt").is_file()
    for name in ("../source", "gone", ".."):
        with pytest.raises(InputError, match="There is no folder"):
            regularise.drawn(CHOSEN, name, ["0.png"])


def test_uploads_join_their_class(
    regularise: Regularise, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "get_upload_folder", lambda: str(tmp_path / "uploads"))
    place = make_picture(tmp_path / "uploads" / "a.png", seed=9)
    sent = [{"path": str(place), "name": "set/a.png"}]
    assert regularise.add(CHOSEN, sent, "toon fox") == {"added": 1, "refused": []}
    assert sorted(path.name for path in (project.reg / "1_toon fox").glob("*.png")) == ["a-2.png", "a.png"]
    History.of(project.folder).undo()
    assert not (project.reg / "1_toon fox" / "a-2.png").exists()
    with pytest.raises(InputError, match="was not uploaded"):
        regularise.add(CHOSEN, [{"path": str(project.own_pictures / "0.png"), "name": "b.png"}], "toon fox")


def test_a_folder_of_class_pictures_becomes_a_row(regularise: Regularise, project: Project, tmp_path: Path) -> None:
    make_picture(tmp_path / "workspace" / "foxes" / "b.png", seed=8)
    regularise.add_folder(CHOSEN, str(tmp_path / "workspace" / "foxes"), "toon fox")
    assert project.concepts()[-1].source == str(tmp_path / "workspace" / "foxes")
    assert regularise.look(CHOSEN)["classes"][0]["present"] == 2
    with pytest.raises(InputError, match="outside"):
        regularise.add_folder(CHOSEN, "/etc", "toon fox")
    with pytest.raises(InputError, match="no folder"):
        regularise.add_folder(CHOSEN, str(tmp_path / "workspace" / "gone"), "toon dog")
    assert len(project.concepts()) == 2


def test_a_plain_folder_is_checked_and_becomes_a_project_if_asked(regularise: Regularise, tmp_path: Path) -> None:
    make_picture(tmp_path / "workspace" / "set" / "10_sls 1girl" / "a.png")
    plain = Chosen(folder=str(tmp_path / "workspace" / "set"))
    assert regularise.look(plain)["project"] is None
    with pytest.raises(InputError, match="plain folder"):
        regularise.generate(plain, "1girl", str(DEMO), {"count": 1})
    assert regularise.adopt(plain) == "set"
    assert regularise.look(Chosen(project="set"))["classes"][0]["missing"] == 10


def test_drawing_is_queued_with_what_fits(regularise: Regularise, project: Project) -> None:
    root = project.folder.parents[1]
    assert regularise.defaults(CHOSEN, "toon fox", str(DEMO)) == {"seed": 1, "width": 64, "height": 64}
    values: dict[str, Any] = {"count": 19, "width": 64, "height": 64, "negative_prompt": "blurry"}
    job = Job.find(root, regularise.generate(CHOSEN, "toon fox", str(DEMO), values))
    config = ClassPicturesConfig.from_toml(job.config)
    assert (config.count, config.seed, config.negative_prompt) == (19, 1, "blurry")
    assert (config.reg_dir, config.base) == (project.reg, root / "models" / DEMO.name)
    assert regularise.models()[0]["demo"]
    assert [each["name"] for each in regularise.parameters()][:2] == ["count", "prompt"]


def test_what_cannot_be_drawn_is_said_at_its_field(regularise: Regularise, project: Project) -> None:
    make_picture(project.reg / "1_toon fox" / "toon fox-000004.png")
    assert regularise.defaults(CHOSEN, "toon fox", "")["seed"] == 5
    for values, field in (
        ({"count": 0}, "count"),
        ({"count": 1, "width": 7}, "width"),
        ({"count": 1, "seed": 4}, "seed"),
    ):
        with pytest.raises(InputError) as wrong:
            regularise.generate(CHOSEN, "toon fox", str(DEMO), values)
        assert [problem.field for problem in wrong.value.problems] == [field]
    with pytest.raises(InputError, match="outside"):
        regularise.generate(CHOSEN, "toon fox", "/etc/passwd", {"count": 1})
    assert regularise._site.jobs() == []


def test_links_out_of_the_allowed_folders_are_neither_drawn_nor_written_to(project: Project, tmp_path: Path) -> None:
    secret = make_picture(tmp_path / "outside" / "secret.png", caption="mine").parent
    (project.reg / "1_toon fox" / "b.png").symlink_to(secret / "secret.png")
    (project.reg / "1_cat").symlink_to(secret)
    regularise = Regularise(Site(project.folder.parents[1], exposed=True))
    assert [address is None for address in regularise.drawn(CHOSEN, "1_toon fox", ["a.png", "b.png"])] == [False, True]
    for act in (
        lambda: regularise.drawn(CHOSEN, "1_cat", ["secret.png"]),
        lambda: regularise.remove(CHOSEN, "1_cat", ["secret.png"]),
        lambda: regularise.add(CHOSEN, [], "cat"),
    ):
        with pytest.raises(InputError, match="outside the folders"):
            act()
    assert sorted(path.name for path in secret.iterdir()) == ["secret.png", "secret.txt"]


def test_a_row_that_is_not_filled_in_yet_is_no_mistake_here(regularise: Regularise, project: Project) -> None:
    for concepts in ([], [Concept(repeats=10)]):
        project.remember_concepts(concepts)
        found = regularise.look(CHOSEN)
        assert (found["classes"], found["problems"]) == ([], [])
