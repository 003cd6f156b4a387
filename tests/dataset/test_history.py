"""Changes that can be taken back and done again, whatever they were and wherever they were cut off."""

import contextlib
import errno
import os
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset import edits as edits_module
from kohya_like.dataset import history as history_module
from kohya_like.dataset.edits import Edit, Move, Put, Remove, digest
from kohya_like.dataset.entries import read_heading
from kohya_like.dataset.history import HIDDEN, History

TITLE = Text("Change", "更改")


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder but its history: contents of files, None for folders."""
    found = (path for path in folder.rglob("*") if HIDDEN not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in found}


@pytest.fixture
def history(tmp_path: Path) -> History:
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "b.txt").write_bytes(b"b\r\n")
    (tmp_path / "10_x").mkdir()
    (tmp_path / "10_x" / "c.png").write_bytes(b"picture")
    return History.of(tmp_path)


def changes(folder: Path) -> list[Edit]:
    """One of every kind."""
    return [
        Put(folder / "a.txt", b"A"),
        Put(folder / "new" / "deep" / "n.txt", b"N"),
        Remove(folder / "b.txt"),
        Move(folder / "10_x", folder / "5_x"),
    ]


def test_a_change_is_made_taken_back_and_made_again(history: History, tmp_path: Path) -> None:
    before = tree(tmp_path)
    entry = history.apply(TITLE, changes(tmp_path))
    after = tree(tmp_path)
    assert entry is not None and entry.title == TITLE
    assert after["a.txt"] == b"A" and after["new/deep/n.txt"] == b"N"
    assert "b.txt" not in after and after["5_x/c.png"] == b"picture" and "10_x" not in after
    for _ in range(2):
        history.undo()
        assert tree(tmp_path) == before
        history.redo()
        assert tree(tmp_path) == after


def test_what_changes_nothing_is_no_entry(history: History, tmp_path: Path) -> None:
    assert history.apply(TITLE, [Put(tmp_path / "a.txt", b"a")]) is None
    assert history.apply(TITLE, [Move(tmp_path / "a.txt", tmp_path / "a.txt")]) is None
    assert history.entries() == []
    with pytest.raises(InputError, match="nothing to take back"):
        history.undo()


def test_a_file_is_not_written_and_taken_away_in_one_change(history: History, tmp_path: Path) -> None:
    path, before = tmp_path / "a.txt", tree(tmp_path)
    for away in (Remove(path), Move(path, tmp_path / "moved.txt")):
        with pytest.raises(ValueError, match=r"one change: .*a\.txt"):
            history.apply(TITLE, [away, Put(path, b"a")])
    assert tree(tmp_path) == before


def test_a_group_is_taken_back_as_one(history: History, tmp_path: Path) -> None:
    before = tree(tmp_path)
    history.apply(TITLE, [Put(tmp_path / "a.txt", b"1")], group="job")
    history.apply(TITLE, [Put(tmp_path / "a.txt", b"2")], group="job")
    assert len(history.undo()) == 2
    assert tree(tmp_path) == before
    assert len(history.redo()) == 2
    assert (tmp_path / "a.txt").read_bytes() == b"2"


def test_a_group_is_taken_back_and_made_again_wholly_or_not_at_all(history: History, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        history.apply(TITLE, [Put(tmp_path / name, b"1")], group="job")
    (tmp_path / "a.txt").write_bytes(b"theirs")
    with pytest.raises(InputError, match="Nothing was done"):
        history.undo()
    assert (tmp_path / "b.txt").read_bytes() == b"1"
    (tmp_path / "a.txt").write_bytes(b"1")
    assert len(history.undo()) == 2
    (tmp_path / "b.txt").write_bytes(b"theirs")
    with pytest.raises(InputError, match="Nothing was done"):
        history.redo()
    assert (tmp_path / "a.txt").read_bytes() == b"a"


def test_a_new_change_ends_what_could_be_done_again(history: History, tmp_path: Path) -> None:
    history.apply(TITLE, [Put(tmp_path / "a.txt", b"1")])
    history.undo()
    history.apply(TITLE, [Put(tmp_path / "a.txt", b"2")])
    with pytest.raises(InputError, match="nothing to do again"):
        history.redo()
    assert [entry.state for entry in history.entries()] == ["done", "dropped"]


def test_a_long_history_is_not_read_for_every_change(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        history.apply(TITLE, [Put(tmp_path / "a.txt", bytes([number]))])
    looked_at = []
    with monkeypatch.context() as patch:
        patch.setattr(history_module, "read_heading", lambda folder: looked_at.append(folder) or read_heading(folder))
        history.apply(TITLE, [Put(tmp_path / "a.txt", b"last")])
        history.undo()
        history.redo()
    assert {folder.name for folder in looked_at} == {"000012", "000013"}


def test_what_somebody_else_changed_is_not_overwritten(history: History, tmp_path: Path) -> None:
    history.apply(TITLE, [Put(tmp_path / "a.txt", b"1")])
    (tmp_path / "a.txt").write_bytes(b"theirs")
    with pytest.raises(InputError, match=r"Changed by another program.*a\.txt"):
        history.undo()
    assert (tmp_path / "a.txt").read_bytes() == b"theirs"
    with pytest.raises(InputError, match="Changed by another"):
        history.apply(TITLE, [Put(tmp_path / "a.txt", b"mine", seen=digest(b"1"))])
    history.apply(TITLE, [Put(tmp_path / "a.txt", b"mine", seen=digest(b"theirs"))])
    assert (tmp_path / "a.txt").read_bytes() == b"mine"


def test_a_folder_that_is_gone_by_now_is_named(history: History, tmp_path: Path) -> None:
    history.apply(TITLE, [Put(tmp_path / "10_x" / "deep" / "n.txt", b"N")])
    history.undo()
    (tmp_path / "10_x" / "c.png").unlink()
    (tmp_path / "10_x").rmdir()
    with pytest.raises(InputError, match=r"No longer there: .*deep"):
        history.redo()
    assert tree(tmp_path) == {"a.txt": b"a", "b.txt": b"b\r\n"}


def test_a_damaged_entry_is_named_and_can_be_renamed_away(history: History, tmp_path: Path) -> None:
    history.apply(TITLE, [Put(tmp_path / "a.txt", b"1")])
    (history.store / "000001" / "entry.json").write_bytes(b"{")
    with pytest.raises(InputError, match=r"000001.*is damaged"):
        history.apply(TITLE, [Put(tmp_path / "a.txt", b"2")])
    (history.store / "000001").rename(history.store / "000001 damaged")
    history.apply(TITLE, [Put(tmp_path / "a.txt", b"2")])
    assert [len(entry.steps) for entry in history.entries()] == [1]


def test_what_is_gone_or_in_the_way_is_refused_whole(history: History, tmp_path: Path) -> None:
    before = tree(tmp_path)
    for wrong in (Remove(tmp_path / "gone"), Move(tmp_path / "b.txt", tmp_path / "a.txt")):
        with pytest.raises(InputError, match="Nothing was done"):
            history.apply(TITLE, [Put(tmp_path / "a.txt", b"1"), wrong])
    assert tree(tmp_path) == before and history.entries() == []


@pytest.mark.parametrize("name", ["10_x/a.txt", "A.txt"])
def test_another_name_of_the_same_content_is_in_the_way(history: History, tmp_path: Path, name: str) -> None:
    try:
        os.link(tmp_path / "a.txt", tmp_path / name)
    except FileExistsError:
        pytest.skip("this file system takes both for one name")
    before = tree(tmp_path)
    with pytest.raises(InputError, match="exists already"):
        history.apply(TITLE, [Move(tmp_path / "a.txt", tmp_path / name)])
    assert tree(tmp_path) == before


def test_files_made_elsewhere_are_moved_into_place(history: History, tmp_path: Path) -> None:
    with history.making() as folder:
        (folder / "x.png").write_bytes(b"made")
        history.apply(TITLE, [Put(tmp_path / "x.png", folder / "x.png")])
    assert not folder.exists() and (tmp_path / "x.png").read_bytes() == b"made"
    history.undo()
    assert not (tmp_path / "x.png").exists()


def test_a_name_that_is_too_long_is_said_so(history: History, tmp_path: Path) -> None:
    before = tree(tmp_path)
    for edit in (Move(tmp_path / "a.txt", tmp_path / ("x" * 300)), Put(tmp_path / ("x" * 300), b"")):
        with pytest.raises(InputError, match="too long for this disk"):
            history.apply(TITLE, [Put(tmp_path / "b.txt", b"1"), edit])
    assert tree(tmp_path) == before


def test_what_a_kill_left_unfinished_goes_away_in_time(history: History) -> None:
    with history.making() as other, history.making() as killed:
        (killed / "x.png").write_bytes(b"half")
        os.utime(killed, (0, 0))
        with history.making():
            assert other.exists() and not killed.exists()


def test_the_history_moves_with_its_folder(history: History, tmp_path: Path) -> None:
    inner = tmp_path / "10_x"
    (inner / "c.txt").write_bytes(b"c")
    History.of(inner).apply(TITLE, [Put(inner / "c.txt", b"C")])
    inner.rename(tmp_path / "moved")
    History.of(tmp_path / "moved").undo()
    assert (tmp_path / "moved" / "c.txt").read_bytes() == b"c"


def test_names_that_are_no_unicode_text_are_changed_and_given_back(history: History, tmp_path: Path) -> None:
    odd, plain = tmp_path / os.fsdecode(b"caf\xe9.png"), tmp_path / "cafe.png"
    try:
        odd.write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    history.apply(TITLE, [Move(odd, plain)])
    assert not odd.exists()
    assert plain.read_bytes() == b"x"
    history.undo()
    assert odd.read_bytes() == b"x"


def test_a_project_has_one_history(tmp_path: Path) -> None:
    (tmp_path / "project.toml").touch()
    (tmp_path / "source").mkdir()
    assert History.of(tmp_path / "source").store == tmp_path / "history"


class Cut(BaseException):
    """A kill, as far as a test can have one."""


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("at", range(8))
def test_a_kill_at_any_rename_leaves_all_or_nothing(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, forward: bool
) -> None:
    before = tree(tmp_path)
    history.apply(TITLE, changes(tmp_path))
    after = tree(tmp_path)
    if forward:
        history.undo()
    numbers = count()

    def cut(*_: object) -> None:
        if next(numbers) == at:
            raise Cut

    with monkeypatch.context() as patch:
        real_link, real_rename = edits_module.os.link, edits_module.rename
        patch.setattr(edits_module.os, "link", lambda *paths: (real_link(*paths), cut()))
        patch.setattr(edits_module, "rename", lambda *paths: (real_rename(*paths), cut()))
        patch.setattr(History, "_settle", lambda *_: None)  # A killed process puts nothing right.
        with contextlib.suppress(Cut):
            history.redo() if forward else history.undo()
    with pytest.raises(InputError):  # Whoever changes anything next puts it right first; this changes nothing itself.
        history.apply(TITLE, [Remove(tmp_path / "gone")])
    assert tree(tmp_path) in (before, after)
    while history.next_redo():
        history.redo()
    assert tree(tmp_path) == after
    history.undo()
    assert tree(tmp_path) == before


def test_a_kill_before_the_others_are_dropped_brings_none_of_them_back(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.apply(TITLE, [Put(tmp_path / "a.txt", b"1")])
    history.undo()
    with monkeypatch.context() as patch:
        patch.setattr(History, "_drop_undone", lambda _: None)
        history.apply(TITLE, [Put(tmp_path / "b.txt", b"2")])
    assert history.next_redo() is None


def killed(history: History, monkeypatch: pytest.MonkeyPatch, edits: list[Edit]) -> None:
    """Make a change, and be killed when all of it is done but saying so."""

    real = edits_module.PutStep.forth

    def killed_after(step: edits_module.PutStep) -> None:
        real(step)
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(History, "_settle", lambda *_: None)
        patch.setattr(edits_module.PutStep, "forth", killed_after)
        with contextlib.suppress(Cut):
            history.apply(TITLE, edits)


def test_what_was_deleted_after_a_kill_comes_back_as_it_was(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(tmp_path)
    for name in ("new.txt", "a.txt"):
        killed(history, monkeypatch, [Put(tmp_path / name, b"1")])
        (tmp_path / name).unlink()
        history.apply(TITLE, [Put(tmp_path / "b.txt", b"b\r\n")])  # Changes nothing but what is to be put right.
        assert tree(tmp_path) == before


def test_what_cannot_be_put_right_at_once_is_put_right_later(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(tmp_path)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "in use", "a.txt")

    with monkeypatch.context() as patch:
        patch.setattr(edits_module.MoveStep, "forth", refuse)
        patch.setattr(edits_module.PutStep, "settle_back", refuse)
        with pytest.raises(InputError, match="cannot be changed"):
            history.apply(TITLE, [Put(tmp_path / "a.txt", b"1"), Remove(tmp_path / "b.txt")])
    assert tree(tmp_path) != before
    history.apply(TITLE, [Put(tmp_path / "b.txt", b"b\r\n")])
    assert tree(tmp_path) == before


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("name", ["new.txt", "a.txt"])
def test_a_kill_between_two_disks_leaves_all_or_nothing(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, forward: bool
) -> None:
    path, before = tmp_path / name, tree(tmp_path)
    history.apply(TITLE, [Put(path, b"1")])
    after = tree(tmp_path)
    if forward:
        history.undo()

    def apart(source: Path, target: Path) -> None:
        if source.parent != target.parent:
            raise OSError(errno.EXDEV, "another disk")
        source.replace(target)
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(edits_module, "rename", apart)
        patch.setattr(History, "_settle", lambda *_: None)
        with pytest.raises(Cut):
            history.redo() if forward else history.undo()
    history.apply(TITLE, [Put(tmp_path / "b.txt", b"b\r\n")])
    assert tree(tmp_path) == (before if forward else after)


NAMES = st.sampled_from(["a.txt", "b.txt", "c.txt", "sub/d.txt"])
STEPS = st.one_of(
    st.tuples(st.just("put"), NAMES, st.binary(max_size=4)),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.just("move"), NAMES, NAMES),
)


@settings(max_examples=30)
@given(st.lists(STEPS, max_size=6))
def test_as_many_undos_restore_every_byte(steps: list[tuple[str, ...]]) -> None:
    kinds = {"put": Put, "remove": Remove, "move": Move}
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.txt").write_bytes(b"\xff\r\n")
        history = History.of(folder)
        states = [tree(folder)]
        for kind, *words in steps:
            edit = kinds[kind](*(folder / word if isinstance(word, str) else word for word in words))
            try:
                entry = history.apply(TITLE, [edit])
            except InputError:
                continue
            if entry is not None:
                states.append(tree(folder))
        for state in reversed(states[:-1]):
            history.undo()
            assert tree(folder) == state
        for state in states[1:]:
            history.redo()
            assert tree(folder) == state
