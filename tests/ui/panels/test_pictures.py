"""The functions of the Pictures step: what comes, goes, is found and mended, and what a browser must not reach."""

from pathlib import Path
from typing import Any

import pytest

from kohya_like.config.check import CheckConfig
from kohya_like.config.problems import InputError
from kohya_like.dataset.doctor.report import judged, write_report
from kohya_like.dataset.history import History
from kohya_like.dataset.projects import Project
from kohya_like.jobs.job import Job
from kohya_like.jobs.queue import Queue
from kohya_like.ui import uploads as uploads_module
from kohya_like.ui.panels.pictures import Pictures
from kohya_like.ui.places import Chosen
from kohya_like.ui.settings import Settings, write_settings
from kohya_like.ui.site import Site
from tests.dataset.doctor.making import examined, photograph, scene, scenes, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    write_settings(folder, Settings(allowed_folders=[]))
    return folder


@pytest.fixture
def panel(root: Path) -> Pictures:
    return Pictures(Site(root))


@pytest.fixture
def project(root: Path) -> Project:
    return Project.create(root, "sls")


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files arrive from the browser."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setattr(uploads_module, "get_upload_folder", lambda: str(folder))
    return folder


SLS = Chosen(project="sls")


def checked(panel: Pictures, root: Path, folder: Path) -> dict[str, Any]:
    """The report of a check, without its job."""
    write_report(root, judged(examined(folder), CheckConfig(folder=folder)))
    report = panel.report(SLS)
    assert report is not None
    return report


def place(report: dict[str, Any], code: str) -> int:
    """Where the finding of a check stands."""
    return [each["code"] for each in report["findings"]].index(code)


def test_uploads_come_in_as_one_change(panel: Pictures, project: Project, uploads: Path) -> None:
    sent = [
        {"path": str(photograph(uploads / "1", "lion.jpg")), "name": "set/10_sls 1girl/lion.jpg"},
        {"path": str(photograph(uploads / "2", "tower.jpg")), "name": "set/10_cpc 1girl/lion.jpg"},
        {"path": str(write(uploads / "3" / "lion.txt", "a lion")), "name": "set/10_sls 1girl/lion.txt"},
        {"path": str(write(uploads / "4" / "x.png", "no picture")), "name": "x.png"},
    ]
    answer = panel.add(SLS, sent[:3])
    assert answer == {"added": 2, "known": 0, "captions": 1, "refused": []}
    assert panel.pictures(SLS) == {
        "names": ["10_cpc 1girl/lion.jpg", "10_sls 1girl/lion.jpg"],
        "takes": True,
        "cropped": False,
    }
    assert [text["en"] for text in panel.add(SLS, sent[3:])["refused"]] == [
        "x.png is damaged, incomplete or no picture at all: it was left out."
    ]
    assert not any(path.is_file() for path in uploads.rglob("*"))
    assert [entry.title_en for entry in History.of(project.folder).entries()] == ["Added 2 pictures"]
    History.of(project.folder).undo()
    assert panel.pictures(SLS)["names"] == []


def test_only_uploads_come_in_and_only_into_projects_of_their_own(
    panel: Pictures, project: Project, root: Path, uploads: Path
) -> None:
    secret = write(root.parent / "secret.png", "x")
    with pytest.raises(InputError, match="was not uploaded"):
        panel.add(SLS, [{"path": str(secret), "name": "a.png"}])
    folder = root / "mine"
    folder.mkdir()
    Project.create(root, "foreign", folder)
    for chosen in (Chosen(folder=str(folder)), Chosen(project="foreign")):
        assert panel.pictures(chosen)["takes"] is False
        with pytest.raises(InputError, match="add them there"):
            panel.add(chosen, [])


def test_what_is_removed_can_be_brought_back(panel: Pictures, project: Project) -> None:
    scene(project.own_pictures / "a.png", 1)
    write(project.own_pictures / "a.txt", "a hat")
    scene(project.own_pictures / "b.png", 2)
    title = panel.remove(SLS, ["a.png"])
    assert title == {"en": "Removed 1 pictures", "zh": "移除 1 张图片"}
    assert [path.name for path in project.own_pictures.iterdir()] == ["b.png"]
    History.of(project.folder).undo()
    assert (project.own_pictures / "a.txt").read_text() == "a hat"
    with pytest.raises(InputError, match="No longer there"):
        panel.remove(SLS, ["gone.png"])


def test_cropped_copies_are_said_to_be_such(panel: Pictures, project: Project) -> None:
    scene(project.cropped / "a.png", 1)
    assert panel.pictures(SLS) == {"names": ["a.png"], "takes": True, "cropped": True}


def test_a_check_is_a_job_of_the_whole_project(
    panel: Pictures, project: Project, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[Job] = []
    monkeypatch.setattr(Queue, "enqueue", lambda self, job, resume: queued.append(job))
    assert panel.report(SLS) is None
    assert panel.check(SLS, {"goal": "style", "resolution": 768}) == queued[0].id
    config = CheckConfig.from_toml(queued[0].config)
    assert (config.folder, config.goal, config.resolution) == (project.folder.resolve(), "style", 768)
    assert [field["name"] for field in panel.fields()] == ["goal", "resolution"]
    with pytest.raises(InputError, match="at least 64"):
        panel.check(SLS, {"resolution": 1})
    with pytest.raises(InputError, match="is outside"):
        panel.check(Chosen(folder=str(root.parent)), {})
    with pytest.raises(InputError, match="outside the folders"):
        panel.check(SLS, {"reg": str(root.parent)})


def test_findings_name_files_and_become_stale(panel: Pictures, project: Project, root: Path) -> None:
    scenes(project.own_pictures)
    photograph(project.own_pictures, "tower.jpg", "a.jpg")
    photograph(project.own_pictures, "tower.jpg", "b.jpg")
    report = checked(panel, root, project.folder)
    number = place(report, "duplicate")
    assert report["findings"][number] == {
        "code": "duplicate",
        "severity": "warning",
        "title": {"en": "Duplicates", "zh": "重复图片"},
        "message": report["findings"][number]["message"],
        "files": 2,
        "fixable": 1,
        "fix": {"en": "Move aside", "zh": "移到一边"},
    }
    assert (report["stale"], report["pictures"]) == (False, 10)
    files = panel.files(SLS, report["time"], number, 0)
    assert [(file["name"], file["fixable"]) for file in files] == [("source/a.jpg", False), ("source/b.jpg", True)]
    assert all(file["drawn"].startswith("data:image/webp") for file in files)
    (project.own_pictures / "b.jpg").unlink()
    again = panel.report(SLS)
    assert again is not None and again["stale"] is True
    assert [file["drawn"] is None for file in panel.files(SLS, report["time"], number, 0)] == [False, True]


def test_a_fix_changes_all_but_what_is_left_out(panel: Pictures, project: Project, root: Path) -> None:
    files = [write(project.own_pictures / f"{name}.png", "no picture") for name in "abc"]
    report = checked(panel, root, project.folder)
    done = panel.fix(SLS, report["time"], 0, [str(files[1])])
    assert done == {"title": {"en": "Move aside: Not a picture", "zh": "移到一边：不是图片"}, "files": 2}
    assert [path.name for path in project.own_pictures.iterdir()] == ["b.png"]
    with pytest.raises(InputError, match="nothing was changed"):
        panel.fix(SLS, report["time"], 0, [str(files[1])])
    History.of(project.folder).undo()
    assert len(list(project.own_pictures.iterdir())) == 3


def test_what_is_looked_at_must_be_the_last_report(panel: Pictures, project: Project, root: Path) -> None:
    write(project.own_pictures / "a.png", "no picture")
    for time, number in ((0.0, 0), (checked(panel, root, project.folder)["time"], 99)):
        with pytest.raises(InputError, match="checked anew"):
            panel.fix(SLS, time, number, [])
        with pytest.raises(InputError, match="checked anew"):
            panel.files(SLS, time, number, 0)
    assert (project.own_pictures / "a.png").exists()


def test_a_link_that_leads_out_of_the_allowed_folders_is_not_followed(
    panel: Pictures, project: Project, root: Path
) -> None:
    secret = write(root.parent / "secret.txt", "café".encode("cp1252"))
    scene(project.own_pictures / "a.png", 1)
    (project.own_pictures / "a.txt").symlink_to(secret)
    (project.own_pictures / "b.jpg").symlink_to(photograph(root.parent))
    report = checked(panel, root, project.folder)
    with pytest.raises(InputError, match="nothing was changed"):
        panel.fix(SLS, report["time"], place(report, "caption_encoding"), [])
    assert secret.read_bytes() == "café".encode("cp1252")
    [small] = panel.files(SLS, report["time"], place(report, "too_small"), 0)
    assert (small["name"], small["drawn"]) == ("source/b.jpg", None)


def test_thousands_of_files_come_in_parts(panel: Pictures, project: Project, root: Path) -> None:
    for number in range(50):
        write(project.own_pictures / f"{number}.png", "no picture")
    report = checked(panel, root, project.folder)
    assert report["findings"][0]["files"] == 50
    parts = [panel.files(SLS, report["time"], 0, start) for start in (0, 24, 48, 50)]
    assert [len(part) for part in parts] == [24, 24, 2, 0]
    assert [file["name"] for part in parts for file in part] == [f"source/{number}.png" for number in range(50)]
