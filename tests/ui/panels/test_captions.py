"""What the editor of captions is told, and what it may do."""

import json
from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.building.concepts import Concept
from kohya_like.dataset.history import History
from kohya_like.dataset.projects import Project
from kohya_like.ui.panels.captions import Captions, Wanted
from kohya_like.ui.places import Chosen
from kohya_like.ui.site import Site
from tests.dataset.making import make_picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_picture(tmp_path / "toy" / "a.png", caption="sks, hat, Tree")
    make_picture(tmp_path / "toy" / "b.png", caption="sks, hat")
    make_picture(tmp_path / "toy" / "猫.png")
    return tmp_path / "toy"


@pytest.fixture
def captions(tmp_path: Path) -> Captions:
    return Captions(Site(tmp_path))


@pytest.fixture
def chosen(folder: Path) -> Chosen:
    return Chosen(folder=str(folder))


def test_pictures_are_listed_by_what_their_captions_say(captions: Captions, chosen: Chosen) -> None:
    assert captions.names(chosen) == ["a.png", "b.png", "猫.png"]
    assert captions.names(chosen, "without") == ["猫.png"]
    assert captions.names(chosen, "containing", "tREE") == ["a.png"]
    assert captions.tags(chosen) == ["sks", "hat", "Tree"]


def test_captions_are_read_with_their_tokens(captions: Captions, chosen: Chosen) -> None:
    found = captions.read(chosen, ["a.png", "猫.png", "gone.png"])
    assert found["a.png"]["text"] == "sks, hat, Tree" and found["a.png"]["tokens"] == captions.count("sks, hat, Tree")
    assert found["猫.png"] == {"text": "", "seen": None, "tokens": 0, "readings": {}, "problem": None}
    assert list(found) == ["a.png", "猫.png"]


def test_two_pages_do_not_overwrite_each_other(captions: Captions, chosen: Chosen, folder: Path) -> None:
    seen = captions.read(chosen, ["a.png"])["a.png"]["seen"]
    first = captions.write(chosen, {"a.png": Wanted(text="first", seen=seen)}, "burst")
    second = captions.write(chosen, {"a.png": Wanted(text="second", seen=seen)})
    assert (folder / "a.txt").read_text() == "first"
    assert second["saved"] == {} and second["conflicts"]["a.png"]["text"] == "first"
    assert second["conflicts"]["a.png"]["seen"] == first["saved"]["a.png"]
    assert "gone.png" in captions.write(chosen, {"gone.png": Wanted(text="x", seen=None)})["refused"]["gone.png"]["en"]


def test_what_is_typed_in_one_go_is_taken_back_in_one_go(captions: Captions, chosen: Chosen, folder: Path) -> None:
    seen = captions.read(chosen, ["a.png"])["a.png"]["seen"]
    for text in ("s", "sk", "sks"):
        seen = captions.write(chosen, {"a.png": Wanted(text=text, seen=seen)}, "burst")["saved"]["a.png"]
    assert len(History.of(folder).undo()) == 3
    assert (folder / "a.txt").read_text() == "sks, hat, Tree"


def test_what_training_sees_follows_the_values_of_the_page(captions: Captions, chosen: Chosen) -> None:
    values = {"caption_prefix": "photo,", "max_token_length": 75}
    found = captions.prompts(chosen, "a.png", values, draws=2)
    assert [draw["read"] for draw in found["draws"]] == ["photo, sks, hat, Tree"] * 2
    assert (found["limit"], found["laid_out"], found["words"]) == (75, False, None)
    assert captions.prompts(chosen, "猫.png", values, words="sks cat")["draws"][0]["read"] == "photo, sks cat"
    wrong = captions.prompts(chosen, "a.png", {"keep_tokens": "many"})["problems"]
    assert any(problem["field"] == "caption.keep_tokens" for problem in wrong)
    with pytest.raises(InputError, match="gone"):
        captions.prompts(chosen, "gone.png", values)


def test_in_a_project_pictures_without_caption_have_the_words_of_their_concept(tmp_path: Path) -> None:
    captions, project = Captions(Site(tmp_path)), Project.create(tmp_path, "cats")
    for name in ("a.png", "two/b.png"):
        make_picture(project.own_pictures / name)
    chosen = Chosen(project="cats")
    assert captions.prompts(chosen, "a.png", {})["draws"][0]["read"] == "cats"
    concepts = [
        Concept(repeats=10, identifier="sls", class_word="1girl"),
        Concept(repeats=1, class_word="dog", source="two"),
    ]
    project.remember_concepts(concepts)
    assert captions.prompts(chosen, "a.png", {})["words"] == "sls 1girl"
    assert captions.prompts(chosen, "two/b.png", {})["draws"][0]["read"] == "dog"


def test_captions_come_from_a_file_of_metadata(
    captions: Captions, chosen: Chosen, tmp_path: Path, folder: Path
) -> None:
    (tmp_path / "meta.json").write_text(json.dumps({"猫": {"tags": "cat"}, "a": {"tags": "new"}, "x": {"tags": "y"}}))
    done = captions.take(chosen, "file", str(tmp_path / "meta.json"))
    assert done == {"written": 1, "kept": 1, "unmatched": ["x"], "problems": []}
    assert (folder / "猫.txt").read_text() == "cat"
    with pytest.raises(InputError):
        captions.take(chosen, "file", "/etc/passwd")


def test_captions_come_from_words(captions: Captions, chosen: Chosen, folder: Path) -> None:
    assert captions.take(chosen, "folder_names")["written"] == 1
    assert (folder / "猫.txt").read_text() == "toy"
    assert captions.take(chosen, "text", "hat, night", "append")["written"] == 3
    assert (folder / "b.txt").read_text() == "sks, hat, night"


def test_links_out_of_the_allowed_folders_are_neither_shown_nor_written(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hat, password")
    (folder / "猫.txt").symlink_to(secret)
    captions, chosen = Captions(Site(folder, exposed=True)), Chosen(folder=str(folder))
    found = captions.read(chosen, ["a.png", "猫.png"])
    assert found["a.png"]["problem"] is None and found["猫.png"]["text"] == ""
    assert "outside the folders" in found["猫.png"]["problem"]["en"]
    assert captions.names(chosen, "containing", "password") == [] and "password" not in captions.tags(chosen)
    written = captions.write(chosen, {"猫.png": Wanted(text="mine", seen=None)})
    assert list(written["refused"]) == ["猫.png"] and written["saved"] == {}
    for act in (
        lambda: captions.take(chosen, "text", "mine", "append"),
        lambda: captions.prompts(chosen, "猫.png", {}),
    ):
        with pytest.raises(InputError, match="outside the folders"):
            act()
    assert secret.read_text() == "hat, password" and (folder / "猫.txt").is_symlink()
