"""What a newcomer does on the first page, for the tests that begin there."""

from playwright.sync_api import Page, expect

from kohya_like.demo.measures import FOLDER

CATS = sorted((FOLDER / "pictures" / "train" / "10_sks toon cat").glob("*.png"))
"""Pictures alone, as somebody has them who has never heard of captions."""


def add_cats(page: Page) -> None:
    """Choose the pictures in the system's dialog."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose pictures…").click()
    chooser.value.set_files(CATS)
    expect(page.locator(".gallery img[src]")).to_have_count(len(CATS))
