"""The first page: pictures brought in several ways, a sentence for each mistake, and nothing that is lost."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.dataset.making import make_picture
from tests.e2e.page.newcomer import add_cats


@pytest.fixture
def new(page: Page) -> Page:
    """The first page, drawn."""
    page.goto("/")
    expect(page.locator(".model")).to_have_count(1)
    return page


def drop(page: Page, files: dict[str, bytes]) -> None:
    """Drop files anywhere on the page."""
    script = """(files) => {
      const transfer = new DataTransfer();
      for (const [name, bytes] of Object.entries(files)) transfer.items.add(new File([new Uint8Array(bytes)], name));
      dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(script, {name: list(content) for name, content in files.items()})


def test_each_mistake_has_its_sentence_at_its_field(new: Page) -> None:
    expect(new.locator(".new .problem")).to_have_count(0)
    new.locator("#start").click()
    expect(new.locator("#problems-pictures")).to_have_text("There are no pictures yet: drop some, or choose a folder.")
    expect(new.locator("#problems-trigger")).to_contain_text("There is no trigger word")
    expect(new.locator("#new-trigger")).to_have_attribute("aria-invalid", "true")
    expect(new.locator("#new-trigger")).to_be_focused()
    new.fill("#new-trigger", "a/b")
    expect(new.locator("#problems-trigger")).to_contain_text("cannot stand in it")
    expect(new.locator("#new-trigger")).to_have_value("a/b")
    new.fill("#new-class_word", "女孩")
    expect(new.locator("#problems-class_word")).to_contain_text("CLIP reads only English")
    new.fill("#new-trigger", "sks7")
    expect(new.locator("#problems-trigger")).to_be_empty()


def test_a_base_model_that_is_gone_is_said_at_its_field(new: Page, workspace: Path) -> None:
    gone = str(workspace / "models" / "gone.safetensors")
    new.evaluate("path => localStorage.setItem('kohya-like.new', JSON.stringify({ base: path }))", gone)
    new.reload()
    expect(new.locator("#problems-base")).to_contain_text("gone.safetensors cannot be read: it does not exist")
    new.get_by_role("radio", name=re.compile("Demo model")).check()
    expect(new.locator("#problems-base")).to_be_empty()


def test_dropped_files_are_taken_or_refused_by_name(new: Page, tmp_path: Path) -> None:
    picture = make_picture(tmp_path / "a.png").read_bytes()
    drop(new, {"a.png": picture, "a.txt": b"a hat", "broken.png": b"no picture", "program.exe": b"no"})
    expect(new.locator(".gallery img[src]")).to_have_count(1)
    expect(new.locator(".facts")).to_contain_text("captions: 1 of 1")
    expect(new.locator(".refused p")).to_have_text(
        [
            "program.exe is neither a picture that can be read nor a .txt caption: it was left out.",
            "broken.png is damaged, incomplete or no picture at all: it was left out.",
        ]
    )
    expect(new.locator("#problems-pictures")).to_contain_text("Only 1")
    new.get_by_role("button", name="Remove a.png").click()
    expect(new.locator("#problems-pictures")).to_contain_text("add pictures")


def test_a_reload_loses_nothing(new: Page) -> None:
    add_cats(new)
    new.fill("#new-trigger", "sks8")
    new.get_by_role("radio", name=re.compile("An object")).check()
    new.get_by_role("radio", name=re.compile("Quick")).check()
    new.reload()
    expect(new.locator(".gallery img[src]")).to_have_count(10)
    expect(new.locator("#new-trigger")).to_have_value("sks8")
    expect(new.get_by_role("radio", name=re.compile("An object"))).to_be_checked()
    expect(new.get_by_role("radio", name=re.compile("Quick"))).to_be_checked()
    new.get_by_role("button", name="Begin anew").click()
    expect(new.locator("#new-trigger")).to_have_value("")
    expect(new.locator(".gallery-box")).to_be_hidden()


def test_a_folder_of_the_machine_is_used_as_it_stands(new: Page, workspace: Path) -> None:
    make_picture(workspace / "sets" / "10_sks7 toon cat" / "a.png", caption="a hat")
    new.get_by_role("button", name="Folder on this machine…").click()
    dialog = new.get_by_role("dialog")
    dialog.get_by_role("option", name="sets").click()
    expect(dialog.get_by_label("Path")).to_have_value(str(workspace / "sets"))
    dialog.get_by_role("button", name="Choose this folder").click()
    expect(new.locator(".facts")).to_contain_text("10_sks7 toon cat")
    expect(new.locator("#new-trigger")).to_have_value("sks7")
    expect(new.locator(".plan-facts")).to_contain_text("with the repeats of their folders")


def test_every_setting_has_its_reason_in_the_readers_language(new: Page) -> None:
    add_cats(new)
    rows = new.locator(".advice tbody tr")
    expect(rows.filter(has_text="network_dim")).to_contain_text("Enough for one subject in the demo model.")
    new.get_by_role("button", name="简体中文").click()
    expect(rows.filter(has_text="network_dim")).to_contain_text("足够让演示模型学会一个主体。")
    expect(new.locator("#start")).to_have_text("开始训练")


def test_details_are_changed_on_the_page_of_all_settings(new: Page) -> None:
    add_cats(new)
    new.fill("#new-trigger", "sks9")
    new.get_by_role("button", name="Change details in Train").click()
    expect(new).to_have_url(re.compile("/train$"))
    draft = new.evaluate("JSON.parse(localStorage.getItem('kohya-like.draft'))")
    assert draft["output_name"] == "sks9"
    assert draft["train_data_dir"].endswith("sks9/train")


def test_the_page_fits_a_phone(new: Page) -> None:
    new.set_viewport_size({"width": 390, "height": 844})
    add_cats(new)
    assert new.evaluate("document.documentElement.scrollWidth") <= 390


def drop_folder(page: Page, tree: dict[str, list[int] | dict[str, list[int]]]) -> None:
    """Drop a folder: names to contents, or to folders inside. No test can make real entries, so these are ours."""
    script = """(tree) => {
      const entry = (name, content, path) => Array.isArray(content)
        ? { isFile: true, name, fullPath: path, file: (take) => take(new File([new Uint8Array(content)], name)) }
        : { isFile: false, name, fullPath: path, createReader: () => {
            const inside = Object.entries(content).map(([below, inner]) => entry(below, inner, `${path}/${below}`));
            const parts = [inside, []];
            return { readEntries: (take) => take(parts.shift()) };
          } };
      const event = new Event("drop", { cancelable: true });
      const items = [{ webkitGetAsEntry: () => entry("set", tree, "/set") }];
      event.dataTransfer = { types: ["Files"], items, files: [] };
      dispatchEvent(event);
    }"""
    page.evaluate(script, tree)


def test_a_dropped_folder_brings_its_words(new: Page, tmp_path: Path) -> None:
    picture = list(make_picture(tmp_path / "a.png").read_bytes())
    drop_folder(new, {"10_sks7 toon cat": {"a.png": picture, ".hidden.png": picture}})
    expect(new.locator(".gallery img[src]")).to_have_count(1)
    expect(new.locator("#new-trigger")).to_have_value("sks7")
    expect(new.locator("#new-class_word")).to_have_value("toon cat")


def test_a_dropped_folder_of_several_subjects_is_not_mixed_up(new: Page, tmp_path: Path) -> None:
    picture = list(make_picture(tmp_path / "a.png").read_bytes())
    drop_folder(new, {"10_sks7 cat": {"a.png": picture}, "5_dog": {"b.png": picture}})
    expect(new.locator(".refused")).to_contain_text("several subjects")
    expect(new.locator(".gallery-box")).to_be_hidden()
