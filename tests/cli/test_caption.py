"""`kohya-like caption`: captions and trials as a user asks for them.

What its children do is done in this process, which takes a second and not twenty; at night in real ones too.
"""

import json
import signal
import time
from pathlib import Path

import pytest

from kohya_like.captioning.running import caption
from kohya_like.captioning.trying import attempt
from kohya_like.config.text import Text
from kohya_like.dataset.history import History
from kohya_like.dataset.projects import Project
from kohya_like.jobs.child import ChildJob, StopRequested
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.job import Job
from kohya_like.jobs.outcome import Outcome, outcome
from tests.captioning.making import captions, model_folder
from tests.captioning.taggers import make_wd14
from tests.dataset.making import make_picture
from tests.e2e.commands import called, content, ended, started


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, which is the workspace too, with three pictures in it."""
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")
    monkeypatch.setenv("KOHYA_LIKE_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate(("a", "b", "c")):
        make_picture(tmp_path / "heap" / f"{name}.png", seed=number)
    return tmp_path


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs run in this process."""
    monkeypatch.setattr("kohya_like.cli.caption.follow_to_end", run_here)


def run_here(job: Job) -> Outcome:
    log = EventLog(job.events_file, 1 + job.events_file.exists())
    work = {"kohya_like.captioning": caption, "kohya_like.captioning.trying": attempt}[job.launch().module]
    try:
        log.finished(work(ChildJob(job, log)))
    except StopRequested as stop:
        job.withdraw("stop")
        log.stopped(stop.step)
    return outcome(job)


def tagger(folder: Path) -> Path:
    return make_wd14(folder / "models" / "captioning" / "tagger")


@pytest.mark.usefixtures("here")
def test_a_folder_is_captioned_and_the_json_says_what_was_left_out(folder: Path) -> None:
    tagger(folder)
    (folder / "heap" / "b.png").write_bytes(b"no picture")
    done = called("caption", "heap", "--general-threshold", "0", "--caption-prefix", "sls", "--device", "cpu", "--json")
    assert done.code == 0, done.err
    document = json.loads(done.out)
    assert document["status"] == "finished"
    (warning,) = document["warnings"]
    assert "b.png" in warning
    found = captions(folder / "heap")
    assert list(found) == ["a.txt", "c.txt"]
    assert all(text.startswith("sls, ") for text in found.values())


@pytest.mark.usefixtures("here")
def test_a_trial_prints_and_writes_nothing(folder: Path) -> None:
    tagger(folder)
    done = called("caption", "heap", "--try", "heap/a.png", "--try", "b.png", "--general-threshold", "0")
    assert done.code == 0, done.err
    assert done.out.count("WD14 (anime tags) (tagger)") == 2
    assert "%  green eyes  绿眼睛" in done.out
    assert captions(folder / "heap") == {}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_a_trial_that_no_model_answers_is_a_failure(folder: Path, json_too: list[str]) -> None:
    (tagger(folder) / "model.onnx").write_bytes(b"no model")
    done = called("caption", "heap", "--try", "a.png", *json_too)
    assert done.code == 2
    assert "is damaged or is no ONNX model" in done.out
    assert not json_too or json.loads(done.out)["code"] == 2


@pytest.mark.usefixtures("here")
def test_of_a_project_the_pictures_that_are_worked_on_are_captioned(folder: Path) -> None:
    tagger(folder)
    project = Project.create(folder, "sls")
    make_picture(project.own_pictures / "a.png")
    make_picture(project.train / "10_sls" / "a.png")
    trial = called("caption", project.folder, "--try", project.own_pictures / "a.png", "--general-threshold", "0")
    assert trial.out.startswith("a.png  WD14")
    assert called("caption", project.folder, "--general-threshold", "0").code == 0
    assert list(captions(project.folder)) == ["source/a.txt"]


def test_a_download_that_fails_prints_its_json(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    end = Outcome("failed", 4, Text("No network.", "没有网络。"))
    monkeypatch.setattr("kohya_like.cli.caption.follow_to_end", lambda job: end)
    done = called("caption", "heap", "--captioner", "wd14", "--download", "--json")
    assert done.code == 4
    assert json.loads(done.out)["message"] == "No network."


@pytest.mark.usefixtures("here")
def test_the_same_options_with_resume_go_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tagger(folder)
    arguments = ["caption", "heap", "--batch-size", "1", "--general-threshold", "0", "--mode", "append"]
    with monkeypatch.context() as stopping:
        stopping.setattr(ChildJob, "requested", lambda self, name: True)
        assert called(*arguments).code == 3
    assert list(captions(folder / "heap")) == ["a.txt"]
    assert called(*arguments, "--resume").code == 0
    assert [text.count("1girl") for text in captions(folder / "heap").values()] == [1, 1, 1]
    assert called(*arguments, "--resume").code == 2, "nothing is unfinished any more"


def test_a_folder_that_cannot_be_written_is_refused_before_a_model_is_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tagger(folder)
    monkeypatch.setattr("os.access", lambda path, mode: Path(path) != folder / "heap")
    done = called("caption", "heap")
    assert done.code == 2 and len(done.sentences) == 1
    assert f"Nothing can be written in {folder / 'heap'}" in done.err
    assert not (folder / "jobs").exists()


@pytest.mark.nightly
def test_ctrl_c_stops_a_run_and_resume_goes_on(folder: Path) -> None:
    tagger(folder)
    for number in range(400):
        make_picture(folder / "heap" / f"{number}.png", (300, 300), seed=number)
    arguments = ["caption", "heap", "--batch-size", "1", "--general-threshold", "0", "--device", "cpu"]
    program = started(*arguments, folder=folder)
    deadline = time.monotonic() + 60
    while not captions(folder / "heap") and time.monotonic() < deadline:
        time.sleep(0.05)
    program.send_signal(signal.SIGINT)
    stopped = ended(program)
    assert stopped.code == 3, stopped.err
    before = captions(folder / "heap")
    assert 0 < len(before) < 403
    assert called(*arguments, "--resume").code == 0
    assert len(captions(folder / "heap")) == 403
    History.of(folder / "heap").undo()
    assert captions(folder / "heap") == {}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("heap",), "There is no captioning model on this machine"),
        (("heap", "--captioner", "wd14"), "put the files model.onnx, selected_tags.csv into a folder in"),
        (("heap", "--captioner", "git", "--model", "microsoft/git-base-coco"), "or ask for its download"),
        (
            ("heap", "--model", "b", "--general-threshold", "0.5"),
            "here: it acts with captioner = wd14 or deepbooru.",
        ),
        (("heap", "--model", "b", "--num-beams", "0"), "num_beams = 0 is impossible"),
        (("heap", "--model", "b", "--pictures", "gone.png"), "No longer there: gone.png"),
        (("heap", "--model", "b", "--min-length", "80"), "no sentence is both that long and that short"),
        (("heap", "--model", "b", "--resume"), "no unfinished job"),
        (("heap", "--model", "b", "--try", "a.png", "--resume"), "resume: It does nothing beside --try"),
        (("heap", "--model", "b", "--try", "a.png", "--pictures", "b.png"), "pictures: It does nothing beside --try"),
        (("heap", "--model", "b", "--try", "a.png", "--mode", "append"), "mode: It does nothing beside --try"),
        (("models", "--model", "b"), "There are no pictures in"),
        (("nowhere", "--model", "b"), "cannot be read"),
        (("heap", "--captioner", "bilp"), "Did you mean blip?"),
        (("heap", "--download"), "name the captioner"),
        (("heap", "--captioner", "deepbooru", "--download"), "no model on Hugging Face is known"),
    ],
)
def test_wrong_input_is_one_sentence_and_changes_nothing(
    folder: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    if "b" in arguments:
        model_folder(folder / "models" / "captioning" / "b")
    before = content(folder)
    done = called("caption", *arguments)
    assert done.code == 2
    assert sentence in " ".join(done.err.split())
    assert len(done.sentences) == 1
    assert content(folder) == before
