"""The functions of the first page: what was chosen, what comes of it, and a run that starts."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from kohya_like.config.problems import InputError
from kohya_like.config.reading import parse_toml
from kohya_like.dataset.projects import Project
from kohya_like.demo.measures import FOLDER
from kohya_like.jobs.job import Job
from kohya_like.ui import uploads as uploading
from kohya_like.ui.answers import answering
from kohya_like.ui.choices import DEMO, Choices
from kohya_like.ui.panels.new import New
from kohya_like.ui.settings import Settings, write_settings
from kohya_like.ui.site import Site
from tests.dataset.making import make_picture
from tests.plan.making import TEXT_ENCODER, UNET, make_base


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files arrive from the browser."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setattr(uploading, "get_upload_folder", lambda: str(folder))
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def new(root: Path) -> New:
    return New(Site(root))


def chosen(**changes: Any) -> Choices:
    return Choices(goal="character", quality="good", trigger="sls7", class_word="1girl", base=str(DEMO)).model_copy(
        update=changes
    )


def cats(root: Path) -> str:
    """A folder of ten pictures in the workspace."""
    shutil.copytree(FOLDER / "pictures" / "train" / "10_sks toon cat", root / "cats")
    return str(root / "cats")


def sent(uploads: Path, name: str, seed: int = 0) -> dict[str, str]:
    place = make_picture(uploads / str(seed) / Path(name).name, seed=seed)
    return {"path": str(place), "name": name}


def fields(error: InputError) -> list[str]:
    return [problem.field for problem in error.problems if problem.severity == "error"]


def errors(new: New, choices: Choices) -> list[str]:
    return [p["field"] for p in new.advise(choices)["problems"] if p["severity"] == "error"]


def settled(new: New, choices: Choices) -> Choices:
    """As the page does it before a start."""
    return choices.model_copy(update={"project": new.settle(choices), "folder": None})


def job_table(new: New, job: str) -> dict[str, Any]:
    return parse_toml(Job.find(new.site.root, job).config)


def test_uploads_become_a_project(new: New, uploads: Path) -> None:
    answer = new.add([sent(uploads, "a.png", 1), sent(uploads, "set/b.png", 2)], "my girl")
    assert (answer["project"], answer["added"], answer["refused"]) == ("my girl", 2, [])
    assert not [path for path in uploads.rglob("*") if path.is_file()], "what was taken in is not kept twice"
    again = new.add([sent(uploads, "c.png", 3)], "", answer["project"])
    assert again["project"] == "my girl"
    found = new.pictures(chosen(project="my girl"))
    assert (found["count"], found["own"], found["names"]) == (3, True, ["a.png", "b.png", "c.png"])


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.png", "gone.png"])
def test_only_uploads_are_taken(new: New, uploads: Path, path: str) -> None:
    make_picture(uploads.parent / "secret.png")
    with pytest.raises(InputError, match="was not uploaded"):
        new.add([{"path": str(uploads / path), "name": "a.png"}], "p")


def test_pictures_can_be_taken_out_again(new: New, uploads: Path) -> None:
    project = new.add([sent(uploads, "a[1].png", 1), sent(uploads, "a1.png", 2)], "p")["project"]
    new.remove(project, ["a[1].png"])
    assert new.pictures(chosen(project=project))["names"] == ["a1.png"]
    with pytest.raises(InputError):
        new.remove(project, ["../project.toml"])


def test_a_folder_elsewhere_is_never_changed(new: New, root: Path, uploads: Path) -> None:
    project = Project.create(root, "p", Path(cats(root)))
    with pytest.raises(InputError, match="stays as it is"):
        new.add([sent(uploads, "a.png")], "", project.name)
    with pytest.raises(InputError, match="stays as it is"):
        new.remove(project.name, ["cat01.png"])
    assert (root / "cats" / "cat01.png").exists()


def test_thumbnails_come_in_parts(new: New, root: Path) -> None:
    drawn = new.thumbnails(chosen(folder=cats(root)), 8)
    assert len(drawn) == 2
    assert all(address is not None and address.startswith("data:image/webp;base64,") for address in drawn)


def test_the_demo_model_is_there_when_there_is_nothing_else(new: New, root: Path) -> None:
    (demo,) = new.models()
    assert (demo["demo"], demo["path"], demo["reason"]) == (True, str(DEMO), None)
    (root / "models").mkdir()
    make_base(root / "models" / "mine.safetensors")
    make_base(root / "models" / "a-part.safetensors", UNET | TEXT_ENCODER)
    assert [model["name"] for model in new.models()] == ["mine", "demo-sd1", "a-part"]


def test_models_of_other_programs_are_found(new: New, root: Path, tmp_path: Path) -> None:
    for place in ("webui/models/Stable-diffusion", "comfy/models/checkpoints", "more"):
        (tmp_path / place).mkdir(parents=True)
        make_base(tmp_path / place / f"{place[0]}.safetensors")
    settings = Settings(webui_dir=tmp_path / "webui", comfyui_dir=tmp_path / "comfy", models_dirs=[tmp_path / "more"])
    write_settings(root, settings)
    assert {model["name"] for model in new.models()} == {"w", "c", "m", "demo-sd1"}


def test_settings_and_plan_for_what_was_chosen(new: New, root: Path) -> None:
    found = new.advise(chosen(folder=cats(root)))
    assert [problem for problem in found["problems"] if problem["severity"] == "error"] == []
    plan = found["plan"]
    assert (plan["pictures"], plan["steps"], plan["batch"], plan["tiny"]) == (10, 140, 8, True)
    assert plan["bytes"] > 10**6
    assert {"repeats", "network_dim", "sample_prompts"} <= {advice["name"] for advice in found["advice"]}


def test_what_is_missing_is_said_at_its_field(new: New) -> None:
    assert errors(new, chosen(trigger="", base="")) == ["new.pictures", "new.trigger", "new.base"]


def test_wrong_choices_are_said_at_their_fields(new: New, root: Path) -> None:
    folder = cats(root)
    assert errors(new, chosen(folder=folder, trigger="a/b", class_word="x\\y")) == ["new.trigger", "new.class_word"]
    assert errors(new, chosen(folder=folder, base=str(root / "gone.safetensors"))) == ["new.base"]
    assert errors(new, chosen(folder=folder, base="/etc/passwd")) == ["new.base"]
    assert errors(new, chosen(folder="/etc")) == ["new.pictures"]
    assert errors(new, chosen(project="../cats")) == ["new.pictures"]


def test_an_unreadable_picture_is_named_and_left_out(new: New, root: Path) -> None:
    folder = cats(root)
    (root / "cats" / "broken.png").write_bytes(b"no picture")
    (problem,) = new.advise(chosen(folder=folder))["problems"]
    assert (problem["field"], problem["severity"]) == ("new.pictures", "warning")
    assert "broken.png" in problem["message"]


def test_a_folder_without_a_readable_picture_is_an_error(new: New, root: Path) -> None:
    (root / "bad").mkdir()
    (root / "bad" / "broken.png").write_bytes(b"no picture")
    assert set(errors(new, chosen(folder=str(root / "bad")))) == {"new.pictures"}


def test_few_pictures_are_warned_of(new: New, root: Path) -> None:
    make_picture(root / "few" / "a.png")
    messages = [problem["message"] for problem in new.advise(chosen(folder=str(root / "few")))["problems"]]
    assert any(message.startswith("Only 1") for message in messages)


def test_a_run_starts_from_uploads(new: New, uploads: Path) -> None:
    files = [sent(uploads, f"{seed}.png", seed) for seed in range(8)]
    choices = settled(new, chosen(project=new.add(files, "")["project"]))
    assert choices.project == "sls7"
    table = job_table(new, new.start(choices))
    assert table["dataset"]["train_data_dir"] == str(new.site.root / "projects" / "sls7" / "train")
    assert table["model"]["pretrained_model_name_or_path"] == str(new.site.root / "models" / DEMO.name)
    assert table["save"]["output_name"] == "sls7"
    assert new.site.jobs()[0].status in ("queued", "created")


def test_a_run_starts_from_a_folder_that_stays_as_it_is(new: New, root: Path) -> None:
    folder = cats(root)
    before = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    new.start(settled(new, chosen(folder=folder)))
    assert {path.name: path.read_bytes() for path in Path(folder).iterdir()} == before
    (laid_out,) = (root / "projects" / "sls7" / "train").iterdir()
    assert laid_out.name == "22_sls7 1girl"
    assert (laid_out / "cat01.txt").read_text() == "sls7, a sks toon cat"


def test_folders_with_repeats_are_trained_where_they_lie(new: New, root: Path) -> None:
    shutil.copytree(FOLDER / "pictures" / "train", root / "set")
    choices = chosen(folder=str(root / "set"))
    assert new.pictures(choices)["words"] == ["sks", "toon cat"]
    assert new.settle(choices) is None
    table = job_table(new, new.start(choices))
    assert table["dataset"]["train_data_dir"] == str(root / "set")
    assert table["train"]["max_train_epochs"] == 11
    assert not (root / "projects").exists()


def test_what_a_waiting_run_needs_is_not_laid_out_anew(new: New, root: Path) -> None:
    choices = settled(new, chosen(folder=cats(root)))
    first = new.start(choices)
    again = settled(new, choices.model_copy(update={"quality": "best", "goal": "style"}))
    assert again.project == "sls7-2"
    second = new.start(again)
    folders = [job_table(new, job)["dataset"]["train_data_dir"] for job in (first, second)]
    assert folders == [str(root / "projects" / name / "train") for name in ("sls7", "sls7-2")]


def test_cropped_pictures_are_trained_in_the_place_of_their_originals(new: New, uploads: Path) -> None:
    name = new.add([sent(uploads, f"{seed}.png", seed) for seed in range(8)], "")["project"]
    project = Project.find(new.site.root, name)
    cut = make_picture(project.cropped / "0.png", (80, 80), seed=99, caption="smiling")
    found = new.pictures(chosen(project=name))
    assert (found["count"], found["own"], found["captions"]) == (1, False, 1)
    with pytest.raises(InputError, match="cropped copies"):
        new.add([sent(uploads, "9.png", 9)], "", name)
    content = cut.read_bytes()
    new.details(settled(new, chosen(project=name)))
    (laid_out,) = (new.site.root / "projects" / "sls7" / "train").iterdir()
    assert {path.name for path in laid_out.iterdir()} == {"0.png", "0.txt"}
    assert (laid_out / "0.png").read_bytes() == content


def test_names_of_runs_are_not_used_twice(new: New, root: Path) -> None:
    (root / "outputs").mkdir()
    (root / "outputs" / "sls7.safetensors").touch()
    choices = settled(new, chosen(folder=cats(root)))
    names = [job_table(new, new.start(settled(new, choices)))["save"]["output_name"] for _ in range(2)]
    assert names == ["sls7-2", "sls7-3"]


def test_details_go_on_elsewhere(new: New, root: Path) -> None:
    values = new.details(settled(new, chosen(folder=cats(root))))
    assert values["train_data_dir"] == str(root / "projects" / "sls7" / "train")
    assert values["training_comment"] == "trigger word: sls7"
    assert "repeats" not in values


@pytest.mark.parametrize("function", ["settle", "details", "start"])
def test_nothing_is_made_of_wrong_choices(new: New, root: Path, function: str) -> None:
    with pytest.raises(InputError) as caught:
        getattr(new, function)(chosen(folder=cats(root), trigger=""))
    assert fields(caught.value) == ["new.trigger"]
    assert not (root / "projects").exists()
    assert new.site.jobs() == []


def test_the_browser_sends_choices_as_an_object(new: New) -> None:
    answer = answering(new.advise)({"choices": chosen(trigger="").model_dump()})
    assert "value" in answer
    wrong = answering(new.advise)({"choices": {**chosen().model_dump(), "goal": "world peace"}})
    assert "error" in wrong


def test_a_link_out_of_the_allowed_folders_is_not_drawn(root: Path, tmp_path: Path) -> None:
    write_settings(root, Settings(allowed_folders=[]))
    make_picture(root / "heap" / "a.png")
    (root / "heap" / "b.png").symlink_to(make_picture(tmp_path / "secret.png"))
    drawn = New(Site(root)).thumbnails(chosen(folder=str(root / "heap")), 0)
    assert [address is not None for address in drawn] == [True, False]
