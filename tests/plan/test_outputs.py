"""Whether a run's files can be written is known before it starts."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from kohya_like.config.atomic import atomic_write
from kohya_like.config.names import LONGEST
from kohya_like.config.run import RunConfig
from kohya_like.config.sections.output import Save
from kohya_like.dataset.batches import items_of
from kohya_like.dataset.buckets import Buckets
from kohya_like.plan.outputs import files_kept, output_problems
from kohya_like.plan.times import times_of
from tests.dataset.making import make_subset


def test_a_folder_that_does_not_exist_yet_is_no_problem(tmp_path: Path) -> None:
    assert list(output_problems(Save(), tmp_path / "new/deeper", needed=1000)) == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (problem,) = output_problems(Save(), tmp_path / "file/out", needed=0)
    assert (problem.field, problem.severity) == ("save.output_dir", "error")
    assert f"{tmp_path / 'file'} is a file" in problem.text.en


def test_a_folder_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # Root may write everywhere.
    (problem,) = output_problems(Save(), tmp_path / "out", needed=0)
    assert problem.text.en == f"Nothing can be written in {tmp_path}: choose another folder."


def test_a_drive_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "exists", lambda path: False)
    (problem,) = output_problems(Save(), tmp_path / "out", needed=0)
    assert problem.text.en.startswith(f"There is no drive for {tmp_path / 'out'}")


def test_the_longest_name_can_be_written_as_a_copy(tmp_path: Path) -> None:
    atomic_write(tmp_path / f"{'x' * LONGEST}-step00000001.safetensors", b"")


@pytest.mark.parametrize(("free", "problems"), [(5_000_000, 0), (4_999_999, 1)])
def test_too_little_space_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, problems: int
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    found = list(output_problems(Save(), tmp_path, needed=5_000_000))
    assert [problem.severity for problem in found] == ["error"] * problems
    assert all("take 5 MB" in problem.text.en for problem in found)


def test_a_file_that_would_be_replaced_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "sks.safetensors").touch()
    (problem,) = output_problems(Save(output_name="sks"), tmp_path, needed=0)
    assert (problem.field, problem.severity) == ("save.output_name", "warning")


@pytest.mark.parametrize(
    ("save", "files"),
    [
        ({}, 1),
        ({"save_every_n_epochs": 1}, 10),
        ({"save_every_n_epochs": 3}, 4),
        ({"save_every_n_epochs": 1, "save_last_n_epochs": 2}, 3),
        ({"save_every_n_epochs": 1, "save_last_n_epochs": 20}, 10),
        ({"save_every_n_steps": 10}, 5),
        ({"save_every_n_steps": 10, "save_every_n_epochs": 1}, 14),
    ],
)
def test_the_files_of_the_end_are_counted(save: dict[str, object], files: int) -> None:
    # 5 pictures, 10 epochs: 50 steps; a step and an epoch that end together leave a copy each.
    config = RunConfig.model_validate({"save": save})
    items = items_of([make_subset(1, [(64, 64)] * 5)], [], Buckets(lambda size: (size, size)))
    assert files_kept(config.save, times_of(config, items)) == files
