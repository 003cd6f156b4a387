"""The Tags step: pictures filtered, tags merged and grouped after a look at what would change, all of it taken back."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dataset.making import make_picture
from tests.dataset.tags.making import contents

CAPTIONS = {
    "1": "1boy, hat, smile\r\n",
    "2": "facial hair, hat",
    "3": "1girl, long hair",
    "4": "1boy, facial hair",
    "5": None,
}


@pytest.fixture
def folder(workspace: Path) -> Path:
    """Five pictures, four of them with captions."""
    folder = workspace / "pictures"
    for number, (name, caption) in enumerate(CAPTIONS.items()):
        picture = make_picture(folder / f"{name}.png", caption=None, seed=number)
        if caption is not None:
            picture.with_suffix(".txt").write_bytes(caption.encode())
    return folder


@pytest.fixture
def tags(page: Page, folder: Path) -> Locator:
    """The step, drawn."""
    chosen = json.dumps(json.dumps({"folder": str(folder)}))
    page.add_init_script(f"localStorage.setItem('kohya-like.dataset', {chosen})")
    page.goto("/dataset#tags")
    step = page.locator(".island.tags")
    expect(step.locator(".tags-chips .chip")).to_have_count(9, timeout=60_000)  # The first load compiles every module.
    return step


def _shown(tags: Locator) -> Locator:
    return tags.locator(".picture-grid > li")


def _row(tags: Locator, tag: str) -> Locator:
    return tags.locator(f".tags-list li[data-tag='{tag}']")


def _apply(page: Page, tags: Locator) -> None:
    tags.locator("#tags-preview").click()
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_tags_are_merged_and_grouped_after_a_look_and_taken_back(page: Page, tags: Locator, folder: Path) -> None:
    before = contents(folder)
    _row(tags, "1boy").get_by_role("button", name="Put 1boy into the operation").click()
    _row(tags, "facial hair").get_by_role("button", name="Put facial hair into").click()
    expect(tags.locator("#in-tags-merge-tags")).to_have_value("1boy, facial hair")
    tags.locator("#in-tags-merge-into").press("Enter")
    expect(tags.locator("#problems-tags-merge-into")).to_contain_text("names no tag")
    tags.locator("#in-tags-merge-tags").fill("1boy，facial hair")
    tags.locator("#in-tags-merge-into").fill("Smith")
    tags.locator("#in-tags-merge-into").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("li[data-name='1.png'] del")).to_have_text(["1boy"])
    expect(dialog.locator("li[data-name='4.png'] ins")).to_have_text(["Smith"])
    expect(dialog.locator("li")).to_have_count(3)
    assert contents(folder) == before
    page.keyboard.press("Enter")
    expect(_row(tags, "Smith").locator(".count")).to_have_text("3")
    assert contents(folder)["1.txt"] == b"Smith, hat, smile\r\n"

    tags.get_by_role("button", name="Group", exact=True).click()
    expect(tags.locator("#in-tags-group-tag")).to_have_value("Smith_group1")
    for name in ("1.png", "2.png"):
        tags.get_by_role("option", name=name).click()
    expect(tags.locator("#tags-preview")).to_have_text("Preview for the selected pictures (2)")
    _apply(page, tags)
    expect(tags.locator("li[data-name='2.png'] .chip .name")).to_have_text(["Smith", "Smith_group1", "hat"])
    expect(tags.locator("#in-tags-group-tag")).to_have_value("Smith_group2")

    tags.locator("li[data-name='3.png'] .chip .name").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    expect(tags.locator("li[data-name='3.png'] .chip .name")).to_have_text(["1girl"])
    expect(tags.locator("li[data-name='3.png'] .chip .name")).to_be_focused()
    for title in ("Remove: long hair", "Group: Smith_group1", "Merge: 1boy, facial hair → Smith"):
        expect(page.locator("#dataset-undo")).to_have_attribute("title", f"Undo: {title}")
        page.locator("#dataset-undo").click()
        expect(page.locator("#dataset-undo")).not_to_have_attribute("title", f"Undo: {title}")
    assert contents(folder) == before


def test_pictures_are_filtered_and_what_others_changed_is_left_alone(page: Page, tags: Locator, folder: Path) -> None:
    tags.locator("#tags-where").fill('hat & (smile | "facial hair") &')
    expect(tags.locator("#problems-tags-where")).to_contain_text("ends where a tag should follow")
    expect(_shown(tags)).to_have_count(5)
    tags.locator("#tags-where").fill('hat & (smile | "facial hair")')
    expect(_shown(tags)).to_have_count(2)
    _row(tags, "smile").get_by_role("button", name="Leave out").click()
    expect(_shown(tags)).to_have_count(1)
    tags.get_by_role("button", name="Clear the filter").click()
    expect(_shown(tags)).to_have_count(5)
    _row(tags, "hat").locator(".name").click()
    expect(_shown(tags)).to_have_count(2)
    tags.get_by_role("button", name="Remove", exact=True).click()
    tags.locator("#in-tags-remove-tags").fill("hat")
    tags.locator("#tags-preview").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("li")).to_have_count(2)
    (folder / "2.txt").write_bytes(b"theirs")
    dialog.get_by_role("button", name="Apply").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Changed by another program or page meanwhile: 2.txt")
    dialog.get_by_role("button", name="Cancel").click()
    assert contents(folder)["1.txt"] == b"1boy, hat, smile\r\n"
