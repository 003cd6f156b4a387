"""The demo, started with one click and watched to its end."""

import re

from playwright.sync_api import Page, expect


def test_the_demo_is_started_and_watched(page: Page) -> None:
    page.goto("/")
    page.click("#demo")
    expect(page).to_have_url(re.compile(r"/runs\?run="))
    expect(page.locator("#status")).to_have_text("running", timeout=60_000)
    page.wait_for_function("document.querySelector('progress').value > 2", timeout=120_000)
    page.get_by_role("button", name="Stop and keep").click()
    expect(page.locator("#status")).to_have_text("stopped", timeout=60_000)
