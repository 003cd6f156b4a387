"""Drawing pictures of a class: each with its own seed, caption and place in the history; stopping and going on."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from kohya_like.config.class_pictures import ClassPicturesConfig
from kohya_like.config.problems import InputError
from kohya_like.dataset.class_pictures import next_seed
from kohya_like.dataset.history import History
from kohya_like.jobs.child import AUTOMATIC, ChildJob, StopRequested
from kohya_like.jobs.events import EventLog, read_events
from kohya_like.jobs.generating import new_class_pictures
from kohya_like.jobs.job import Job
from kohya_like.plan.drawing import class_picture_problems
from kohya_like.tools.class_pictures import draw_class
from tests.e2e.commands import DEMO_MODEL


def config_of(folder: Path, **changes: Any) -> ClassPicturesConfig:
    values = {"base": str(DEMO_MODEL), "class_word": "toon fox", "count": 2, "reg_dir": str(folder / "reg")}
    small = {"width": 64, "height": 64, "steps": 2, "device": "cpu"}
    return ClassPicturesConfig.checked({**values, **small, **changes})


def draw_here(job: Job) -> Path:
    return draw_class(ChildJob(job, EventLog(job.events_file)))


def test_a_stopped_job_goes_on_with_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = new_class_pictures(tmp_path, config_of(tmp_path))
    first, second = (tmp_path / "reg" / "1_toon fox" / f"toon fox-00000{seed}.png" for seed in (1, 2))
    monkeypatch.setattr(Job, "requested", lambda self, name: first.exists())
    with pytest.raises(StopRequested) as stopped:
        draw_here(job)
    monkeypatch.undo()
    assert stopped.value.step == 1
    before = first.stat().st_mtime_ns
    job.write(job.launch().model_copy(update={"resume": AUTOMATIC}))
    assert sorted(draw_here(job).glob("*.png")) == [first, second]
    assert first.stat().st_mtime_ns == before
    assert not np.array_equal(np.asarray(Image.open(first)), np.asarray(Image.open(second)))
    assert first.with_suffix(".txt").read_text() == "toon fox"
    events, _ = read_events(job.events_file)
    assert [event["seed"] for event in events if event["event"] == "sample"] == [1, 2]
    assert next_seed(tmp_path / "reg", "toon fox") == 3
    assert len(History.of(tmp_path / "reg").undo()) == 2, "they are taken back at once"
    assert not first.parent.exists()


def test_what_cannot_be_drawn_is_said_before_it_begins(tmp_path: Path) -> None:
    taken = config_of(tmp_path).place(2)
    taken.parent.mkdir(parents=True)
    taken.touch()
    assert [problem.field for problem in class_picture_problems(config_of(tmp_path))] == ["seed"]
    gone = config_of(tmp_path, base=str(tmp_path / "gone.safetensors"), seed=5)
    assert [problem.field for problem in class_picture_problems(gone)] == ["base"]
    for class_word in ("a/b", " ", "x" * 300):
        with pytest.raises(InputError) as wrong:
            config_of(tmp_path, class_word=class_word)
        assert [problem.field for problem in wrong.value.problems] == ["class_word"]
