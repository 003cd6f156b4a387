"""The pictures of the dataset guide, taken from the page itself: python -m scripts.dataset_guide docs/dataset

Makes a project of the demo's drawings in a temporary workspace, does each of the six steps in a browser, in English and
in Chinese, and photographs it. Chinese needs a font that has it, such as Debian's fonts-noto-cjk.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from kohya_like.dataset.projects import Project
from kohya_like.demo.measures import FOLDER
from scripts.browser import launched, served

LOCALES = {"en": "en-GB", "zh": "zh-CN"}
SIZE: ViewportSize = {"width": 1120, "height": 900}
MILLISECONDS = 60_000
SETTLE_MILLISECONDS = 1500
"""For pictures that fill what is drawn already."""

CATS, ANIMALS = FOLDER / "pictures" / "train" / "10_sks toon cat", FOLDER / "pictures" / "reg" / "1_toon animal"
ROOM = (255, 244, 214)
"""Colour of a wide picture's background."""


def main(arguments: list[str] | None = None) -> None:
    """Take all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, launched(playwright) as browser:
        for language in LOCALES:
            with tempfile.TemporaryDirectory() as root, served(Path(root)) as address:
                make_heap(Project.create(Path(root), "smith"))
                photograph(browser, address, folder, language)


def make_heap(project: Project) -> None:
    """Cats with tags, one of them twice and one in a wide picture, and other animals for regularisation."""
    source = project.own_pictures
    for place, cat in enumerate(sorted(CATS.glob("*.png"))):
        shutil.copy(cat, source / cat.name)
        tags = ["1boy", "facial hair", "smile" if place % 2 else "hat", *(["sitting"] if place % 3 == 0 else [])]
        (source / cat.name).with_suffix(".txt").write_text(", ".join(tags), encoding="utf-8")
    first = min(CATS.glob("*.png"))
    shutil.copy(first, source / "cat01 copy.png")
    with Image.open(first) as face:
        wide = Image.new("RGB", (face.width * 3, face.height), ROOM)
        wide.paste(face, (face.width * 2, 0))
    wide.save(source / "wide.png")
    shutil.copytree(ANIMALS, source / "animals")


def photograph(browser: Browser, address: str, folder: Path, language: str) -> None:
    """Do each step and photograph it."""
    with browser.new_context(viewport=SIZE, locale=LOCALES[language], base_url=address) as context:
        context.set_default_timeout(MILLISECONDS)
        chosen = json.dumps(json.dumps({"project": "smith"}))
        context.add_init_script(f"localStorage.setItem('kohya-like.dataset', {chosen})")
        for step, act in STEPS.items():
            page = context.new_page()  # An address that differs in its step only would not be loaded anew.
            page.goto(f"/dataset#{step}")
            page.wait_for_selector(f".island.{step} > *")
            act(page)
            page.wait_for_timeout(SETTLE_MILLISECONDS)
            page.screenshot(path=folder / f"{step}-{language}.png")
            page.close()


def check(page: Page) -> None:
    """Let the pictures be checked for a small resolution, and open what was found."""
    page.click("#pictures-check")
    page.locator(".finding[data-code=duplicate] summary").click()
    page.locator(".doctor").evaluate("element => element.scrollIntoView({ block: 'start' })")


def draw_box(page: Page) -> None:
    """Show what one size keeps of the wide picture."""
    page.fill("#in-crop-size", "128")
    page.get_by_role("button", name="wide.png").click()
    page.wait_for_selector(".crop-overlay .kept", state="attached")
    page.locator(".crop-canvas").evaluate("element => element.scrollIntoView({ block: 'center' })")


def edit(page: Page) -> None:
    """Show the editor."""
    page.wait_for_selector("#captions textarea")
    page.locator("#captions").evaluate("element => element.scrollIntoView({ block: 'start' })")


def merge(page: Page) -> None:
    """Open the preview of a merge."""
    page.fill("#in-tags-merge-tags", "1boy, facial hair")
    page.fill("#in-tags-merge-into", "Smith")
    page.locator("#in-tags-merge-into").press("Enter")
    page.wait_for_selector("dialog ins")


def build(page: Page) -> None:
    """One row to train, one for regularisation, and build their folders."""
    rows = page.locator("#folders .concept")
    rows.nth(1).locator("button.icon").click()  # The animals are proposed as something to train.
    page.click("#add-reg")
    for row, values in enumerate(({"identifier": "smith", "class_word": "1boy"}, {"class_word": "1boy"})):
        for name, text in values.items():
            rows.nth(row).locator(f".field-block.{name} input").fill(text)
    rows.nth(1).locator(".field-block.source select").select_option("animals")
    page.click("#build")
    page.wait_for_selector("#folders-train:visible")
    page.locator("#folders").evaluate("element => element.scrollIntoView({ block: 'start' })")


def nothing(_: Page) -> None:
    """The step as it opens."""


STEPS: dict[str, Callable[[Page], None]] = {
    "pictures": check,
    "crop": draw_box,
    "captioning": edit,
    "tags": merge,
    "folders": build,
    "regularise": nothing,
}

if __name__ == "__main__":
    main()
