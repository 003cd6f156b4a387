"""Captions are compared with their pictures in a browser; those that fit least come first, in the editor too."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kohya_like.dataset.caption_scores import lowest_first
from kohya_like.dataset.place import Place
from tests.captioning.tiny_clip import make_open_clip
from tests.dataset.making import make_picture

SECONDS = 60_000
"""For a job, in thousandths: it imports torch."""


@pytest.fixture
def folder(workspace: Path) -> Path:
    """Pictures with captions, and a CLIP model."""
    for number in range(5):
        make_picture(workspace / "pictures" / f"{number}.png", (16, 16), f"picture {number}", seed=number)
    make_open_clip(workspace / "models" / "clip" / "tiny")
    return workspace / "pictures"


@pytest.mark.nightly  # A process that imports torch; the tests of the command line run such a job each time.
def test_wrong_captions_are_found_first(page: Page, folder: Path) -> None:
    value = json.dumps({"folder": str(folder)})
    page.add_init_script(f"localStorage.setItem('kohya-like.dataset', JSON.stringify({value}))")
    page.goto("/dataset#captioning")
    card = page.get_by_role("region", name="Wrong captions first")
    expect(card.get_by_role("combobox", name="CLIP model")).to_have_value(
        str(folder.parent / "models" / "clip" / "tiny")
    )
    card.get_by_role("button", name="Compare").click()
    expect(card.get_by_text("5 of 5 captions compared")).to_be_visible(timeout=SECONDS)
    rows = lowest_first(Place(folder))
    expect(card.locator(".scored-caption")).to_have_text([row.caption for row in rows])
    expect(card.locator(".score code").first).to_have_text(f"{rows[0].score:.3f}")
    editor = page.get_by_role("region", name="Edit captions")
    editor.get_by_role("button", name="Least fitting").click()
    expect(editor.get_by_role("textbox").first).to_have_value(rows[0].caption)
