"""Presets in a browser: looked at, applied as far as ticked, taken back, kept, given out and taken in."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from kohya_like.config.presets.tab import DEFAULTS
from tests.reference import recorded

KOHYA = recorded.path("kohya_presets/lora__sd15 - LoKr v2.0.json")


@pytest.fixture
def bar(page: Page, workspace: Path) -> Iterator[Locator]:
    """The bar on the page of a workspace without presets of its own."""
    for preset in workspace.glob("presets/*.json"):
        preset.unlink()
    page.goto("/train")
    bar = page.get_by_role("region", name="Preset")
    expect(bar.locator("option", has_text="Style").first).to_be_attached()
    yield bar


def _draft(page: Page) -> Any:
    return page.evaluate("JSON.parse(localStorage.getItem('kohya-like.draft') ?? '{}')")


def _press(within: Page | Locator, name: str) -> None:
    within.get_by_role("button", name=name, exact=True).click()


def _loaded(page: Page, bar: Locator, label: str) -> Locator:
    bar.get_by_label("Preset").select_option(label=label)
    _press(bar, "Load…")
    return page.get_by_role("dialog")


def _save(page: Page, bar: Locator, name: str, when: str = "") -> None:
    _press(bar, "Save as…")
    page.get_by_role("dialog").get_by_label("Name").fill(name)
    page.get_by_role("dialog").get_by_label("When to use it").fill(when)
    _press(page.get_by_role("dialog"), "Save")


def test_a_preset_is_looked_at_applied_but_for_one_setting_and_taken_back(page: Page, bar: Locator) -> None:
    page.evaluate(
        "localStorage.setItem('kohya-like.draft', JSON.stringify({ output_name: 'cat', train_batch_size: 8 }))"
    )
    page.reload()
    dialog = _loaded(page, bar, "Small memory (6 GB)")
    row = dialog.locator("tr[data-name=train_batch_size]")
    expect(row.locator("td.now")).to_have_text("8")
    expect(row.locator("td.preset")).to_have_text("1")
    expect(dialog.locator("tr[data-name=gradient_checkpointing] td.preset")).to_have_text("On")
    expect(dialog.locator("tr[data-name=output_name]")).to_have_count(0)
    dialog.get_by_role("checkbox", name="Batch size").uncheck()
    dialog.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("was loaded")).to_be_visible()
    draft = _draft(page)
    assert (draft["output_name"], draft["train_batch_size"]) == ("cat", 8)
    assert draft["network_dim"] == 8 and draft["gradient_checkpointing"] is True
    expect(page.locator("#in-network_dim")).to_have_value("8")
    _press(bar, "Undo")
    expect(page.locator("#in-network_dim")).to_have_value("16")
    assert _draft(page) == {"output_name": "cat", "train_batch_size": 8}


def test_nothing_ticked_is_nothing_to_apply(page: Page, bar: Locator) -> None:
    dialog = _loaded(page, bar, "Style")
    dialog.get_by_role("checkbox", name="Take every setting").uncheck()
    expect(dialog.get_by_role("button", name="Apply 0")).to_be_disabled()
    dialog.get_by_role("checkbox", name="Rank").check()
    expect(dialog.get_by_role("button", name="Apply 1")).to_be_enabled()
    page.keyboard.press("Escape")
    assert _draft(page) == {}


def test_a_draft_is_kept_renamed_and_deleted(page: Page, bar: Locator, workspace: Path) -> None:
    page.fill("#in-network_dim", "4")
    _save(page, bar, "cats", "for cats")
    expect(bar.get_by_label("Preset")).to_have_value("own/cats")
    expect(bar).to_contain_text("for cats")
    assert json.loads((workspace / "presets" / "cats.json").read_text())["network_dim"] == 4
    _press(bar, "Rename")
    page.get_by_role("dialog").get_by_label("Name").fill("Katzen 猫")
    _press(page.get_by_role("dialog"), "Rename")
    expect(bar.get_by_label("Preset")).to_have_value("own/Katzen 猫")
    _press(bar, "Delete")
    _press(page.get_by_role("dialog"), "Delete")
    expect(page.get_by_text("was deleted")).to_be_visible()
    assert list((workspace / "presets").iterdir()) == []


def test_wrong_names_are_told_at_the_field_and_nothing_typed_is_lost(page: Page, bar: Locator) -> None:
    _save(page, bar, "a/b", "with care")
    name = page.get_by_role("dialog").get_by_label("Name")
    expect(page.get_by_text("cannot be a file name")).to_be_visible()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_value("a/b")
    expect(page.get_by_role("dialog").get_by_label("When to use it")).to_have_value("with care")
    name.fill("good")
    name.press("Enter")
    expect(bar.get_by_label("Preset")).to_have_value("own/good")


def test_a_draft_with_a_mistake_is_not_kept(page: Page, bar: Locator) -> None:
    page.fill("#in-network_dim", "many")
    _save(page, bar, "wrong")
    expect(page.get_by_role("dialog").get_by_text("is not a whole number")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_label("Name")).to_have_value("wrong")


def test_nothing_is_overwritten_without_asking(page: Page, bar: Locator, workspace: Path) -> None:
    _save(page, bar, "mine")
    expect(bar.get_by_label("Preset")).to_have_value("own/mine")
    page.fill("#in-network_dim", "4")
    _save(page, bar, "MINE")
    _press(page.get_by_role("dialog", name="Replace the preset?"), "Cancel")
    assert json.loads((workspace / "presets" / "mine.json").read_text())["network_dim"] == 16
    _press(page.get_by_role("dialog", name="Save these settings"), "Save")
    _press(page.get_by_role("dialog", name="Replace the preset?"), "Replace")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert json.loads((workspace / "presets" / "mine.json").read_text())["network_dim"] == 4


def test_a_file_of_kohya_ss_is_taken_in_and_says_what_is_left_out(page: Page, bar: Locator) -> None:
    bar.locator("input[type=file]").set_input_files(KOHYA)
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("tr[data-name=max_train_epochs] td.preset")).to_have_text("150")
    dialog.get_by_text("Not taken from the file").click()
    expect(dialog.get_by_text('LoRA_type = "LyCORIS/LoKr"')).to_be_visible()
    dialog.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("was loaded")).to_be_visible()
    assert _draft(page)["max_train_epochs"] == 150


def test_a_dropped_file_that_is_no_preset_is_one_sentence(page: Page, bar: Locator, workspace: Path) -> None:
    files = page.evaluate_handle(
        "(content) => { const all = new DataTransfer(); all.items.add(new File([content], 'bad.json')); return all; }",
        "{ no",
    )
    bar.dispatch_event("drop", {"dataTransfer": files})
    expect(page.get_by_text("The file is not valid JSON.")).to_be_visible()
    assert not list(workspace.glob("presets/*.json"))


def test_what_is_given_out_has_every_key_of_the_tab(page: Page, bar: Locator) -> None:
    bar.get_by_label("Preset").select_option(label="Style")
    with page.expect_download() as download:
        _press(bar, "Export")
    assert download.value.suggested_filename == "style.json"
    exported = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert exported.keys() == DEFAULTS.keys() | {"kohya_like"}
    assert exported["network_dim"] == 32 and exported["output_dir"] is None


def test_the_bar_speaks_chinese(page: Page, bar: Locator) -> None:
    page.evaluate("localStorage.setItem('kohya-like.language', 'zh')")
    page.reload()
    bar = page.get_by_role("region", name="预设")
    bar.get_by_label("预设").select_option(label="画风")
    expect(bar).to_contain_text("显存")
    _press(bar, "载入…")
    expect(page.get_by_role("dialog")).to_contain_text("秩（维度）")
