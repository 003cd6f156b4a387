"""Where presets lie, and the presets that come with the program."""

from pathlib import Path

import pytest

from kohya_like.config.choices import FAMILIES
from kohya_like.config.presets.preset import draft_of
from kohya_like.config.presets.reading import read_preset
from kohya_like.config.presets.shelf import Shelf, of_workspace, shipped
from kohya_like.config.presets.writing import write_preset
from kohya_like.config.problems import InputError
from kohya_like.config.rules import problems_of


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return of_workspace(tmp_path)


def _refused(error: pytest.ExceptionInfo[InputError]) -> str:
    (problem,) = error.value.problems
    return f"{problem.field}: {problem.text.en}"


@pytest.mark.parametrize("name", shipped().names())
def test_a_shipped_preset_is_written_as_we_write_it_and_has_no_problem(name: str):
    text = shipped().text(name)
    preset = read_preset(text)
    assert preset.left_out == []
    assert problems_of(draft_of(preset.values).config) == []
    assert write_preset(preset.values, preset.info) == text


@pytest.mark.parametrize("name", shipped().names())
def test_a_shipped_preset_says_in_both_languages_when_to_use_it(name: str):
    info = read_preset(shipped().text(name)).info
    assert info.title and info.when and info.memory
    assert info.title.en != info.title.zh and info.when.en != info.when.zh
    assert info.family in FAMILIES


def test_there_are_presets_for_every_goal():
    infos = [read_preset(shipped().text(name)).info for name in shipped().names()]
    assert {info.goal for info in infos} >= {"character", "style", "object"}
    assert any(info.memory == 6 for info in infos)


def test_presets_of_an_installed_program_lie_in_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "only.json").write_text("{}")
    monkeypatch.setattr("kohya_like.config.presets.shelf.IN_WHEEL", tmp_path)
    assert shipped().names() == ["only"]


def test_a_preset_is_saved_read_renamed_and_deleted(shelf: Shelf):
    assert shelf.names() == []
    assert shelf.save(" 我的 preset ", "{}") == "我的 preset"
    assert shelf.text("我的 preset") == "{}"
    assert shelf.rename("我的 preset", "other") == "other"
    assert shelf.names() == ["other"]
    shelf.delete("other")
    assert shelf.names() == []


def test_nothing_is_overwritten_unless_that_is_said(shelf: Shelf):
    shelf.save("Mine", "old")
    with pytest.raises(InputError) as caught:
        shelf.save("mine", "new")
    assert _refused(caught) == "name: There is a preset Mine already."
    assert shelf.text("Mine") == "old"
    assert shelf.save("mine", "new", replace=True) == "Mine"
    assert shelf.names() == ["Mine"] and shelf.text("Mine") == "new"


def test_renaming_overwrites_nothing_either_but_may_change_the_case(shelf: Shelf):
    shelf.save("one", "1")
    shelf.save("two", "2")
    with pytest.raises(InputError):
        shelf.rename("one", "TWO")
    assert shelf.rename("one", "One") == "One"
    assert shelf.names() == ["One", "two"]


@pytest.mark.parametrize(
    "name", ["", "  ", "../x", "a/b", "a\\b", "C:x", ".hidden", "x.", "nul", "COM1.a", "a\nb", "字" * 80]
)
def test_a_name_that_is_none_for_a_file_is_refused(shelf: Shelf, name: str):
    with pytest.raises(InputError) as caught:
        shelf.save(name, "{}")
    assert _refused(caught).startswith("name: ")
    assert not shelf.folder.exists()


@pytest.mark.parametrize("name", ["none", "../secret", "sub/secret"])
def test_no_name_leads_out_of_the_folder(shelf: Shelf, name: str):
    shelf.save("one", "1")
    (shelf.folder / "sub").mkdir()
    for secret in (shelf.folder.parent / "secret.json", shelf.folder / "sub" / "secret.json"):
        secret.write_text("secret")
    for act in (shelf.text, shelf.delete, lambda name: shelf.rename(name, "mine")):
        with pytest.raises(InputError):
            act(name)
    assert (shelf.folder.parent / "secret.json").exists()


def test_a_file_that_is_no_text_is_one_sentence(shelf: Shelf):
    shelf.save("one", "1")
    (shelf.folder / "one.json").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError) as caught:
        shelf.text("one")
    assert _refused(caught) == "preset: The preset one cannot be read."
