"""The editor of captions in a browser: typing is saved, nothing typed is lost, training's view is shown."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from kohya_like.dataset.history import History
from tests.dataset.making import make_picture

NAMES = [f"{number}.png" for number in range(1, 31)]
PAGE = 24


@pytest.fixture
def folder(workspace: Path, request: pytest.FixtureRequest) -> Path:
    folder = workspace / "pictures" / str(request.node.name)
    for name in NAMES:
        make_picture(folder / name, (16, 16), f"sks, hat, {name}")
    (folder / "3.txt").unlink()
    return folder


@pytest.fixture
def editor(page: Page, folder: Path) -> Iterator[Locator]:
    value = json.dumps({"folder": str(folder)})
    page.add_init_script(f"localStorage.setItem('kohya-like.dataset', JSON.stringify({value}))")
    page.goto("/dataset#captioning")
    editor = page.get_by_role("region", name="Edit captions")
    expect(editor.get_by_role("textbox")).to_have_count(PAGE, timeout=60_000)  # The whole page is loaded until then.
    expect(of(editor, "1.png")).to_have_value("sks, hat, 1.png")
    yield editor


def of(editor: Locator, name: str) -> Locator:
    return editor.get_by_label(f"Caption of {name}", exact=True)


def test_what_is_typed_is_saved_and_taken_back(page: Page, editor: Locator, folder: Path) -> None:
    state = editor.locator("#captions-state")
    of(editor, "3.png").fill("a cat, 猫")
    expect(state).to_have_text("1 unsaved")
    expect(state).to_have_text("All saved")
    assert (folder / "3.txt").read_bytes() == "a cat, 猫".encode()
    of(editor, "3.png").press_sequentially(", and more")
    page.keyboard.press("Control+s")
    expect(state).to_have_text("All saved")
    assert (folder / "3.txt").read_text(encoding="utf-8") == "a cat, 猫, and more"
    page.locator("#dataset-undo").click()
    expect(of(editor, "3.png")).to_have_value("")
    assert not (folder / "3.txt").exists()
    of(editor, "1.png").fill("ha")
    editor.get_by_role("button", name="hat", exact=True).click()
    expect(of(editor, "1.png")).to_have_value("hat, ")
    expect(of(editor, "1.png")).to_be_focused()


def test_keys_lead_through_all_pages_and_the_filter_finds(page: Page, editor: Locator, folder: Path) -> None:
    of(editor, "23.png").click()
    page.keyboard.press("Control+Enter")
    expect(of(editor, "24.png")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(of(editor, "25.png")).to_be_focused()
    expect(editor.get_by_role("textbox")).to_have_count(len(NAMES) - PAGE)
    page.keyboard.press("Alt+ArrowUp")
    expect(of(editor, "24.png")).to_be_focused()
    editor.get_by_role("button", name="Without caption").click()
    expect(editor.get_by_role("textbox")).to_have_count(1)
    editor.get_by_role("button", name="Containing…").click()
    editor.get_by_label("Text in the caption").fill("HAT, 2")
    expect(editor.get_by_text("11 pictures")).to_be_visible()
    page.locator("#captions-take").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("From", exact=True).select_option("text")
    dialog.get_by_label("File, folder or text").fill("toy")
    dialog.get_by_role("button", name="Write captions").click()
    expect(page.get_by_text("Written: 1, left as they were: 29")).to_be_visible()
    assert (folder / "3.txt").read_text() == "toy"


def test_nothing_typed_is_lost_when_somebody_else_writes(page: Page, editor: Locator, folder: Path) -> None:
    (folder / "1.txt").write_text("theirs")
    (folder / "2.txt").write_bytes("café".encode("cp1252"))
    of(editor, "1.png").fill("mine")
    expect(editor.get_by_text("theirs", exact=True)).to_be_visible()
    page.reload()
    expect(of(editor, "1.png")).to_have_value("mine")
    expect(editor.get_by_text("1 unsaved")).to_be_visible()
    assert (folder / "1.txt").read_text() == "theirs"
    editor.get_by_role("button", name="Keep mine").click()
    editor.get_by_role("button", name="cp1252: café").click()
    expect(editor.locator("#captions-state")).to_have_text("All saved")
    assert (folder / "1.txt").read_text() == "mine"
    assert (folder / "2.txt").read_text(encoding="utf-8") == "café"
    assert len(History.of(folder).entries()) == 2


def test_what_training_sees_follows_the_settings(page: Page, editor: Locator) -> None:
    page.evaluate("localStorage.setItem('kohya-like.draft', JSON.stringify({ caption_prefix: 'photo,' }))")
    editor.get_by_role("button", name="Training sees…").nth(1).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".prompts li")).to_have_count(5)
    expect(dialog.locator(".prompt").first).to_have_text("photo, sks, hat, 2.png")
    dialog.get_by_text("Settings", exact=True).click()
    dialog.get_by_role("textbox", name="Text before each caption").fill("dog " * 80)
    expect(dialog.locator("s").first).to_contain_text("sks, hat, 2.png")
    expect(dialog.get_by_text("87/75 tokens").first).to_be_visible()
