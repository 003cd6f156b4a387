"""The dialog that picks a file or a folder, by mouse, keyboard and typed path."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import browser

PICK = """async (options) => {
    const here = document.querySelector('link[href$="/browse.css"]').href;
    const { pickPath } = await import(new URL("browse.js", here));
    pickPath(options).then((path) => { window.picked = path; });
}"""


@pytest.fixture(scope="module", autouse=True)
def folders(workspace: Path) -> None:
    """What there is to be found, and a folder with very many files."""
    for name in ("pictures/10_x girl", "pictures/animals", "models", "many"):
        (workspace / name).mkdir(parents=True)
    for name in ("first.safetensors", "second.ckpt", "read me.txt"):
        (workspace / "models" / name).write_bytes(b"x" * 1500)
    for number in range(10_000):
        (workspace / "many" / f"picture {number}.txt").touch()
    (workspace / "settings.json").write_text(json.dumps({"allowed_folders": []}))


@pytest.fixture
def dialog(page: Page) -> Locator:
    """The page whose dialog is tested, opened on Settings."""
    page.goto("/settings")
    expect(page.locator("#in-webui_dir")).to_be_visible()
    return page.get_by_role("dialog")


def pick(page: Page, **options: Any) -> None:
    """Open the dialog as any part of the page does."""
    page.evaluate(PICK, options)
    expect(page.get_by_role("dialog").get_by_role("listbox")).to_be_focused()


def picked(page: Page) -> Any:
    page.wait_for_function("window.picked !== undefined")
    return page.evaluate("window.picked")


def test_a_folder_is_picked_with_the_mouse(page: Page, dialog: Locator, workspace: Path) -> None:
    field = page.locator("#in-webui_dir")
    page.locator(".path-field", has=field).get_by_role("button").click()
    expect(dialog.get_by_role("button", name="Workspace").first).to_have_attribute("aria-pressed", "true")
    dialog.get_by_role("option", name="pictures").click()
    dialog.get_by_role("option", name="10_x girl").click()
    trail = dialog.get_by_role("navigation", name="Where you are").get_by_role("button")
    expect(trail).to_have_text(["Workspace", "pictures", "10_x girl"])
    trail.nth(1).click()
    expect(dialog.get_by_role("option")).to_have_text(["10_x girl", "animals"])
    dialog.get_by_role("button", name="Choose this folder").click()
    expect(dialog).to_have_count(0)
    expect(field).to_have_value(str(workspace / "pictures"))
    expect(field).to_be_focused()


def test_a_file_is_picked_with_the_keyboard(page: Page, dialog: Locator, workspace: Path) -> None:
    pick(page, kind="file", suffixes=[".safetensors", ".ckpt"])
    page.keyboard.type("mod")
    expect(dialog.get_by_role("option")).to_have_text(["models"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("option")).to_have_count(2)
    expect(dialog.get_by_role("option").first).to_contain_text("first.safetensors1.5 kB")
    assert page.evaluate("[...document.querySelectorAll('.entry path')].every((path) => path.getTotalLength() > 20)")
    page.keyboard.press("Backspace")
    expect(dialog.get_by_role("option", name="models")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("option")).to_have_count(2)
    page.keyboard.press("End")
    expect(dialog.get_by_label("Path")).to_have_value(str(workspace / "models/second.ckpt"))
    page.keyboard.press("Enter")
    assert picked(page) == str(workspace / "models/second.ckpt")


def test_escape_picks_nothing(page: Page, dialog: Locator) -> None:
    pick(page, kind="folder")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert picked(page) is None


def test_a_typed_path_is_checked_and_stays(page: Page, dialog: Locator, workspace: Path) -> None:
    pick(page, kind="folder")
    path, problem = dialog.get_by_label("Path"), dialog.locator("#browse-problem")
    for wrong, sentence in (
        ("/etc", "outside the folders"),
        ("none", "There is no"),
        ("models/second.ckpt", "is a file"),
    ):
        path.fill(wrong)
        path.press("Enter")
        expect(problem).to_contain_text(sentence)
        expect(path).to_have_value(wrong)
        expect(path).to_have_attribute("aria-invalid", "true")
    path.fill("models")
    expect(problem).to_be_empty()
    path.press("Enter")
    assert picked(page) == str(workspace / "models")


def test_it_begins_where_the_field_is_or_where_something_was_picked_last(
    page: Page, dialog: Locator, workspace: Path
) -> None:
    pick(page, kind="file", start=str(workspace / "models/second.ckpt"))
    expect(dialog.get_by_role("option", name="second.ckpt")).to_have_attribute("aria-selected", "true")
    dialog.get_by_role("button", name="Choose", exact=True).click()
    assert picked(page) == str(workspace / "models/second.ckpt")
    pick(page, kind="any", start="no such folder")
    expect(dialog.get_by_role("option", name="second.ckpt")).to_have_attribute("aria-selected", "true")


def test_a_folder_is_made_on_the_way(page: Page, dialog: Locator, workspace: Path) -> None:
    pick(page, kind="folder")
    dialog.get_by_role("button", name="New folder").click()
    name = dialog.get_by_label("Name of the new folder")
    name.fill("models")
    name.press("Enter")
    expect(dialog.get_by_text("models exists already.")).to_be_visible()
    name.fill("results")
    name.press("Enter")
    expect(dialog.get_by_label("Path")).to_have_value(str(workspace / "results"))
    dialog.get_by_role("button", name="Choose this folder").click()
    assert picked(page) == str(workspace / "results") and (workspace / "results").is_dir()


def test_ten_thousand_files_are_narrowed_down(page: Page, dialog: Locator) -> None:
    pick(page, kind="any", start="many")
    expect(dialog.get_by_text("The first 1000 of 10000 entries")).to_be_visible()
    expect(dialog.get_by_role("option")).to_have_count(1000)
    dialog.get_by_label("Filter by name").fill("picture 999")
    expect(dialog.get_by_role("option")).to_have_count(19)
    dialog.get_by_label("Filter by name").fill("nothing")
    expect(dialog.get_by_text("No name matches the filter.")).to_be_visible()


def test_it_fits_a_narrow_screen_and_speaks_chinese(page: Page, dialog: Locator) -> None:
    page.set_viewport_size(browser.NARROW)
    pick(page, kind="folder")
    page.evaluate("localStorage.setItem('kohya-like.language', 'zh')")
    page.reload()
    pick(page, kind="folder")
    expect(dialog.get_by_role("heading")).to_have_text("选择文件夹")
    box = dialog.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= browser.NARROW["width"]
    assert page.evaluate("document.querySelector('dialog').scrollWidth <= document.querySelector('dialog').clientWidth")
