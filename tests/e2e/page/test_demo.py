"""The demo, started with one click and watched to its end."""

import re

from playwright.sync_api import Page, expect


def test_the_demo_is_started_and_watched(page: Page) -> None:
    page.goto("/")
    page.click("#demo")
    expect(page).to_have_url(re.compile(r"/runs\?run="))
    expect(page.locator("#status")).to_have_text("running", timeout=90_000)
    steps = page.locator("dl.numbers div", has_text="Steps").locator("dd")
    expect(steps).to_have_text(re.compile(r"^([3-9]|\d\d+) / \d+$"), timeout=180_000)
    expect(page.get_by_role("img", name="Loss over steps")).to_be_visible()
    page.get_by_role("button", name="Stop and keep").click()
    expect(page.locator("#status")).to_have_text("stopped", timeout=90_000)
