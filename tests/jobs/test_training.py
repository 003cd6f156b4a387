"""Training runs as jobs: which one goes on, and where the states lie."""

from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.training import STATE_FACTS, new_training, states, unfinished_training
from tests.jobs.conftest import MakeJob


def run(name: str) -> RunConfig:
    return RunConfig.model_validate({"save": {"output_name": name}, "launch": {"device": "cpu"}})


def test_the_newest_unfinished_job_of_the_same_run_goes_on(root: Path, make_job: MakeJob) -> None:
    make_job()  # Of another kind.
    older, newer, done, other = (new_training(root, run(name)) for name in ("cat", "cat", "cat", "dog"))
    EventLog(older.events_file).stopped(3)
    EventLog(newer.events_file).failed(4, Text("No.", "不。"))
    EventLog(done.events_file).finished(None)
    assert unfinished_training(root, run("cat")) == newer
    assert unfinished_training(root, run("dog")) == other, "it was never started"


def test_a_run_without_an_unfinished_job_is_said(root: Path) -> None:
    EventLog(new_training(root, run("cat")).events_file).finished(None)
    for name in ("cat", "dog"):
        with pytest.raises(InputError, match="no unfinished job of this run"):
            unfinished_training(root, run(name))


def test_only_whole_states_count_and_the_newest_is_last(tmp_path: Path) -> None:
    for name in ("step-00000010", "step-00000002", ".step-00000011", "step-00000012"):
        (tmp_path / name).mkdir()
        if name != "step-00000012":
            (tmp_path / name / STATE_FACTS).touch()
    assert [state.name for state in states(tmp_path)] == ["step-00000002", "step-00000010"]
    assert states(tmp_path / "step-00000002") == [tmp_path / "step-00000002"]
    assert states(tmp_path / "gone") == []
