"""A few pictures through several captioners."""

from pathlib import Path

import pytest

from kohya_like.captioning.trying import attempt
from kohya_like.config.problems import InputError
from kohya_like.jobs.answers import Answers
from kohya_like.jobs.child import ChildJob, StopRequested
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.job import Job
from kohya_like.plan.captioning import checked_trying, new_trying
from tests.captioning import tiny
from tests.captioning.making import captions
from tests.captioning.taggers import make_wd14
from tests.dataset.making import make_picture


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with a tagger, a model of sentences, and one with broken weights."""
    models = tmp_path / "models" / "captioning"
    make_wd14(models / "tagger")
    tiny.git(models / "git")
    (tiny.florence(models / "broken") / "model.safetensors").write_bytes(b"no weights")
    make_picture(tmp_path / "heap" / "a.png", caption="kept")
    make_picture(tmp_path / "heap" / "b.png", seed=1)
    return tmp_path


def new_job(root: Path) -> Job:
    values = {"train_data_dir": root / "heap", "pictures": ["a.png", "b.png"], "max_length": 6, "device": "cpu"}
    more = {"caption_prefix": "sls", "general_threshold": 0.0}
    return new_trying(root, checked_trying(root, {**values, **more}, ["wd14", "blip", "git", "florence"]))


def test_every_model_that_is_here_answers_and_nothing_is_written(root: Path) -> None:
    job = new_job(root)
    file = attempt(ChildJob(job, EventLog(job.events_file)))
    assert file == job.folder / "result.json"
    answers = job.read(Answers)
    assert answers is not None
    found = {(answer.captioner, answer.picture): answer for answer in answers.answers}
    assert list(found) == [(kind, name) for kind in ("wd14", "git", "florence") for name in ("a.png", "b.png")]
    tagged, said, broken = (found[kind, "a.png"] for kind in ("wd14", "git", "florence"))
    assert tagged.caption.startswith("sls, ")
    assert [chance for _, chance in tagged.tags] == sorted((chance for _, chance in tagged.tags), reverse=True)
    assert said.caption.startswith("sls ")
    assert said.tags == ()
    assert broken.error is not None
    assert "cannot be loaded" in broken.error.en
    assert captions(root / "heap") == {"a.txt": "kept"}


def test_it_stops_between_two_models_and_keeps_what_it_has(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = new_job(root)
    monkeypatch.setattr(Job, "requested", lambda self, name: self.read(Answers) is not None)
    with pytest.raises(StopRequested):
        attempt(ChildJob(job, EventLog(job.events_file)))
    answers = job.read(Answers)
    assert answers is not None
    assert {answer.captioner for answer in answers.answers} == {"wd14"}


def test_where_nothing_is_here_it_says_so(root: Path) -> None:
    with pytest.raises(InputError, match="no captioning model on this machine"):
        checked_trying(root, {"train_data_dir": root / "heap", "pictures": ["a.png"]}, ["blip"])
