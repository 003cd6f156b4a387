"""Captions compared with their pictures, by CLIP models in both published forms."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kohya_like.captioning import clip as clips
from kohya_like.captioning import scores as scoring
from kohya_like.captioning.clip import load_clip
from kohya_like.captioning.scores import score
from kohya_like.config.problems import InputError
from kohya_like.dataset.caption_scores import lowest_first, scores_file
from kohya_like.dataset.embeddings import read_embeddings
from kohya_like.dataset.pictures import read_picture
from kohya_like.dataset.place import Place
from kohya_like.jobs.child import ChildJob, StopRequested
from kohya_like.jobs.events import EventLog, read_events
from kohya_like.jobs.job import Job
from kohya_like.plan.scoring import checked_scoring, new_scoring
from tests.captioning.tiny_clip import make_open_clip, make_transformers_clip
from tests.dataset.making import make_picture

LONG = "a very long caption, " * 60


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model of each form."""
    folder = tmp_path_factory.mktemp("clip")
    make_open_clip(folder / "open_clip")
    make_transformers_clip(folder / "transformers")
    return folder


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Three pictures with captions, one of them long, and one without."""
    folder = tmp_path / "pictures"
    for number, caption in enumerate(["a red fox", "a house", LONG, None]):
        make_picture(folder / "inside" / f"{number}.png", caption=caption, seed=number)
    return folder


def new_job(root: Path, folder: Path, model: Path, **values: Any) -> Job:
    given = {"folder": str(folder), "model": str(model), "device": "cpu", "batch_size": 2, **values}
    return new_scoring(root, checked_scoring(root, given))


def run(job: Job) -> Path:
    return score(ChildJob(job, EventLog(job.events_file)))


def steps(job: Job) -> list[tuple[int, int]]:
    return [(e["step"], e["total"]) for e in read_events(job.events_file)[0] if e["event"] == "progress"]


@pytest.mark.parametrize("form", ["open_clip", "transformers"])
def test_captions_are_sorted_by_the_cosine_of_picture_and_text(
    form: str, models: Path, pictures: Path, tmp_path: Path
) -> None:
    assert run(new_job(tmp_path, pictures, models / form)) == scores_file(pictures)
    clip, place = load_clip(models / form, "cpu"), Place(pictures)
    found = lowest_first(place)
    assert len(found) == 3 and [row.score for row in found] == sorted(row.score for row in found)
    for row in found:
        picture = clip.of_pictures([clip.prepare(read_picture(place.pictures[row.picture]))])[0]
        text = clip.of_texts([row.caption])[0]
        assert np.linalg.norm(picture) == pytest.approx(1) and np.linalg.norm(text) == pytest.approx(1)
        assert row.score == pytest.approx(float(picture @ text), abs=2e-3)
    assert read_embeddings(pictures).vectors.keys() == set(place.pictures.values())


def test_nothing_is_looked_at_twice(
    models: Path, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(first := new_job(tmp_path, pictures, models / "open_clip"))
    assert steps(first)[-1] == (7, 7)
    before = {row.picture: row.score for row in lowest_first(Place(pictures))}
    with monkeypatch.context() as patch:
        patch.setattr(clips, "load_clip", lambda *given: pytest.fail("the model was loaded"))
        run(new_job(tmp_path, pictures, models / "open_clip"))
    (pictures / "inside" / "1.txt").write_text("a castle")
    assert len(lowest_first(Place(pictures))) == 2
    run(again := new_job(tmp_path, pictures, models / "open_clip"))
    assert steps(again) == [(1, 1)]
    after = {row.picture: row.score for row in lowest_first(Place(pictures))}
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"inside/1.png"}


def test_another_model_looks_at_everything_again(models: Path, pictures: Path, tmp_path: Path) -> None:
    run(new_job(tmp_path, pictures, models / "open_clip"))
    run(other := new_job(tmp_path, pictures, models / "transformers"))
    assert steps(other)[-1] == (7, 7)
    assert read_embeddings(pictures).model.startswith("transformers ")


def test_what_cannot_be_read_is_said_and_left_out(models: Path, pictures: Path, tmp_path: Path) -> None:
    (pictures / "inside" / "0.png").write_bytes(b"no picture")
    (pictures / "inside" / "1.txt").write_bytes(b"\xff\xfe")
    run(job := new_job(tmp_path, pictures, models / "open_clip"))
    assert [row.picture for row in lowest_first(Place(pictures))] == ["inside/2.png"]
    said = [event["message"] for event in read_events(job.events_file)[0] if event["event"] == "warning"]
    assert any("0.png" in str(text) for text in said) and any("1.txt" in str(text) for text in said)


def test_stopped_it_keeps_what_it_saw(models: Path, pictures: Path, tmp_path: Path) -> None:
    job = new_job(tmp_path, pictures, models / "open_clip")
    job.request("stop")
    with pytest.raises(StopRequested):
        run(job)
    assert len(read_embeddings(pictures).vectors) == 2


def test_what_was_seen_is_kept_now_and_then(
    models: Path, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "WRITE_SECONDS", -1)
    kept: list[int] = []
    monkeypatch.setattr(scoring, "write_embeddings", lambda folder, model, vectors: kept.append(len(vectors)))
    run(new_job(tmp_path, pictures, models / "open_clip"))
    assert kept == [2, 4, 4]


def test_a_damaged_file_of_scores_is_no_reason_to_fail(models: Path, pictures: Path, tmp_path: Path) -> None:
    run(new_job(tmp_path, pictures, models / "open_clip"))
    scores_file(pictures).write_text("{")
    assert lowest_first(Place(pictures)) == []


@pytest.mark.parametrize(
    ("form", "file"), [("open_clip", "open_clip_model.safetensors"), ("transformers", "model.safetensors")]
)
def test_a_damaged_model_is_named(form: str, file: str, tmp_path: Path) -> None:
    make = {"open_clip": make_open_clip, "transformers": make_transformers_clip}[form]
    folder = make(tmp_path / form)
    (folder / file).write_bytes((folder / file).read_bytes()[:1000])
    with pytest.raises(InputError, match="is damaged or incomplete") as caught:
        load_clip(folder, "cpu")
    assert str(folder) in str(caught.value)


def test_without_a_model_it_says_which_files_and_where(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    values = {"folder": str(pictures)}
    with pytest.raises(InputError, match=r"open_clip_config\.json and open_clip_model\.safetensors") as caught:
        checked_scoring(tmp_path, values)
    assert str(tmp_path / "models" / "clip") in str(caught.value)
    with pytest.raises(InputError, match="There is no whole CLIP model here"):
        checked_scoring(tmp_path, values | {"model": "here"})


def test_a_model_is_found_by_name_by_folder_and_by_its_weights(models: Path, pictures: Path, tmp_path: Path) -> None:
    place = tmp_path / "models" / "clip"
    place.mkdir(parents=True)
    (place / "mine").symlink_to(models / "open_clip", target_is_directory=True)
    for model in (None, "mine", str(models / "open_clip"), str(models / "open_clip" / "open_clip_model.safetensors")):
        found = checked_scoring(tmp_path, {"folder": str(pictures), "model": model}).model
        assert Path(str(found)).resolve() == models / "open_clip"


def test_where_nothing_can_be_kept_nothing_is_begun(
    models: Path, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: Path(path) != pictures)
    with pytest.raises(InputError, match="Nothing can be written in"):
        new_job(tmp_path, pictures, models / "open_clip")


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no pictures"):
        checked_scoring(tmp_path, {"folder": str(tmp_path)})
