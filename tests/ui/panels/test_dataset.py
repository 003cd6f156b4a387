"""The frame of the Dataset page: projects, folders, what was done, and the jobs of its steps."""

from pathlib import Path
from typing import get_args

import pytest

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.edits import Put
from kohya_like.dataset.entries import State
from kohya_like.dataset.history import History
from kohya_like.dataset.projects import Project
from kohya_like.jobs.queue import Queue
from kohya_like.ui.panels.dataset import Dataset
from kohya_like.ui.places import Chosen, place_of, project_of
from kohya_like.ui.settings import Settings, write_settings
from kohya_like.ui.site import Site
from kohya_like.ui.words import WORDS
from tests.dataset.making import make_picture
from tests.jobs.conftest import MakeJob, make_job, root, wait_until

__all__ = ["make_job", "root"]

TITLE = Text("Write", "写入")


@pytest.fixture
def site(root: Path) -> Site:
    root.mkdir()
    write_settings(root, Settings(allowed_folders=[]))
    return Site(root.resolve())


@pytest.fixture
def panel(site: Site) -> Dataset:
    return Dataset(site)


def test_a_new_project_is_chosen_and_counted(panel: Dataset, site: Site) -> None:
    assert panel.projects() == []
    assert (panel.create("Cat"), panel.create("Cat")) == ("Cat", "Cat-2")
    assert sorted(panel.projects()) == ["Cat", "Cat-2"]
    chosen = Chosen(project="Cat")
    source = site.root / "projects" / "Cat" / "source"
    make_picture(source / "a.png", caption="a hat")
    make_picture(source / "sub" / "b.png")
    found = panel.overview(chosen)
    assert found == {"folder": str(source), "pictures": 2, "captions": 1, "undo": None, "redo": None}
    assert [drawn is not None for drawn in panel.drawn(chosen, ["a.png", "gone.png", "sub/b.png"])] == [
        True,
        False,
        True,
    ]


def test_a_link_out_of_the_allowed_folders_is_not_drawn(panel: Dataset, site: Site, tmp_path: Path) -> None:
    folder = site.root / "heap"
    make_picture(folder / "a.png")
    (folder / "b.png").symlink_to(make_picture(tmp_path / "secret.png"))
    drawn = panel.drawn(Chosen(folder=str(folder)), ["a.png", "b.png"])
    assert [address is not None for address in drawn] == [True, False]


def test_cropped_pictures_are_what_a_project_goes_on_with(panel: Dataset, site: Site) -> None:
    chosen = Chosen(project=panel.create("Cat"))
    make_picture(site.root / "projects" / "Cat" / "source" / "a.png")
    make_picture(site.root / "projects" / "Cat" / "cropped" / "a.png")
    assert panel.overview(chosen)["folder"].endswith("cropped")


def test_changes_are_listed_and_taken_back(panel: Dataset, site: Site) -> None:
    folder = site.root / "heap"
    make_picture(folder / "a.png", caption="before")
    chosen = Chosen(folder=str(folder))
    History.of(folder).apply(TITLE, [Put(folder / "a.txt", b"after")])
    assert panel.overview(chosen)["undo"] == {"en": "Write", "zh": "写入"}
    assert panel.undo(chosen) == {"en": "Write", "zh": "写入"}
    assert (folder / "a.txt").read_bytes() == b"before"
    assert panel.overview(chosen)["redo"] == {"en": "Write", "zh": "写入"}
    assert [(entry["state"], entry["files"]) for entry in panel.history(chosen)] == [("undone", 1)]
    panel.redo(chosen)
    assert (folder / "a.txt").read_bytes() == b"after"


def test_what_is_not_chosen_gone_or_closed_is_said(site: Site, tmp_path: Path) -> None:
    for chosen, words in (
        (Chosen(), "Choose a project or a folder first"),
        (Chosen(project="gone"), "no project gone"),
        (Chosen(folder=str(tmp_path)), "outside the folders"),
    ):
        with pytest.raises(InputError, match=words):
            place_of(site, chosen)
    assert project_of(site, Chosen(folder="x")) is None


def test_a_job_is_followed_to_its_end_and_stopped(panel: Dataset, site: Site, make_job: MakeJob) -> None:
    done, endless = make_job("finish"), make_job("step_until_asked")
    queue = Queue(site.root)
    queue.enqueue(done)
    assert panel.job(done.id)["status"] == "queued"
    queue.advance()
    wait_until(lambda: not panel.job(done.id)["pending"])
    end = panel.job(done.id)
    assert (end["code"], end["step"], end["total"]) == (0, 3, 3)
    queue.enqueue(endless)
    panel.stop_job(endless.id)
    assert panel.job(endless.id)["status"] == "created"
    queue.enqueue(endless)
    wait_until(lambda: queue.advance() or panel.job(endless.id)["status"] == "running")
    panel.stop_job(endless.id)
    wait_until(lambda: panel.job(endless.id)["status"] == "stopped")
    assert panel.job(endless.id)["code"] == 3


def test_a_project_whose_pictures_lie_elsewhere_has_one_way_back(panel: Dataset, site: Site) -> None:
    folder = site.root / "heap"
    make_picture(folder / "a.png", caption="before")
    project = Project.create(site.root, "Cat", folder)
    chosen = Chosen(project=project.name)
    History.of(folder).apply(Text("Captions", "标签"), [Put(folder / "a.txt", b"after")])
    History.of(project.folder).apply(Text("Build", "生成"), [Put(project.train / "1_x" / "a.txt", b"built")])
    assert [entry["title"]["en"] for entry in panel.history(chosen)] == ["Build", "Captions"]
    assert [panel.undo(chosen)["en"] for _ in range(2)] == ["Build", "Captions"]
    assert (folder / "a.txt").read_bytes() == b"before" and not project.train.exists()
    assert [panel.redo(chosen)["en"] for _ in range(2)] == ["Captions", "Build"]
    assert panel.overview(chosen)["undo"] == {"en": "Build", "zh": "生成"}


def test_every_state_of_a_change_has_words() -> None:
    assert {f"dataset.state.{state}" for state in get_args(State)} <= set(WORDS)
