"""The file browser's questions."""

import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kohya_like.config.problems import InputError
from kohya_like.ui.panels import files
from kohya_like.ui.panels.files import Files
from kohya_like.ui.settings import Settings, write_settings
from kohya_like.ui.site import Site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The workspace: folders, models, pictures, hidden things."""
    root = (tmp_path / "workspace").resolve()
    for name in ("10_x girl", "2_x", ".git", "models"):
        (root / name).mkdir(parents=True)
    for name in ("b.safetensors", "a10.png", "a2.PNG", "note.txt", ".secret"):
        (root / name).write_bytes(b"12345")
    Image.new("RGB", (20, 10)).save(root / "2_x/1.png")
    return root


@pytest.fixture
def panel(folder: Path) -> Files:
    write_settings(folder, Settings(allowed_folders=[]))
    return Files(Site(folder))


def names(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["name"] for entry in entries]


def refusal(call: Any, *arguments: Any) -> tuple[str, str]:
    with pytest.raises(InputError) as error:
        call(*arguments)
    (problem,) = error.value.problems
    return problem.field, str(problem.text)


def test_a_folder_is_listed_in_natural_order_without_what_is_hidden(panel: Files, folder: Path) -> None:
    answer = panel.folder(str(folder))
    assert names(answer["folders"]) == ["2_x", "10_x girl", "models"]
    assert names(answer["files"]) == ["a2.PNG", "a10.png", "b.safetensors", "note.txt", "settings.json"]
    assert answer["files"][0] == {
        "name": "a2.PNG",
        "path": str(folder / "a2.PNG"),
        "size": 5,
        "modified": (folder / "a2.PNG").stat().st_mtime,
    }
    assert (answer["path"], answer["up"], answer["pictures"], answer["total"]) == (str(folder), None, 2, 8)


def test_only_files_with_the_wanted_endings_and_words(panel: Files, folder: Path) -> None:
    assert names(panel.folder(str(folder), [".safetensors", ".png"])["files"]) == ["a2.PNG", "a10.png", "b.safetensors"]
    assert panel.folder(str(folder), [])["files"] == []
    found = panel.folder(str(folder), None, " X gIrl ")
    assert (names(found["folders"]), found["files"], found["total"], found["pictures"]) == (["10_x girl"], [], 1, 2)


def test_the_way_back_begins_at_a_place(panel: Files, folder: Path) -> None:
    answer = panel.folder("2_x")
    assert answer["up"] == str(folder)
    assert [(step["name"]["en"], step["path"]) for step in answer["trail"]] == [
        ("Workspace", str(folder)),
        ("2_x", str(folder / "2_x")),
    ]
    assert panel.folder(str(folder / "2_x/1.png"))["path"] == str(folder / "2_x"), "a file is shown in its folder"


def test_the_places_are_the_allowed_folders(panel: Files, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "pictures"
    home = Path.home().resolve()
    write_settings(folder, Settings(allowed_folders=[other, home]))
    places = panel.places()
    assert [place["path"] for place in places] == [str(folder), str(other), str(home)]
    assert [place["label"]["en"] for place in places] == ["Workspace", "pictures", "Home"]


def test_a_huge_folder_is_capped(panel: Files, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_SHOWN", 4)
    answer = panel.folder(str(folder))
    assert (len(answer["folders"]), len(answer["files"]), answer["total"]) == (3, 1, 8)
    monkeypatch.setattr(files, "MOST_SHOWN", 2)
    answer = panel.folder(str(folder))
    assert (len(answer["folders"]), len(answer["files"]), answer["total"]) == (2, 0, 8)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
def test_links_that_lead_out_are_not_listed_and_broken_ones_do_not_matter(
    panel: Files, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").mkdir()
    (folder / "leak").symlink_to(tmp_path / "secret")
    (folder / "broken.txt").symlink_to(folder / "nothing")
    (folder / "again").symlink_to(folder / "2_x")
    answer = panel.folder(str(folder))
    assert names(answer["folders"]) == ["2_x", "10_x girl", "again", "models"]
    assert "broken.txt" not in names(answer["files"])
    assert panel.pictures([str(folder / "leak"), str(folder / "again")]) == [0, 1]


def test_what_cannot_be_listed_has_its_sentence(panel: Files, folder: Path) -> None:
    assert refusal(panel.folder, "/")[1].startswith("/ is outside the folders")
    assert "hidden" in refusal(panel.folder, str(folder / ".git"))[1]
    assert refusal(panel.folder, "none") == ("path", f"There is no {folder / 'none'}.")
    assert "cannot be opened: " in refusal(panel.folder, "n" * 300)[1]
    assert "There is no" in refusal(panel.picked, "n" * 300, "any")[1]
    assert "could not be made" in refusal(panel.create_folder, "none", "n")[1]


def test_counts_and_drawings_are_of_allowed_things_only(panel: Files, folder: Path, tmp_path: Path) -> None:
    Image.new("RGB", (20, 10)).save(tmp_path / "outside.png")
    assert panel.pictures([str(folder), "2_x", str(tmp_path), "none"]) == [2, 1, 0, 0]
    drawn = panel.drawn(["2_x/1.png", str(tmp_path / "outside.png"), "note.txt"])
    assert drawn[0] is not None and drawn[0].startswith("data:image/webp")
    assert drawn[1:] == [None, None]


def test_a_picked_path_is_absolute_there_and_of_the_wanted_kind(panel: Files, folder: Path, tmp_path: Path) -> None:
    assert panel.picked(" 2_x ", "folder") == panel.picked("2_x", "any") == str(folder / "2_x")
    assert panel.picked(str(folder / "note.txt"), "file") == str(folder / "note.txt")
    assert refusal(panel.picked, " ", "any") == ("path", "Type a path, or choose one above.")
    assert "is a folder: choose a file" in refusal(panel.picked, "2_x", "file")[1]
    assert "is a file: choose a folder" in refusal(panel.picked, "note.txt", "folder")[1]
    assert "There is no" in refusal(panel.picked, "none", "any")[1]
    assert "outside" in refusal(panel.picked, str(tmp_path), "folder")[1]


def test_a_folder_is_made(panel: Files, folder: Path) -> None:
    assert panel.create_folder("2_x", "夏 2") == str(folder / "2_x/夏 2")
    assert (folder / "2_x/夏 2").is_dir()
    assert refusal(panel.create_folder, "2_x", "夏 2") == ("name", "夏 2 exists already.")
    assert "could not be made" in refusal(panel.create_folder, "none", "a")[1]


@pytest.mark.parametrize("name", ["", " ", ".hidden", "..", "a/b", "a\\b", "a:b", "a.", "a ", "a\n", 'a"'])
def test_names_that_no_folder_can_have(panel: Files, folder: Path, name: str) -> None:
    before = sorted(folder.rglob("*"))
    assert refusal(panel.create_folder, str(folder), name)[0] == "name"
    assert sorted(folder.rglob("*")) == before
