"""What the comparison of captions with pictures is told, and what it queues."""

from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.config.scores import ScoresConfig
from kohya_like.dataset.caption_scores import Captioned, write_scores
from kohya_like.jobs.status import look
from kohya_like.ui.panels import scores as panel
from kohya_like.ui.panels.captions import Captions
from kohya_like.ui.panels.scores import Scores
from kohya_like.ui.places import Chosen
from kohya_like.ui.site import Site
from tests.dataset.making import make_picture


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def scores(site: Site) -> Scores:
    return Scores(site)


@pytest.fixture
def chosen(tmp_path: Path) -> Chosen:
    """Two pictures with captions, which were compared, one of them before its caption was changed; one without."""
    folder = tmp_path / "toy"
    for name, caption in {"a": "a fox", "b": "a cat", "c": "a house", "d": None}.items():
        make_picture(folder / f"{name}.png", caption=caption)
    found = {Captioned(folder / f"{name}.png", text): score for name, text, score in COMPARED}
    write_scores(folder, "some model", found)
    return Chosen(folder=str(folder))


COMPARED = (("a", "a fox", 0.3), ("b", "a cat", 0.1), ("c", "a castle", 0.0))


def make_model(root: Path, name: str) -> Path:
    """What passes for a CLIP model as long as nobody reads its weights."""
    folder = root / "models" / "clip" / name
    folder.mkdir(parents=True)
    (folder / "open_clip_config.json").write_text("{}")
    (folder / "open_clip_model.safetensors").write_bytes(b"")
    return folder


def test_captions_that_fit_least_come_first(scores: Scores, site: Site, chosen: Chosen) -> None:
    found = scores.lowest(chosen)
    assert (found["captions"], found["scored"]) == (3, 2)
    assert found["rows"][0] == {"picture": "b.png", "caption": "a cat", "score": 0.1}
    assert [row["picture"] for row in found["rows"]] == ["b.png", "a.png"] == Captions(site).names(chosen, "unfit")


def test_no_answer_is_endless(scores: Scores, chosen: Chosen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel, "MOST_ROWS", 1)
    assert len(scores.lowest(chosen)["rows"]) == 1


def test_without_a_model_the_page_says_which_files_and_where(
    scores: Scores, chosen: Chosen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    models = scores.models()
    assert models["found"] == [] and str(tmp_path / "models" / "clip") in models["needed"]["zh"]
    with pytest.raises(InputError, match="There is no CLIP model on this machine"):
        scores.start(chosen)


def test_a_comparison_is_queued_with_the_model_found(
    scores: Scores, site: Site, chosen: Chosen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    folder = make_model(tmp_path, "mine")
    assert scores.models() == {"found": [{"name": "mine", "folder": str(folder)}], "needed": None}
    for model in (None, str(folder)):
        job = site.job(scores.start(chosen, model))
        config = ScoresConfig.from_toml(job.config)
        assert (config.model, config.folder) == (str(folder), tmp_path / "toy")
        assert look(job).status == "queued"


def test_a_model_outside_the_allowed_folders_is_refused(scores: Scores, chosen: Chosen) -> None:
    with pytest.raises(InputError, match="outside"):
        scores.start(chosen, "/etc")
