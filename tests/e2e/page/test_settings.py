"""Settings: saved together, wrong ones said at their field, kept over a reload."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from kohya_like.jobs.machine import examine
from kohya_like.ui.checkup import Checkup
from tests.jobs.conftest import wait_until

FILE = "settings.json"


@pytest.fixture(autouse=True)
def fresh(workspace: Path) -> None:
    """No settings yet, and folders to be named."""
    for name in ("webui/models/Lora", "more"):
        (workspace / name).mkdir(parents=True, exist_ok=True)
    (workspace / FILE).unlink(missing_ok=True)


def stored(workspace: Path) -> dict[str, Any]:
    path = workspace / FILE
    content: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {}
    return content


def open_settings(page: Page) -> None:
    page.goto("/settings")
    expect(page.locator("#in-webui_dir")).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def test_values_are_saved_and_come_back(page: Page, workspace: Path) -> None:
    open_settings(page)
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_hidden()
    page.locator("#in-device").select_option(label="CPU")
    page.locator("#in-num_cpu_threads_per_process").fill("1")
    page.locator("#in-webui_dir").fill("webui")
    page.locator("#in-hf_endpoint").fill("https://hf-mirror.com/")
    save(page)
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    expect(page.locator("#in-webui_dir")).to_have_value(str(workspace / "webui"))
    assert stored(workspace) == {
        "launch": {"device": "cpu", "num_cpu_threads_per_process": 1},
        "webui_dir": str(workspace / "webui"),
        "hf_endpoint": "https://hf-mirror.com",
    }
    page.reload()
    expect(page.locator("#in-num_cpu_threads_per_process")).to_have_value("1")
    expect(page.locator("#in-device")).to_have_value("2")
    expect(page.locator("#in-hf_endpoint")).to_have_value("https://hf-mirror.com")

    page.get_by_role("button", name="Back to the default: Device").click()
    page.locator("#in-hf_endpoint").fill("")
    save(page)
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    assert stored(workspace) == {"launch": {"num_cpu_threads_per_process": 1}, "webui_dir": str(workspace / "webui")}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("num_cpu_threads_per_process", ("many", "2"), "is not a whole number"),
        ("gpu_ids", ("first", "0"), "has the wrong form"),
        ("webui_dir", ("/etc", "webui"), "outside the folders"),
        ("comfyui_dir", ("more", ""), "no folder of ComfyUI"),
        ("hf_endpoint", ("mirror", "https://mirror"), "Write an address"),
    ],
)
def test_a_wrong_value_is_said_at_its_field_and_nothing_is_lost(
    page: Page, workspace: Path, field: str, typed: tuple[str, str], sentence: str
) -> None:
    wrong, right = typed
    open_settings(page)
    control, problem = page.locator(f"#in-{field}"), page.locator(f"#problems-{field}")
    control.fill(wrong)
    expect(problem).to_contain_text(sentence)
    expect(control).to_have_attribute("aria-invalid", "true")
    save(page)
    expect(control).to_be_focused()
    expect(control).to_have_value(wrong)
    assert stored(workspace) == {}
    page.get_by_role("group", name="Language").last.get_by_text("简体中文").click()
    expect(problem).not_to_contain_text(sentence)
    expect(control).to_have_value(wrong)
    control.fill(right)
    expect(problem).to_be_empty()


def test_folders_are_added_and_removed(page: Page, workspace: Path) -> None:
    open_settings(page)
    group = page.get_by_role("group", name="Further folders with base models")
    for folder in ("more", "none"):
        group.get_by_role("button", name="Add a folder").click()
        page.keyboard.type(folder)
    expect(group.get_by_role("alert").nth(1)).to_contain_text("There is no folder")
    save(page)
    expect(group.get_by_label("Folder with base models 2")).to_be_focused()
    group.get_by_role("button", name="Remove this folder").nth(1).click()
    save(page)
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    assert stored(workspace) == {"models_dirs": [str(workspace / "more")]}


def test_what_the_page_may_look_into(page: Page, workspace: Path, tmp_path: Path) -> None:
    open_settings(page)
    expect(page.get_by_label("My home and drives")).to_be_checked()
    page.get_by_role("radio", name="Only these folders").check()
    named = page.get_by_role("group", name="Only these folders")
    named.get_by_role("button", name="Add a folder").click()
    page.keyboard.type(str(tmp_path))
    save(page)
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    assert stored(workspace) == {"allowed_folders": [str(tmp_path)]}
    page.locator(".path-field", has=page.locator("#in-webui_dir")).get_by_role("button").click()
    places = page.get_by_role("dialog").get_by_role("navigation", name="Places").get_by_role("button")
    expect(places).to_have_text(["Workspace", tmp_path.name])


def test_changes_can_be_discarded_and_are_not_lost_by_accident(page: Page, workspace: Path) -> None:
    open_settings(page)
    page.locator("#in-gpu_ids").fill("first")
    expect(page.locator("#problems-gpu_ids")).not_to_be_empty()
    page.locator("#in-device").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Discard")).to_be_in_viewport()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Runs").click()
    page.wait_for_function("document.readyState === 'complete'")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#in-gpu_ids")).to_have_value("")
    expect(page.locator("#problems-gpu_ids")).to_be_empty()
    expect(page.get_by_role("button", name="Discard")).to_be_hidden()


def test_a_damaged_file_is_said_and_kept(page: Page, workspace: Path) -> None:
    (workspace / FILE).write_text('{"launch": ')
    open_settings(page)
    expect(page.get_by_text("is damaged")).to_be_visible()
    page.locator("#in-hf_endpoint").fill("https://mirror")
    save(page)
    expect(page.get_by_text("is damaged")).to_be_hidden()
    assert [path.read_text() for path in workspace.glob("settings-damaged-*")] == ['{"launch": ']


def test_what_the_machine_has_is_shown_once_it_was_checked(page: Page, workspace: Path) -> None:
    known, unknown = Checkup(workspace, look=lambda: examine(workspace, {"gradio": None})), Checkup(workspace)
    known.begin()
    wait_until(lambda: known.document()["findings"])
    answers = {"settings_machine": unknown.document()}

    def answer(route: Route) -> None:
        name = route.request.post_data_json["fn_name"]
        if name == "settings_check_machine":
            answers["settings_machine"] = known.document()
            route.fulfill(json={"value": {**known.document(), "checking": True}})
        elif name in answers:
            route.fulfill(json={"value": answers[name]})
        else:
            route.fallback()

    page.route(re.compile("component_server"), answer)
    open_settings(page)
    page.get_by_role("button", name="Check this machine").click()
    expect(page.get_by_role("row", name=re.compile("^torch no not installed"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^gradio yes"))).to_be_visible()
    expect(page.get_by_text("Something that training needs is missing")).to_be_visible()
    expect(page.get_by_role("button", name="Check again")).to_be_enabled()


def test_language_and_appearance(page: Page) -> None:
    open_settings(page)
    card = page.locator("#settings-appearance")
    card.get_by_role("button", name="简体中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("设置")
    card.get_by_role("button", name="深色").click()
    expect(page.locator("body.dark")).to_be_attached()
    page.reload()
    expect(page.locator("body.dark")).to_be_attached()
    expect(page.locator("#settings-appearance").get_by_role("button", name="简体中文")).to_have_attribute(
        "aria-pressed", "true"
    )
