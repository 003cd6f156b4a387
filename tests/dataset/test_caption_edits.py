"""Captions are read and written as people mean them, and nobody's text is lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.dataset.caption_edits import (
    Caption,
    Change,
    Written,
    caption_of,
    edit_of,
    read_captions_of,
    write_captions,
)
from kohya_like.dataset.caption_files import MAX_BYTES, read_caption
from kohya_like.dataset.edits import Put
from kohya_like.dataset.history import History
from kohya_like.dataset.place import Place

NAMES = ["a.png", "猫 - ñ.png", "-x 'y'.png", "inner/b.png"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


def read(folder: Path, name: str = "a.png") -> Caption:
    return read_captions_of(Place(folder), [name])[name]


def write(folder: Path, text: str, seen: str | None, name: str = "a.png") -> Written:
    return write_captions(Place(folder), {name: Change(text, seen)})


@pytest.mark.parametrize("name", NAMES)
def test_a_caption_is_written_beside_its_picture_and_taken_back(folder: Path, name: str) -> None:
    written = write(folder, "a cat, 猫", None, name)
    path = folder / Path(name).with_suffix(".txt")
    assert path.read_bytes() == "a cat, 猫".encode()
    assert written.saved == {name: read(folder, name).seen} and not written.conflicts
    History.of(folder).undo()
    assert not path.exists()


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (b"a\r\nb\r\n", "a\nc", b"a\r\nc\r\n"),
        (b"a\nb", "a\nc", b"a\nc"),
        (b"a\r", "b", b"b\r"),
        (b"\xef\xbb\xbfa", "b", b"b"),
        (b"a\n", "b\n", b"b\n"),
    ],
)
def test_line_ends_stay_and_no_mark_is_written(folder: Path, before: bytes, text: str, after: bytes) -> None:
    (folder / "a.txt").write_bytes(before)
    write(folder, text, read(folder).seen)
    assert (folder / "a.txt").read_bytes() == after


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from(["", "a\r\n", "a\n", "a"]))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, text: str, before: str) -> None:
    path = tmp_path_factory.mktemp("caption") / "a.txt"
    if before:
        path.write_bytes(before.encode())
    edit = edit_of(path, text, seen=caption_of(path).seen)
    shown = caption_of(path).text
    if isinstance(edit, Put):
        assert isinstance(edit.content, bytes)
        path.write_bytes(edit.content)
        shown = caption_of(path).text
    normal = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").removeprefix("\ufeff")
    assert shown == normal or not normal.strip()


def test_what_is_unchanged_is_no_entry(folder: Path) -> None:
    (folder / "a.txt").write_text("a cat\n")
    assert write(folder, "a cat", read(folder).seen).saved
    assert History.of(folder).entries() == []


def test_a_caption_without_text_is_no_file(folder: Path) -> None:
    (folder / "a.txt").write_text("a cat")
    assert write(folder, "  \n", read(folder).seen).saved == {"a.png": None}
    assert not (folder / "a.txt").exists()
    History.of(folder).undo()
    assert (folder / "a.txt").read_text() == "a cat"


def test_a_caption_that_somebody_else_changed_is_left_as_it_is(folder: Path) -> None:
    (folder / "a.txt").write_text("a cat")
    seen = read(folder).seen
    (folder / "a.txt").write_text("their dog")
    changes = {"a.png": Change("my bird", seen), "inner/b.png": Change("mine", None)}
    written = write_captions(Place(folder), changes)
    assert list(written.saved) == ["inner/b.png"] and (folder / "inner/b.txt").read_text() == "mine"
    assert written.conflicts["a.png"].text == "their dog" and (folder / "a.txt").read_text() == "their dog"
    assert not write(folder, "my bird", written.conflicts["a.png"].seen).conflicts
    assert (folder / "a.txt").read_text() == "my bird"


def test_two_who_wrote_the_same_do_not_conflict(folder: Path) -> None:
    (folder / "a.txt").write_text("the same")
    assert write(folder, "the same", None).conflicts == {}


def test_emptying_what_somebody_else_changed_is_a_conflict(folder: Path) -> None:
    (folder / "a.txt").write_text("a cat")
    seen = read(folder).seen
    (folder / "a.txt").write_text("their dog")
    assert list(write(folder, "", seen).conflicts) == ["a.png"]
    assert (folder / "a.txt").exists()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("gb18030", "一只猫，帽子"), ("shift_jis", "猫、帽子"), ("cp1252", "café, noël"), ("utf-16", "猫")],
)
def test_another_encoding_is_offered_to_be_converted(folder: Path, encoding: str, text: str) -> None:
    (folder / "a.txt").write_bytes(text.encode(encoding))
    found = read(folder)
    assert found.text == "" and found.problem is not None and "a.txt is not UTF-8" in found.problem.en
    assert found.readings[encoding] == text
    assert not write(folder, found.readings[encoding], found.seen).conflicts
    assert read_caption(folder / "a.txt") == text


def test_a_megabyte_is_no_caption(folder: Path) -> None:
    assert "longer than 1 MB" in write(folder, "a" * (MAX_BYTES + 1), None).refused["a.png"].en
    assert not (folder / "a.txt").exists()
    (folder / "a.txt").write_bytes(b"a" * (MAX_BYTES + 1))
    found = read(folder)
    assert found.problem is not None and "move it away" in found.problem.en
    assert list(write(folder, "b", None).conflicts) == ["a.png"]


def test_half_a_character_is_refused(folder: Path) -> None:
    assert "broken character" in write(folder, "a\ud800", None).refused["a.png"].en


def test_a_picture_that_is_gone_is_named(folder: Path) -> None:
    assert read_captions_of(Place(folder), ["gone.png"]) == {}
    written = write_captions(Place(folder), {"gone.png": Change("a", None), "a.png": Change("b", None)})
    assert "gone.png" in written.refused["gone.png"].en and list(written.saved) == ["a.png"]


def test_two_pictures_with_one_caption_file_are_not_both_written(folder: Path) -> None:
    (folder / "a.jpg").touch()
    written = write_captions(Place(folder), {"a.png": Change("one", None), "a.jpg": Change("two", None)})
    assert len(written.saved) == len(written.conflicts) == 1
    assert (folder / "a.txt").read_text() in ("one", "two")


def test_two_pictures_with_one_caption_file_may_say_the_same(folder: Path) -> None:
    (folder / "a.jpg").touch()
    written = write_captions(Place(folder), {name: Change("both", None) for name in ("a.png", "a.jpg")})
    assert set(written.saved) == {"a.png", "a.jpg"}
    assert (folder / "a.txt").read_text() == "both"


def test_a_full_disk_leaves_every_caption_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.txt").write_text("a cat")
    seen = read(folder).seen

    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(MachineError, match="disk is full"):
        write(folder, "a dog", seen)
    monkeypatch.undo()
    assert (folder / "a.txt").read_text() == "a cat"


def test_a_folder_that_cannot_be_written_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, *arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(InputError) as caught:
        write(folder, "a dog", None)
    assert isinstance(caught.value.problems[0].text, Text) and "Permission denied" in caught.value.problems[0].text.en
