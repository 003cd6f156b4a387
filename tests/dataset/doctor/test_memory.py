"""Facts that are remembered."""

import os
import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from kohya_like.config.problems import MachineError
from kohya_like.dataset.doctor import memory as module
from kohya_like.dataset.doctor.facts import Facts
from kohya_like.dataset.doctor.memory import Memory

FACTS = Facts("fine", 640, 512, "PNG", b"content", b"outline!", b"colours", 123.5)
ODD = Path(os.fsdecode(b"/pictures/caf\xe9 'x\".png"))
PLAIN = Path("/pictures/猫.png")


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path)


def test_facts_come_back_for_what_did_not_change(memory: Memory) -> None:
    memory.keep([(ODD, (10, 11), FACTS), (PLAIN, (20, 21), Facts("huge"))])
    assert memory.recall({ODD: (10, 11), PLAIN: (20, 21)}) == {ODD: FACTS, PLAIN: Facts("huge")}
    assert memory.recall({ODD: (10, 12), PLAIN: (19, 21), Path("/other.png"): (10, 11)}) == {}


def test_the_newest_facts_count(memory: Memory) -> None:
    memory.keep([(PLAIN, (1, 1), FACTS)])
    memory.keep([(PLAIN, (2, 2), Facts("cut off"))])
    assert memory.recall({PLAIN: (1, 1)}) == {}
    assert memory.recall({PLAIN: (2, 2)}) == {PLAIN: Facts("cut off")}


def test_what_is_gone_from_a_folder_is_forgotten(memory: Memory) -> None:
    other = Path("/pictures and more/a.png")
    memory.keep([(path, (1, 1), FACTS) for path in (ODD, PLAIN, other)])
    memory.forget_gone(Path("/pictures"), [PLAIN])
    assert set(memory.recall(dict.fromkeys((ODD, PLAIN, other), (1, 1)))) == {PLAIN, other}


def test_a_damaged_database_is_begun_anew(memory: Memory) -> None:
    memory.file.parent.mkdir(parents=True)
    memory.file.write_bytes(b"no database, but longer than the header of one" * 10)
    assert memory.recall({PLAIN: (1, 1)}) == {}
    memory.keep([(PLAIN, (1, 1), FACTS)])
    assert memory.recall({PLAIN: (1, 1)}) == {PLAIN: FACTS}


def test_a_full_disk_is_called_so(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.keep([(PLAIN, (1, 1), FACTS)])
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=0))
    with pytest.raises(MachineError, match="disk is full"), memory._opened():
        raise sqlite3.OperationalError("database or disk is full")
    assert memory.recall({PLAIN: (1, 1)}) == {PLAIN: FACTS}


def test_what_was_measured_otherwise_is_forgotten(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.keep([(PLAIN, (1, 1), FACTS)])
    monkeypatch.setattr(module, "VERSION", module.VERSION + 1)
    assert memory.recall({PLAIN: (1, 1)}) == {}
