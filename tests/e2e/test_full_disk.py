"""A disk that is full before a run, or fills up in the middle of one."""

import os
import re
import shutil
from pathlib import Path

import pytest

from kohya_like.formats.identify import identify
from kohya_like.jobs.events import Event, read_events
from kohya_like.jobs.job import Job
from tests.e2e.commands import Ended, called, content, ended, run_file, settings, started
from tests.e2e.conftest import Mount
from tests.jobs.conftest import wait_until

KILOBYTE = 1000
WITH_COPIES = {"save_every_n_steps": 1, "save_state": True}


def fill(disk: Path, leave: int) -> None:
    """Leave so many bytes free."""
    with (disk / "filler").open("wb") as file:
        file.write(bytes(max(0, shutil.disk_usage(disk).free - leave)))
    assert shutil.disk_usage(disk).free <= leave


def all_events(root: Path) -> list[Event]:
    return [event for job in Job.all(root) for event in read_events(job.events_file)[0]]


def trained_while_filling(run: Path, root: Path, disk: Path, leave: int, *arguments: object) -> Ended:
    """Train, and fill the disk once the check in the child is over and the model is being loaded."""
    program = started("train", run, *arguments, folder=run.parent)
    wait_until(lambda: any(event.get("name") == "load" for event in all_events(root)), seconds=120)
    fill(disk, leave)
    return ended(program)


def test_files_that_will_not_fit_are_refused_before_the_run(tmp_path: Path, mount: Mount) -> None:
    disk = mount("1m")
    run = run_file(tmp_path)
    before = content(tmp_path)
    end = called("train", run, *settings(output_dir=disk / "out", network_dim=64))
    assert end.code == 2
    (sentence,) = end.sentences
    assert re.match(r"save.output_dir: The files of this run take \d+ MB, but the disk of .+ has 1 MB left:", sentence)
    assert content(tmp_path) == before


def test_outputs_that_fill_up_end_the_run_with_4_and_keep_what_is_saved(
    tmp_path: Path, root: Path, mount: Mount
) -> None:
    disk = mount("2m")
    run = run_file(tmp_path, save={**WITH_COPIES, "output_dir": disk / "out"}, train={"max_train_steps": 3})
    end = trained_while_filling(run, root, disk, 700 * KILOBYTE)  # Room for one file of 521 kilobytes.
    assert end.code == 4
    assert end.sentences[-2].startswith(f"The disk is full: {disk / 'out' / 'tiny-step00000002.safetensors'} was not")
    assert os.listdir(disk / "out") == ["tiny-step00000001.safetensors"], "nothing half-written stays"
    assert identify(disk / "out" / "tiny-step00000001.safetensors").type == "lora"
    (disk / "filler").unlink()
    again = called("train", run, "--resume", "auto")
    assert again.code == 0, again.err


def test_a_workspace_that_fills_up_ends_the_run_with_4(
    tmp_path: Path, mount: Mount, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = mount("4m")
    monkeypatch.setenv("KOHYA_LIKE_WORKSPACE", str(disk / "workspace"))
    run = run_file(tmp_path, save=WITH_COPIES, train={"max_train_steps": 2})
    end = trained_while_filling(run, disk / "workspace", disk, 100 * KILOBYTE)
    assert end.code == 4
    assert "disk" in end.sentences[-2]
    assert list((disk / "workspace").glob("jobs/*/state/step-*")) == []
    assert all_events(disk / "workspace")[-1]["event"] == "failed"
