"""`kohya-like dataset scores`: wrong input in one sentence, before a job is made; and what it prints."""

import json
from pathlib import Path

import pytest

from kohya_like.captioning.scores import score
from kohya_like.cli.dataset import scores
from kohya_like.config.text import Text
from kohya_like.jobs.child import ChildJob
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.job import Job
from kohya_like.jobs.outcome import Outcome
from tests.captioning.tiny_clip import make_open_clip
from tests.dataset.making import make_picture
from tests.e2e.commands import called


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace and working folder, with pictures in it and no model."""
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")
    monkeypatch.setenv("KOHYA_LIKE_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.chdir(tmp_path)
    for seed, name in enumerate(("a", "b", "猫")):
        make_picture(tmp_path / "toy" / f"{name}.png", caption=f"a {name}", seed=seed)
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["toy"], "There is no CLIP model on this machine"),
        (["toy", "--model", "x"], "There is no whole CLIP model x"),
        (["empty"], "There are no pictures in"),
        (["nowhere"], "cannot be read"),
        (["toy", "--batch-size", "0"], "batch_size"),
    ],
)
def test_wrong_input_is_one_sentence_and_no_job(folder: Path, arguments: list[str], sentence: str) -> None:
    ended = called("dataset", "scores", *arguments)
    assert ended.code == 2 and len(ended.sentences) == 1 and sentence in ended.err
    assert not (folder / "jobs").exists()


def compared(job: Job) -> Outcome:
    """Do the job in this process."""
    path = score(ChildJob(job, EventLog(job.events_file)))
    return Outcome("finished", 0, Text("Finished", "已完成"), path=str(path))


def test_a_comparison_prints_what_fits_least_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores, "follow_to_end", compared)
    make_open_clip(folder / "models" / "clip" / "tiny")
    ended = called("dataset", "scores", "toy", "--device", "cpu", "--json")
    assert ended.code == 0, ended.err
    found = json.loads(ended.out)["scores"]
    (folder / "toy" / "a.txt").write_text("a\n\x1b[2J")
    (line,) = [line for line in called("dataset", "scores", "toy").out.splitlines() if "a.png" in line]
    assert line.endswith("a.png  a  [2J"), "nothing of a caption is obeyed by a terminal"
    (folder / "toy" / "a.txt").write_text("a a")
    lines = called("dataset", "scores", "toy").out.splitlines()
    assert lines[0] == f"{found[0]['score']:.3f}  {found[0]['picture']}  {found[0]['caption']}"
    assert {row["picture"]: row["caption"] for row in found} == {"a.png": "a a", "b.png": "a b", "猫.png": "a 猫"}
    assert [row["score"] for row in found] == sorted(row["score"] for row in found)
