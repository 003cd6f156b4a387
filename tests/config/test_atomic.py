"""Atomic writing: old or new, nothing between, nothing left over."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from kohya_like.config import atomic
from kohya_like.config.atomic import atomic_write
from kohya_like.config.problems import MachineError


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"old")
    return path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_bytes_replace_the_old_file(old: Path) -> None:
    atomic_write(old, b"new")
    assert old.read_bytes() == b"new"
    assert names(old.parent) == [old.name]


def test_a_new_file_by_a_function_and_a_plain_string(tmp_path: Path) -> None:
    seen: list[Path] = []

    def write(path: Path) -> None:
        seen.append(path)
        path.write_bytes(b"content")

    atomic_write(str(tmp_path / "state.npz"), write)
    assert (tmp_path / "state.npz").read_bytes() == b"content"
    assert seen[0].suffix == ".npz"  # writers like numpy.savez add a suffix to names without it
    assert names(tmp_path) == ["state.npz"]


def test_a_link_stays_a_link(old: Path) -> None:
    link = old.parent / "link.safetensors"
    link.symlink_to(old)
    atomic_write(link, b"new")
    assert link.is_symlink()
    assert old.read_bytes() == b"new"


def test_the_default_permissions_are_those_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    atomic_write(tmp_path / "atomic", b"")
    assert (tmp_path / "atomic").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_failing_writer_leaves_the_old_file_alone(old: Path) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"half")
        raise ValueError("not finite")

    with pytest.raises(ValueError, match="not finite"):
        atomic_write(old, write)
    assert old.read_bytes() == b"old"
    assert names(old.parent) == [old.name]


def test_a_missing_folder_is_not_called_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        atomic_write(tmp_path / "nowhere" / "file", b"x")


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "full"),
        OSError(errno.EDQUOT, "quota"),
        RuntimeError(f"Error while serializing: I/O error: {os.strerror(errno.ENOSPC)} (os error 28)"),
    ],
)
def test_a_full_disk_is_named(old: Path, error: Exception) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"half")
        raise error

    with pytest.raises(MachineError, match="disk is full") as caught:
        atomic_write(old, write)
    assert str(old) in caught.value.text.en and str(old) in caught.value.text.zh
    assert old.read_bytes() == b"old"
    assert names(old.parent) == [old.name]


def test_a_writer_that_does_not_say_why_on_a_full_disk(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(path: Path) -> None:
        raise RuntimeError("unexpected pos 576 vs 534")

    with pytest.raises(RuntimeError):
        atomic_write(old, write)
    monkeypatch.setattr(atomic.shutil, "disk_usage", lambda folder: SimpleNamespace(free=0))
    with pytest.raises(MachineError):
        atomic_write(old, write)


def busy(monkeypatch: pytest.MonkeyPatch, times: int) -> list[float]:
    """Make the next renames fail like a sharing violation; the pauses are recorded instead of waited for."""
    pauses: list[float] = []
    rename = Path.replace

    def replace(source: Path, target: Path) -> Path:
        if len(attempts) < times:
            attempts.append(source)
            raise PermissionError(errno.EACCES, "used by another process")
        return rename(source, target)

    attempts: list[Path] = []
    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(atomic.time, "sleep", pauses.append)
    return pauses


def test_a_sharing_violation_is_waited_for(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = busy(monkeypatch, times=3)
    atomic_write(old, b"new")
    assert old.read_bytes() == b"new"
    assert pauses == [0.05, 0.1, 0.2]


def test_a_lasting_sharing_violation_is_reported(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = busy(monkeypatch, times=100)
    with pytest.raises(PermissionError):
        atomic_write(old, b"new")
    assert old.read_bytes() == b"old"
    assert names(old.parent) == [old.name]
    assert len(pauses) == atomic.RENAME_ATTEMPTS - 1


REWRITE_FOREVER = """
import sys
from kohya_like.config.atomic import atomic_write
while True:
    for letter in (b"a", b"b"):
        atomic_write(sys.argv[1], letter * 200_000)
        print("written", flush=True)
"""


def test_a_kill_leaves_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "state.bin"
    for delay in (0.0, 0.003, 0.011):
        child = subprocess.Popen([sys.executable, "-c", REWRITE_FOREVER, str(path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(delay)
        child.send_signal(signal.SIGKILL) if os.name != "nt" else child.kill()
        child.communicate()
        content = path.read_bytes()
        assert len(content) == 200_000 and len(set(content)) == 1
