"""The crop step: a box drawn by hand reaches the file on the disk, and one undo takes everything back."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from kohya_like.dataset.projects import Project
from tests.dataset.cropping.making import PORTRAIT, wide_with_portrait
from tests.dataset.making import make_picture

WIDE, TINY = "wide 宽.png", "tiny.png"


@pytest.fixture
def project(workspace: Path) -> Project:
    """A wide picture with a face at its right, a portrait, and a picture that is too small."""
    project = Project.create(workspace, "crop")
    wide_with_portrait(project.own_pictures / WIDE, left=900).with_suffix(".txt").write_text("a portrait")
    (project.own_pictures / "portrait.jpg").write_bytes(PORTRAIT.read_bytes())
    make_picture(project.own_pictures / TINY, (40, 40))
    return project


@pytest.fixture
def crop(page: Page, project: Project) -> Page:
    """The step, with the wide picture shown."""
    page.add_init_script(
        f"""if (!localStorage.getItem("kohya-like.dataset")) {{
          localStorage.setItem("kohya-like.dataset", {json.dumps(json.dumps({"project": project.name}))});
          localStorage.setItem("kohya-like.crop", '{{"size":"256"}}');
        }}"""
    )
    page.goto("/dataset#crop")
    page.get_by_role("button", name=WIDE).click()
    expect(page.locator("#crop-facts")).to_contain_text("1200 × 320 → 256 × 256")
    return page


def box_of(page: Page) -> list[int]:
    """The box that the browser remembers."""
    (boxes,) = page.evaluate("Object.values(JSON.parse(localStorage.getItem('kohya-like.crop-boxes') ?? '{}'))")
    found: list[int] = boxes[WIDE]
    return found


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one place of the picture to another, in parts of its width and height."""
    canvas = page.locator(".crop-canvas").bounding_box()
    assert canvas is not None
    places = [(canvas["x"] + canvas["width"] * x, canvas["y"] + canvas["height"] * y) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=4)
    page.mouse.up()


def test_a_drawn_box_becomes_the_file_and_undo_takes_it_back(crop: Page, project: Project) -> None:
    expect(crop.locator("#crop-facts")).to_contain_text("a face was found")
    assert float(crop.locator(".crop-overlay .kept").get_attribute("x") or 0) > 700, "the face at the right is kept"
    expect(crop.locator(".crop-run")).to_contain_text("Pictures: 2 → files: 2")
    expect(crop.locator(".crop-run .warning")).to_contain_text("Too small: 1. They are left out")

    crop.locator(".crop-canvas").scroll_into_view_if_needed()
    drag(crop, (0.05, 0.05), (0.3, 0.99))
    expect(crop.locator("#crop-facts")).to_contain_text("the box drawn by hand")
    left, top, right, bottom = box_of(crop)
    assert right - left == pytest.approx(bottom - top, abs=1), "the shape of the size is kept"
    drag(crop, (0.1, 0.5), (0.12, 0.5))
    moved = box_of(crop)
    assert moved[0] == pytest.approx(left + 24, abs=3) and moved[2] - moved[0] == right - left
    crop.locator(".crop-box").focus()
    crop.keyboard.press("ArrowRight")
    crop.keyboard.press("Shift+ArrowLeft")
    assert box_of(crop) == [moved[0] - 9, moved[1], moved[2] - 9, moved[3]]

    crop.locator("#crop-start").click()
    expect(crop.locator(".crop-run .notice.good")).to_contain_text("Done: 2 files lie in", timeout=60_000)
    result = Image.open(project.cropped / WIDE)
    assert result.size == (256, 256)
    assert (np.asarray(result) == np.asarray(result)[0, 0]).all(), "the box held even grey, and not the face"
    assert (project.cropped / WIDE).with_suffix(".txt").read_text() == "a portrait"
    assert Image.open(project.cropped / "portrait.png").size == (256, 256)
    assert not (project.cropped / TINY).exists()
    assert Image.open(project.own_pictures / WIDE).size == (1200, 320)

    crop.locator("#dataset-undo").click()
    expect(crop.locator(".toasts")).to_contain_text("Taken back: Cropped pictures: 2")
    assert not project.cropped.exists()


def test_buckets_faces_and_mistakes(crop: Page) -> None:
    crop.locator("#in-crop-enable_bucket").check()
    expect(crop.locator("#field-crop-size")).to_be_hidden()
    crop.fill("#in-crop-resolution", "256")
    rows = crop.locator(".crop-buckets tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text("Too small")
    rows.last.get_by_role("button").click()
    expect(crop.locator(".crop-strip button")).to_have_count(1)
    expect(crop.locator("#crop-facts")).to_contain_text("40 × 40")
    crop.locator("#crop-box-face").click()
    expect(crop.locator(".toasts")).to_contain_text("No face was found here.")
    crop.locator("#crop-all").click()
    expect(crop.locator(".crop-strip button")).to_have_count(3)
    crop.get_by_role("button", name="portrait.jpg").click()
    crop.locator("#crop-box-face").click()
    expect(crop.locator(".crop-box")).to_be_focused()
    crop.keyboard.press("Delete")
    expect(crop.locator(".crop-box")).to_be_hidden()
    crop.fill("#in-crop-resolution", "1")
    expect(crop.locator("#problems-crop-resolution")).to_contain_text("resolution = 1x1 is impossible")
    expect(crop.locator("#in-crop-resolution")).to_have_attribute("aria-invalid", "true")
