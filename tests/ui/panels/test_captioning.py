"""Captions from a model on the page: what is offered, what a job is told, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from kohya_like.config.caption import CaptionConfig, DownloadConfig, TryConfig
from kohya_like.config.choices import CAPTIONERS
from kohya_like.config.problems import InputError
from kohya_like.jobs.answers import Answer, Answers
from kohya_like.jobs.status import look
from kohya_like.ui.panels.captioning import Captioning
from kohya_like.ui.places import Chosen
from kohya_like.ui.settings import Settings, write_settings
from kohya_like.ui.site import Site
from tests.captioning.making import captions, model_folder
from tests.dataset.making import make_picture


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A workspace whose page may look nowhere else, with pictures and no model."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    root = tmp_path / "workspace"
    root.mkdir()
    write_settings(root, Settings(allowed_folders=[]))
    make_picture(root / "heap" / "a.png", caption="a hat")
    make_picture(root / "heap" / "10_sls 1girl" / "b.png")
    return Site(root.resolve())


@pytest.fixture
def panel(site: Site) -> Captioning:
    return Captioning(site)


@pytest.fixture
def heap(site: Site) -> Chosen:
    return Chosen(folder=str(site.root / "heap"))


def blip(site: Site, name: str = "b") -> str:
    return str(model_folder(site.root / "models" / "captioning" / name))


def told(site: Site, job: str, kind: Any) -> Any:
    found = site.job(job)
    assert look(found).status == "queued"
    return kind.from_toml(found.config)


def test_every_captioner_is_offered_with_what_it_needs(panel: Captioning, site: Site) -> None:
    folder = blip(site)
    found = {each["name"]: each for each in panel.captioners()}
    assert list(found) == list(CAPTIONERS)
    assert found["blip"]["models"] == [{"name": "b", "folder": folder}]
    assert (found["wd14"]["models"], found["wd14"]["files"]) == ([], ["model.onnx", "selected_tags.csv"])
    assert found["wd14"]["published"][0]["gigabytes"] > 0
    assert found["wd14"]["folder"] == str(site.root / "models" / "captioning")


def test_the_form_has_what_has_no_place_of_its_own(panel: Captioning) -> None:
    names = [parameter["name"] for parameter in panel.parameters()]
    assert {"mode", "num_beams", "general_threshold", "batch_size"} <= set(names)
    assert not {"captioner", "model", "train_data_dir", "pictures"} & set(names)


def test_pictures_without_caption_are_counted(panel: Captioning, heap: Chosen) -> None:
    assert panel.pictures(heap) == {"names": ["a.png", "10_sls 1girl/b.png"], "without": ["10_sls 1girl/b.png"]}


def test_a_run_is_told_everything(panel: Captioning, site: Site, heap: Chosen) -> None:
    folder = blip(site)
    job = panel.start(heap, {"captioner": "blip", "model": folder, "num_beams": 5}, ["a.png", "10_sls 1girl/b.png"])
    config = told(site, job, CaptionConfig)
    assert (config.captioner, config.model, config.num_beams) == ("blip", folder, 5)
    assert config.train_data_dir == site.root / "heap"
    assert config.pictures == ["a.png", "10_sls 1girl/b.png"]


@pytest.mark.parametrize(
    ("values", "pictures", "field"),
    [
        ({"num_beams": 99}, [], "num_beams"),
        ({"min_length": "many"}, [], "min_length"),
        ({"captioner": "wd14"}, [], "model"),
        ({"model": "/etc"}, [], "model"),
        ({"mode": "skip"}, ["a.png"], "mode"),
        ({}, ["gone.png"], ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    *, panel: Captioning, site: Site, heap: Chosen, values: dict[str, Any], pictures: list[str], field: str
) -> None:
    blip(site)
    with pytest.raises(InputError) as error:
        panel.start(heap, {"captioner": "blip", **values}, pictures)
    assert [problem.field for problem in error.value.problems] == [field]
    assert site.jobs() == []


def test_a_trial_takes_one_captioner_or_all_that_are_here(panel: Captioning, site: Site, heap: Chosen) -> None:
    first, second = blip(site), blip(site, "c")
    one = told(site, panel.attempt(heap, {"captioner": "blip", "model": second}, ["a.png"]), TryConfig)
    assert [(each.captioner, str(each.model)) for each in one.sources] == [("blip", second)]
    every = told(site, panel.attempt(heap, {"captioner": "blip"}, ["a.png"], every=True), TryConfig)
    assert [(each.captioner, str(each.model)) for each in every.sources] == [("blip", first)]


def test_answers_come_with_chinese_glosses(panel: Captioning, site: Site, heap: Chosen) -> None:
    blip(site)
    job = panel.attempt(heap, {"captioner": "blip"}, ["a.png"])
    assert panel.answers(job) == []
    said = Answer(captioner="wd14", model="/m", picture="a.png", caption="long hair", tags=(("long hair", 0.9),))
    wrong = Answer(captioner="blip", model="/m", picture="a.png", error_en="No.", error_zh="不。")
    site.job(job).write(Answers(answers=(said, wrong)))
    first, second = panel.answers(job)
    assert first["tags"] == [{"tag": "long hair", "probability": 0.9, "gloss": "长发"}]
    assert (first["error"], second["error"]) == (None, {"en": "No.", "zh": "不。"})


def test_a_download_is_queued_because_it_was_asked_for(panel: Captioning, site: Site) -> None:
    config = told(site, panel.download("wd14"), DownloadConfig)
    assert (config.captioner, config.model) == ("wd14", "SmilingWolf/wd-swinv2-tagger-v3")
    with pytest.raises(InputError, match="no model on Hugging Face is known"):
        panel.download("deepbooru")


def test_words_are_written_where_there_is_no_caption(panel: Captioning, site: Site, heap: Chosen) -> None:
    assert panel.write_words(heap, "") == 1
    assert captions(site.root / "heap") == {"a.txt": "a hat", "10_sls 1girl/b.txt": "sls 1girl"}
    make_picture(site.root / "heap" / "c.png")
    assert panel.write_words(heap, " cpc 1girl ") == 1
    assert captions(site.root / "heap")["c.txt"] == "cpc 1girl"
