"""What the page of runs is told, and what it can have done."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.reading import to_toml
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.job import Job
from kohya_like.jobs.launch import start
from kohya_like.jobs.options import LaunchOptions
from kohya_like.jobs.records import Place, Process
from kohya_like.jobs.status import look
from kohya_like.jobs.training import STATE_FACTS
from kohya_like.ui.answers import answering
from kohya_like.ui.panels.run_log import LOG_BYTES, log_document
from kohya_like.ui.panels.runs import VIEWS, Runs
from kohya_like.ui.site import Site
from tests.jobs.conftest import PLAIN, end_jobs, wait_until

POSSIBLE = {"en": "", "zh": ""}


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "workspace"
    yield folder
    end_jobs(folder)


@pytest.fixture
def runs(root: Path) -> Runs:
    return Runs(Site(root))


def training(root: Path, title: str = "cat", **sections: dict[str, Any]) -> Job:
    """A job of a run that was not started."""
    config = RunConfig.model_validate({"save": {"output_name": title, "output_dir": root / "outputs"}, **sections})
    launch = LaunchOptions(cpu=True)
    return Job.create(root, module="kohya_like.training", config_text=to_toml(config), title=title, launch=launch)


def fake(root: Path, behaviour: str) -> Job:
    """A job whose child behaves so."""
    text = f'behaviour = "{behaviour}"'
    return Job.create(root, module="tests.jobs.child_for_tests", config_text=text, title=behaviour, launch=PLAIN)


def steps(job: Job, first: int, last: int, attempt: int = 1) -> EventLog:
    log = EventLog(job.events_file, attempt)
    for step in range(first, last + 1):
        log.metrics(step, loss=step / 100, loss_average=0.2, lr_unet=1e-4)
        log.progress(step, 50, epoch=1)
    return log


def test_only_what_is_new_travels(runs: Runs, root: Path) -> None:
    job = training(root)
    log = steps(job, 1, 3)
    log.metrics(3, validation_loss=0.3)
    log.sample(3, job.samples_dir / "1 b.png", prompt="猫", seed=7)
    first = runs.follow(job.id)
    assert first["whole"] and first["rows"]["steps"] == [1, 2, 3]
    assert first["rows"]["rates"] == {"lr_unet": [1e-4] * 3}
    assert first["loss"] == 0.2
    assert (first["validations"], first["step"], first["total"], first["epoch"]) == ([[3, 0.3]], 3, 50, 1)
    (sample,) = first["samples"]
    assert (sample["step"], sample["prompt"], sample["seed"]) == (3, "猫", 7)
    assert sample["url"].startswith("gradio_api/file=/") and "1%20b.png?" in sample["url"]

    log.warning(Text("Careful.", "小心。"))
    steps(job, 4, 5)
    second = runs.follow(job.id, first["key"], first["seen"])
    assert not second["whole"] and second["rows"]["steps"] == [4, 5]
    assert second["warnings"] == [{"en": "Careful.", "zh": "小心。"}]
    assert second["samples"] == second["validations"] == [] and second["files"] is None
    third = runs.follow(job.id, second["key"], second["seen"])
    assert third["rows"]["steps"] == third["warnings"] == [] and third["seen"] == second["seen"]


def test_another_server_goes_on_where_the_page_is(runs: Runs, root: Path) -> None:
    job = training(root)
    steps(job, 1, 3)
    first = runs.follow(job.id)
    steps(job, 4, 4)
    again = Runs(Site(root)).follow(job.id, first["key"], first["seen"])
    assert not again["whole"] and again["rows"]["steps"] == [4]


def test_a_resumed_run_is_told_anew(runs: Runs, root: Path) -> None:
    job = training(root)
    steps(job, 1, 6)
    first = runs.follow(job.id)
    steps(job, 4, 4, attempt=2)
    second = runs.follow(job.id, first["key"], first["seen"])
    assert second["whole"] and second["rows"]["steps"] == [1, 2, 3, 4]


def test_a_long_run_is_thinned_out(runs: Runs, root: Path) -> None:
    job = training(root)
    line = '{{"time": {0}, "event": "metrics", "step": {0}, "loss": 0.1, "lr_unet": 0.5}}\n'
    job.events_file.write_text("".join(line.format(step) for step in range(1, 10_001)))
    answer = runs.follow(job.id)
    assert 1900 < len(answer["rows"]["steps"]) < 2100
    assert answer["rows"]["steps"][-1] == answer["seen"]["rows"] == 10_000


def test_files_that_are_still_there_are_offered(runs: Runs, root: Path, tmp_path: Path) -> None:
    job = training(root)
    hidden = tmp_path / ".hidden" / "c.safetensors"
    paths = [root / "outputs" / name for name in ("a.safetensors", "b.safetensors", "gone.safetensors")] + [hidden]
    log = EventLog(job.events_file)
    for step, path in enumerate(paths, start=1):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"1234")
        log.saved(step, path, "weights")
    log.saved(9, job.state_dir, "state")
    paths[2].unlink()
    files = runs.follow(job.id)["files"]
    assert [(file["name"], file["step"], file["size"]) for file in files] == [
        ("c.safetensors", 4, 4), ("b.safetensors", 2, 4), ("a.safetensors", 1, 4)
    ]  # fmt: skip
    assert [file["url"] is None for file in files] == [True, False, False]


def test_a_failure_says_its_cause_and_fields(runs: Runs, root: Path) -> None:
    job = training(root)
    problem = Problem("network.network_dim", Text("Too large.", "太大。"))
    EventLog(job.events_file).failed(2, Text("Wrong.", "错误。"), hint=Text("Mend it.", "请修正。"), problems=[problem])
    end = runs.follow(job.id)["end"]
    assert (end["code"], end["text"]["zh"], end["hint"]["en"]) == (2, "错误。", "Mend it.")
    assert [(found["field"], found["message"]) for found in end["problems"]] == [("network.network_dim", "Too large.")]


def test_a_process_that_vanished_leaves_its_log(runs: Runs, root: Path) -> None:
    job = training(root)
    job.write(Process(attempt=1, pid=2**22 + 1, create_time=1.0, mark="none"))
    job.console_file.write_text("\n[attempt 1]\nValueError: no\n")
    answer = runs.follow(job.id)
    assert answer["status"] == "interrupted"
    assert "ValueError: no" in answer["end"]["text"]["en"] and answer["end"]["log"] == "ValueError: no"


@pytest.mark.parametrize(
    ("word", "state", "expected"),
    [
        ("stopped", True, {"resume", "delete"}),
        ("stopped", False, {"start_again", "delete"}),
        ("finished", True, {"delete"}),
    ],
)
def test_what_can_be_done_after_the_end(runs: Runs, root: Path, word: str, state: bool, expected: set[str]) -> None:
    job = training(root)
    if state:
        (job.state_dir / "step-00000003").mkdir()
        (job.state_dir / "step-00000003" / STATE_FACTS).touch()
    log = EventLog(job.events_file)
    log.stopped(3) if word == "stopped" else log.finished(None)
    answer = runs.follow(job.id)
    assert answer["actions"].keys() == expected
    assert all(reason == POSSIBLE for reason in answer["actions"].values())
    assert answer["end"]["hint"] is None


def as_if_running(job: Job) -> None:
    """This very process plays the child."""
    EventLog(job.events_file).started(os.getpid(), psutil.Process().create_time())


def test_what_can_be_asked_of_a_running_run(runs: Runs, root: Path) -> None:
    job = training(root, sample={"sample_prompts": ["a cat"]})
    as_if_running(job)
    assert set(runs.follow(job.id)["actions"]) == {"stop", "kill", "save", "sample"}
    assert set(map(str, runs.follow(job.id)["actions"].values())) == {str(POSSIBLE)}
    runs.request(job.id, "save")
    answer = runs.follow(job.id)
    assert job.requested("save") and answer["requests"] == ["save"]
    assert answer["actions"]["save"]["en"] == "Asked for already: it follows after this step."
    runs.stop(job.id)
    answer = runs.follow(job.id)
    assert answer["status"] == "stopping"
    assert all("stopping" in answer["actions"][name]["en"] for name in ("stop", "save", "sample"))
    with pytest.raises(InputError, match="does not run"):
        runs.request(job.id, "sample")


def test_without_prompts_there_is_no_preview(runs: Runs, root: Path) -> None:
    job = training(root)
    as_if_running(job)
    assert runs.follow(job.id)["actions"]["sample"]["en"] == "This run has no preview prompts."


def test_a_waiting_run_says_why_and_can_be_moved(runs: Runs, root: Path) -> None:
    holder, second, third = (training(root, title) for title in ("holder", "second", "third"))
    as_if_running(holder)
    work, more = fake(root, "endless"), fake(root, "finish")  # Of those that work on files.
    as_if_running(work)
    for order, job in enumerate((second, third, more), start=1):
        job.write(Place(attempt=1, order=order))
    queue = runs.follow(third.id)["queue"]
    assert (queue["position"], queue["count"]) == (2, 3)
    assert queue["text"]["en"] == "It waits for cpu, which “holder” uses."
    assert "until “endless” has ended: one job at a time works on files" in runs.follow(more.id)["queue"]["text"]["en"]
    runs.move(third.id, 1)
    assert runs.follow(third.id)["queue"]["position"] == 1
    assert set(runs.follow(third.id)["actions"]) == {"up", "down", "cancel"}
    EventLog(holder.events_file).finished(None)
    shutil.rmtree(holder.folder)
    runs.stop(second.id)
    assert look(second).place is None
    assert set(runs.follow(second.id)["actions"]) == {"start", "delete"}
    assert runs.follow(third.id)["queue"]["text"]["en"] == "It starts in a moment."


def test_a_run_behind_another_says_so(runs: Runs, root: Path) -> None:
    for order, title in enumerate(("first", "second"), start=1):
        job = training(root, title)
        job.write(Place(attempt=1, order=order))
    assert "“first”" in runs.follow(job.id)["queue"]["text"]["en"]


def test_killing_and_resuming(runs: Runs, root: Path) -> None:
    job = fake(root, "step_until_asked")
    start(job)
    wait_until(lambda: runs.follow(job.id)["step"])
    assert set(runs.follow(job.id)["actions"]) == {"stop", "kill"}
    runs.kill(job.id)
    assert runs.follow(job.id)["status"] in ("killed", "stopped")
    runs.resume(job.id)
    assert (look(job).status, job.launch().resume) == ("queued", "auto")


def test_deleting_forgets_the_run(runs: Runs, root: Path) -> None:
    job = training(root)
    EventLog(job.events_file).finished(None)
    runs.follow(job.id)
    runs.delete(job.id)
    assert runs.runs()["all"] == 0
    with pytest.raises(InputError, match="There is no job"):
        runs.follow(job.id)


def test_a_run_that_is_not_there_is_one_sentence(runs: Runs) -> None:
    for name in ("none", "../..", ""):
        assert answering(runs.follow)({"job": name})["error"]["code"] == 2


def test_settings_are_what_differs_from_the_defaults(runs: Runs, root: Path) -> None:
    settings = runs.settings(training(root, network={"network_dim": 48}).id)
    assert settings["values"] == {
        "network_dim": 48, "output_name": "cat", "output_dir": str(root / "outputs")
    }  # fmt: skip
    assert "network_dim = 48" in settings["toml"] and "learning_rate" in settings["toml"]
    assert runs.settings(fake(root, "finish").id) == {"values": {}, "toml": 'behaviour = "finish"'}


def test_the_list_is_searched_narrowed_and_paged(runs: Runs, root: Path) -> None:
    for number in range(52):
        EventLog(training(root, f"Style {number:02d}").events_file).finished(None)
    failed = training(root, "角色 Cat")
    steps(failed, 1, 5).failed(4, Text("Full.", "满了。"))
    (failed.samples_dir / "00000005-00.png").touch()
    page = runs.runs()
    assert (page["found"], page["all"], len(page["runs"])) == (53, 53, 50)
    assert len(runs.runs(start=50)["runs"]) == 3
    (row,) = runs.runs(search="cat 角色")["runs"]
    assert (row["title"], row["reached"], row["loss"], row["text"]["zh"]) == ("角色 Cat", (5, 50), 0.2, "满了。")
    assert [url.rsplit("/", 1)[1] for url in row["previews"]] == ["00000005-00.png"]
    assert [runs.runs(group=group)["found"] for group in ("done", "broken", "live")] == [52, 1, 0]
    assert runs.runs(search="style 5", group="done")["found"] == 7
    assert runs.runs(search=failed.id[:8])["found"] == 53


def test_many_views_are_not_all_kept(runs: Runs, root: Path) -> None:
    jobs = [training(root, str(number)) for number in range(VIEWS + 3)]
    for job in jobs:
        steps(job, 1, 2)
    curves = runs.curves([job.id for job in jobs])
    assert [curve["title"] for curve in curves] == [job.launch().title for job in jobs]
    assert all(curve["rows"]["steps"] == [1, 2] for curve in curves)
    assert len(runs._views) == VIEWS


@given(parts=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\x1b"), max_size=30), max_size=8))
def test_the_log_is_given_once(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    path = tmp_path_factory.mktemp("log") / "console.log"
    read, offset = "", None
    for part in parts:
        with path.open("ab") as file:
            file.write(part.encode())
        answer = log_document(path, offset)
        assert answer["anew"] == (offset is None)
        read, offset = read + answer["text"], answer["offset"]
    content = "".join(parts)
    assert read == content[: content.rfind("\n") + 1]


def test_the_log_is_readable(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    assert log_document(path, None) == {"text": "", "offset": 0, "anew": True}
    path.write_bytes(b"\x1b[31mred\x1b[0m\r\n10%\r50%\r100%\nnot whole")
    assert log_document(path, None)["text"] == "red\n100%\n"


def test_of_a_long_log_the_end_is_given(tmp_path: Path) -> None:
    path = tmp_path / "console.log"
    path.write_bytes(b"0123456789\n" * LOG_BYTES)
    answer = log_document(path, 5)
    assert answer["anew"] and answer["text"].startswith("0123456789\n")
    assert len(answer["text"]) <= LOG_BYTES and answer["offset"] == path.stat().st_size
    path.write_bytes(b"short\n")
    assert log_document(path, answer["offset"]) == {"text": "short\n", "offset": 6, "anew": True}


@pytest.mark.parametrize(("method", "sent"), [("follow", {"seen": {"rows": -5}}), ("log", {"offset": -5})])
def test_nothing_is_looked_for_before_the_beginning(runs: Runs, root: Path, method: str, sent: dict[str, Any]) -> None:
    answer = answering(getattr(runs, method))({"job": training(root).id, **sent})
    assert "greater than or equal to 0" in answer["error"]["text"]["en"]
