"""Captions from a model in the Dataset page: from a machine without one to captions that one click takes back."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kohya_like.dataset.projects import Project
from tests.captioning.making import captions, model_folder
from tests.captioning.taggers import make_wd14
from tests.dataset.making import make_picture

LONG = 90_000
"""Milliseconds for a job, whose process imports torch, and for a page with many parts on a busy machine."""


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What other programs left on this machine is not found."""
    monkeypatch.setenv("HF_HOME", str(tmp_path_factory.mktemp("hf")))


@pytest.fixture
def source(workspace: Path) -> Path:
    """The pictures of a new project."""
    project = Project.create(workspace, "cats")
    for number, name in enumerate(("a", "b", "c")):
        make_picture(project.own_pictures / f"{name}.png", seed=number)
    return project.own_pictures


def opened(page: Page, source: Path) -> Page:
    """The step, with the project chosen."""
    chosen = json.dumps({"project": source.parent.name})
    page.add_init_script(f"localStorage.setItem('kohya-like.dataset', {json.dumps(chosen)})")
    page.goto("/dataset#captioning")
    expect(page.locator("#captioning .captioner")).to_have_count(5, timeout=LONG)
    return page


def a_mistake_is_said_at_its_field(page: Page) -> None:
    """Other settings act with another captioner; one picture is selected for it."""
    page.locator("#captioning .captioner", has_text="BLIP").click()
    expect(page.locator("#field-captioning-general_threshold")).to_be_hidden()
    page.locator("#captioning .segments button", has_text="Selected").click()
    expect(page.locator("#captioning-start")).to_be_disabled()
    page.locator("#captioning .picture-grid .face").first.click()
    expect(page.locator("#captioning-start")).to_have_text("Write captions (1)")
    expect(page.locator("#in-captioning-mode")).to_be_visible()
    page.locator("#in-captioning-min_length").fill("many")
    page.locator("#captioning-start").click()
    expect(page.locator("#problems-captioning-min_length")).to_contain_text("min_length")


@pytest.mark.nightly  # Two processes that import torch; the walk from heap to file runs such a job each time.
def test_from_no_model_to_captions_and_back(page: Page, workspace: Path, source: Path) -> None:
    opened(page, source)
    step = page.locator("#captioning")
    expect(step).to_contain_text("No captioning model is on this machine yet")
    step.locator(".captioner", has_text="WD14").click()
    expect(step.locator(".missing", has_text="selected_tags.csv")).to_contain_text("models/captioning")
    expect(page.locator("#captioning-start")).to_be_hidden()
    step.locator("#captioning-words").fill("sls 1girl")
    step.get_by_role("button", name="Write them").click()
    expect(page.locator("#dataset")).to_contain_text("3 captions")
    assert set(captions(source).values()) == {"sls 1girl"}
    make_wd14(workspace / "models" / "captioning" / "tagger")
    model_folder(workspace / "models" / "captioning" / "sentences")
    page.locator("#dataset-undo").click()
    expect(page.locator("#dataset")).to_contain_text("0 captions")
    expect(page.locator("#captioning-start")).to_have_text("Write captions (3)")
    a_mistake_is_said_at_its_field(page)

    step.locator(".captioner", has_text="WD14").click()
    step.get_by_role("button", name="Without caption").click()
    expect(page.locator("#field-captioning-num_beams")).to_be_hidden()
    page.locator("#in-captioning-general_threshold").fill("0.0")
    page.locator("#in-captioning-caption_prefix").fill("sls")
    page.locator("#captioning-try").click()
    answers = page.locator("#captioning-answers")
    expect(answers.locator("figure")).to_have_count(1, timeout=LONG)
    expect(answers.locator(".tag", has_text="green eyes")).to_contain_text("绿眼睛")
    expect(answers.locator("img")).to_have_attribute("src", re.compile("^data:image"))
    assert captions(source) == {}

    page.locator("#captioning-start").click()
    expect(page.locator("#dataset")).to_contain_text("3 captions", timeout=LONG)
    assert all(text.startswith("sls, ") for text in captions(source).values())
    expect(page.locator("#captioning-start")).to_have_text("Write captions (0)")
    expect(page.locator("#captioning-start")).to_be_disabled()
    page.locator("#dataset-undo").click()
    expect(page.locator("#captioning-start")).to_have_text("Write captions (3)")
