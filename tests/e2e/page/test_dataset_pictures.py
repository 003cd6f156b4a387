"""The Pictures step in a browser: a heap comes in, is checked, mended and taken back."""

from pathlib import Path

from playwright.sync_api import Page, expect

from kohya_like.dataset.projects import Project
from tests.dataset.doctor.making import photograph, scenes, write


def open_step(page: Page, project: str) -> None:
    page.goto("/dataset#pictures")
    page.select_option("#dataset-chosen", f":{project}")
    expect(page.locator("#pictures-check")).to_be_visible()


def sources(workspace: Path) -> set[str]:
    return {path.name for path in (workspace / "projects" / "heap" / "source").iterdir()}


def test_a_heap_is_added_checked_mended_and_taken_back(page: Page, workspace: Path, tmp_path: Path) -> None:
    Project.create(workspace, "heap")
    heap = tmp_path / "heap"
    scenes(heap, 4)
    photograph(heap, "tower.jpg", "塔.jpg")
    photograph(heap, "tower.jpg", "copy 'of it'.jpg")
    whole = photograph(tmp_path, "lion.jpg").read_bytes()
    write(heap / "cut.jpg", whole[: len(whole) // 2])
    write(heap / "note.exe", "no picture")

    open_step(page, "heap")
    page.set_input_files("#pictures-files", sorted(heap.iterdir()))
    tiles = page.locator(".pictures-step .picture-grid > li")
    expect(tiles).to_have_count(7)
    expect(page.locator(".pictures-step .problem")).to_contain_text("note.exe is neither a picture")
    expect(page.locator(".toasts")).to_contain_text("Added: 7 pictures")

    page.click("#pictures-check")
    lights = page.locator(".doctor .lights")
    expect(lights).to_contain_text("1 to mend before training")
    expect(lights.locator(".light.error i")).to_be_visible()
    copies = page.locator(".finding[data-code=duplicate]")
    copies.locator("summary").click()
    expect(copies.locator("img")).to_have_count(2)
    expect(copies.locator(".chip")).to_have_text("stays")
    tick = copies.get_by_role("checkbox")
    expect(tick).to_have_count(1)
    tick.uncheck()
    expect(copies.locator(".fix")).to_be_disabled()
    tick.check()
    copies.locator(".fix").click()
    expect(copies).to_have_count(0)
    expect(tiles).to_have_count(6)
    assert "copy 'of it'.jpg" in sources(workspace) and "塔.jpg" not in sources(workspace)
    page.locator(".finding[data-code=cut_off] summary").click()
    page.locator(".finding[data-code=cut_off] .fix").click()
    expect(page.locator(".finding[data-code=cut_off]")).to_have_count(0)
    expect(lights).not_to_contain_text("before training")

    page.click("#dataset-undo")
    expect(page.locator(".doctor > .notice")).to_contain_text("Files were changed since this check")
    page.click("#dataset-undo")
    expect(tiles).to_have_count(7)
    assert {"塔.jpg", "cut.jpg"} <= sources(workspace)


def test_pictures_are_taken_out_and_brought_back(page: Page, workspace: Path) -> None:
    project = Project.create(workspace, "some")
    scenes(project.own_pictures, 3)
    open_step(page, "some")
    tiles = page.locator(".pictures-step .picture-grid > li")
    expect(tiles).to_have_count(3)
    expect(page.locator("#pictures-remove")).to_be_hidden()
    tiles.nth(1).locator(".face").click()
    page.click("#pictures-remove")
    page.locator(".toasts .act").click()  # At once, for it leaves after some seconds.
    expect(page.locator(".toasts")).to_contain_text("Taken back: Removed 1 pictures")
    expect(tiles).to_have_count(3)
    page.get_by_role("button", name="简体中文").click()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#pictures-check")).to_have_text("检查图片")
    overflowing = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(overflowing)
