"""`kohya-like train` from end to end: accelerate starts a real child on the demo model."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kohya_like.formats.identify import identify
from kohya_like.jobs.events import Event, read_events
from kohya_like.jobs.job import Job
from tests.dataset.making import make_picture
from tests.e2e.commands import DEMO_MODEL, called, ended, run_file, settings, started
from tests.e2e.conftest import Mount
from tests.jobs.conftest import wait_until

KEYS = {"job", "folder", "status", "code", "path", "message", "message_zh", "hint", "hint_zh"}


def the_job(root: Path) -> Job:
    """The only job of a workspace."""
    (job,) = Job.all(root)
    return job


def events(job: Job, name: str) -> list[Event]:
    return [event for event in read_events(job.events_file)[0] if event["event"] == name]


def test_train_leaves_a_lora_and_prints_one_document(tmp_path: Path, root: Path) -> None:
    run = run_file(tmp_path, train={"max_train_steps": 3})
    first = ended(started("train", run, "--json", folder=tmp_path))
    document = json.loads(first.out)
    assert (first.code, document["code"], document["status"]) == (0, 0, "finished"), first.err
    assert set(document) == KEYS
    job = the_job(root)
    assert (document["job"], document["folder"]) == (job.id, str(job.folder))
    assert document["path"] == str(tmp_path / "outputs" / "tiny.safetensors")
    assert (identify(document["path"]).type, identify(document["path"]).rank) == ("lora", 2)

    # From that state another run goes on.
    more = settings(max_train_steps=4, output_name="longer")
    longer = called("train", run, "--resume", job.state_dir, *more, "--json")
    assert longer.code == 0, longer.err
    path = json.loads(longer.out)["path"]
    assert path == str(tmp_path / "outputs" / "longer.safetensors")
    assert identify(path).metadata["ss_steps"] == "4"
    steps = [event["step"] for event in events(Job(Path(json.loads(longer.out)["folder"])), "metrics")]
    assert steps == [4], "three steps were done before"


@pytest.mark.skipif(sys.platform == "win32", reason="a session of its own takes no Ctrl-C there")
def test_ctrl_c_stops_and_resume_auto_finishes(tmp_path: Path, root: Path) -> None:
    # Ctrl-C reaches every process of the terminal's group; the child must not be among them.
    run = run_file(tmp_path, train={"max_train_steps": 12})
    program = started("train", run, folder=tmp_path)
    wait_until(lambda: any(events(job, "metrics") for job in Job.all(root)), seconds=120)
    os.killpg(program.pid, signal.SIGINT)
    end = ended(program)
    job = the_job(root)
    assert end.code == 3, end.err
    assert "Stopping: the step is finished and the state saved." in end.err and "Stopped after step" in end.err
    (state,) = [event for event in events(job, "saved") if event["kind"] == "state"]
    assert Path(state["path"]).is_dir()

    again = called("train", run, "--resume", "auto", "--json")
    assert again.code == 0, again.err
    assert json.loads(again.out)["job"] == job.id
    assert [event["step"] for event in events(job, "metrics")] == list(range(1, 13)), "no step twice, none left out"
    nothing_left = called("train", run, "--resume", "auto")
    assert nothing_left.code == 2 and "no unfinished job of this run" in nothing_left.err


def test_a_loss_that_is_lost_ends_the_run_with_4(tmp_path: Path, root: Path) -> None:
    saving = {"save_every_n_steps": 1, "save_state": True}
    wild = {"learning_rate": 10.0, "lr_warmup_steps": 0, "max_grad_norm": 0.0}
    run = run_file(tmp_path, train={"max_train_steps": 30}, optimizer=wild, save=saving)
    end = called("train", run, "--json")
    document = json.loads(end.out)
    assert (end.code, document["code"], document["path"]) == (4, 4, None), end.err
    assert "not finite" in document["message"]
    assert document["hint"].startswith("Lower the learning rate")
    job = the_job(root)
    kept = max(event["step"] for event in events(job, "saved"))
    assert identify(tmp_path / "outputs" / f"tiny-step{kept:08d}.safetensors").type == "lora"
    assert [path.name for path in job.state_dir.glob("step-*")] == [f"step-{kept:08d}"]


def test_names_may_be_odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "训练 'a' & $HOME; -x"
    folder.mkdir()
    monkeypatch.chdir(folder)
    make_picture(Path("图片 (1)/3_斑 'toon' cat/-图 1.png"), size=(64, 64))
    shutil.copy(DEMO_MODEL, "-模型.safetensors")
    run_file(folder, save={"output_name": "我的 猫 'x'"}, train={"max_train_steps": 1}).rename("-run.toml")
    named = settings(pretrained_model_name_or_path="-模型.safetensors", train_data_dir="图片 (1)")
    end = called("train", "--workspace", "-工作 区", *named, "--", "-run.toml")
    assert end.code == 0, end.err
    assert "the words in the folder's name are their caption" in end.err
    lora = folder / "outputs" / "我的 猫 'x'.safetensors"
    assert end.out == f"Finished: {lora}\n"
    assert json.loads(identify(lora).metadata["ss_dataset_dirs"]).keys() == {"3_斑 'toon' cat"}

    drawing = ("--base", "-模型.safetensors", "--lora", f"{lora.relative_to(folder)}:0.5", "--output", "-画")
    drawn = called("generate", *drawing, "--prompt", "-猫 'a' \"b\" --s 1 --w 64 --h 64", "--workspace", "-工作 区")
    assert drawn.code == 0, drawn.err
    assert len(list((folder / "-画").glob("*.png"))) == 1


def test_pictures_that_nobody_may_write_beside_are_encoded_in_memory(tmp_path: Path, mount: Mount) -> None:
    disk = mount("4m")
    run = run_file(tmp_path, train={"max_train_steps": 1})
    shutil.copytree(tmp_path / "train", disk / "train")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    end = called("train", run, *settings(train_data_dir=disk / "train"))
    assert end.code == 0, end.err
    warning = f"Warning: Nothing can be written in {disk / 'train'}: the encoded pictures are kept in memory only."
    assert warning in end.sentences
