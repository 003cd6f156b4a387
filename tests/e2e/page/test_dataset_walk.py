"""The whole way in the page: a heap of pictures, cropped, captioned, merged, grouped, laid out, trained to a file."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from kohya_like.demo.project import lay_out_model
from kohya_like.formats.identify import identify
from tests.captioning.taggers import make_wd14
from tests.e2e.page.newcomer import CATS

JOB, RUN = 90_000, 300_000
"""Milliseconds that the slowest machine may take for a job, and for a run."""


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What other programs left on this machine is not found."""
    monkeypatch.setenv("HF_HOME", str(tmp_path_factory.mktemp("hf")))


def step(page: Page, name: str) -> None:
    """Go on to a step as a reader does."""
    page.locator(f".dataset-steps a[data-step={name}]").click()


def apply(page: Page) -> None:
    """Look at what an operation would change, and agree."""
    page.locator("#tags-preview").click()
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def train(page: Page, workspace: Path) -> None:
    """Go on from the built folders to a finished run of a few steps."""
    page.locator("#folders-train").click()
    values = {
        "pretrained_model_name_or_path": str(workspace / "models" / "demo-sd1.safetensors"),
        "resolution": "64",
        "min_bucket_reso": "64",
        "max_train_steps": "4",
        "output_name": "smith",
    }
    for name, value in values.items():
        page.fill(f"#in-{name}", value)
    page.get_by_role("button", name=re.compile("Check and start")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Start")).click()
    expect(page.locator("#status")).to_have_text("finished", timeout=RUN)


def test_a_heap_becomes_a_lora(page: Page, workspace: Path) -> None:
    make_wd14(workspace / "models" / "captioning" / "tagger")
    lay_out_model(workspace)
    page.goto("/dataset")
    page.select_option("#dataset-chosen", "+new")
    page.fill("#dataset-name", "smith")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("#dataset-chosen")).to_have_value(":smith")

    page.set_input_files("#pictures-files", CATS)
    expect(page.locator(".pictures-step .picture-grid > li")).to_have_count(len(CATS))

    step(page, "crop")
    page.fill("#in-crop-size", "64")
    page.locator("#crop-start").click()
    expect(page.locator(".crop-run .notice.good")).to_contain_text(f"Done: {len(CATS)} files", timeout=JOB)
    cropped = workspace / "projects" / "smith" / "cropped"
    assert {Image.open(path).size for path in cropped.glob("*.png")} == {(64, 64)}

    step(page, "captioning")
    page.locator("#captioning .captioner", has_text="WD14").click()
    page.fill("#in-captioning-general_threshold", "0.0")
    page.locator("#captioning-start").click()
    expect(page.locator("#dataset")).to_contain_text(f"{len(CATS)} captions", timeout=JOB)
    first, second = (cropped / CATS[0].name).with_suffix(".txt").read_text(encoding="utf-8").split(", ")[:2]

    step(page, "tags")
    page.fill("#in-tags-merge-tags", f"{first}, {second}")
    page.fill("#in-tags-merge-into", "Smith")
    apply(page)
    page.get_by_role("button", name="Group", exact=True).click()
    for name in (CATS[0].name, CATS[1].name):
        page.locator("#tags").get_by_role("option", name=name).click()
    apply(page)
    caption = (cropped / CATS[0].name).with_suffix(".txt").read_text(encoding="utf-8")
    assert caption.startswith("Smith, Smith_group1, ") and first not in caption.split(", ")

    step(page, "folders")
    row = page.locator("#folders .concept").first
    for field, text in {"repeats": "2", "identifier": "Smith", "class_word": "toon cat"}.items():
        row.locator(f".field-block.{field} input").fill(text)
    page.locator("#build").click()
    expect(page.locator("#folders-train")).to_be_visible()
    (folder,) = (workspace / "projects" / "smith" / "train").iterdir()
    assert folder.name == "2_Smith toon cat" and len(list(folder.glob("*.txt"))) == len(CATS)

    train(page, workspace)
    made = identify(workspace / "outputs" / "smith.safetensors")
    assert (made.type, made.base) == ("lora", "sd1")
