"""Facts of many pictures: measured once, by several processes."""

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from kohya_like.config.problems import MachineError
from kohya_like.dataset.doctor import measuring
from kohya_like.dataset.doctor.facts import Facts, look_at
from kohya_like.dataset.doctor.measuring import facts_of
from kohya_like.dataset.doctor.memory import Memory
from tests.dataset.doctor.making import scene, scenes


def ignored(done: int, total: int) -> None: ...


def test_each_picture_is_measured_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures, memory, steps = scenes(tmp_path / "pictures", 5), Memory(tmp_path), list[tuple[int, int]]()
    first = facts_of(pictures, memory, lambda *step: steps.append(step))
    assert first == {path: look_at(path) for path in pictures}
    assert (steps[0], steps[-1]) == ((0, 5), (5, 5))
    seen: list[Path] = []
    monkeypatch.setattr(measuring, "look_at", lambda path: seen.append(path) or Facts("huge"))
    os.utime(pictures[2], (1, 1))
    again = facts_of(pictures, memory, ignored)
    assert seen == [pictures[2]]
    assert again == {**first, pictures[2]: Facts("huge")}


def test_what_passes_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [picture], memory = scenes(tmp_path / "pictures", 1), Memory(tmp_path)
    monkeypatch.setattr(measuring, "look_at", lambda path: Facts("changing"))
    assert facts_of([picture], memory, ignored)[picture].state == "changing"
    monkeypatch.undo()
    assert facts_of([picture], memory, ignored)[picture].state == "fine"


def test_pictures_that_vanish_are_said_to_be_gone(tmp_path: Path) -> None:
    picture = scene(tmp_path / "a.png", 1)
    gone = tmp_path / "b.png"
    assert facts_of([picture, gone], Memory(tmp_path), ignored)[gone] == Facts("gone")


def test_several_processes_find_what_one_finds_and_what_is_done_stays_done(tmp_path: Path) -> None:
    pictures, memory = scenes(tmp_path / "pictures", 3 * measuring.TOGETHER), Memory(tmp_path)

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        facts_of(pictures, memory, stop)
    left: list[int] = []
    facts = facts_of(pictures, memory, lambda done, total: left.append(total - done))
    assert 0 < left[0] < len(pictures)
    assert facts == {path: look_at(path) for path in pictures}


def test_a_process_that_the_system_ends_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*arguments: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(ProcessPoolExecutor, "submit", killed)
    monkeypatch.setattr(measuring, "FEW", 0)
    with pytest.raises(MachineError, match="ended by the system"):
        facts_of(scenes(tmp_path / "pictures", 1), Memory(tmp_path), ignored)
