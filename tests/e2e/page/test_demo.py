"""The demo, started with one click and watched to its end."""

import re

from playwright.sync_api import Page, expect


def test_the_demo_is_started_and_watched(page: Page) -> None:
    page.goto("/")
    on_the_way = re.compile(r"/runs\?run=")
    page.route(on_the_way, lambda route: route.fulfill(status=204))  # The page stays.
    with page.expect_request(on_the_way) as asked:
        page.click("#demo")
    expect(page.locator("#demo")).to_be_disabled()  # A second click on a slow way starts no second run.
    page.unroute(on_the_way)
    page.goto(asked.value.url)
    expect(page.locator("#status")).to_have_text("running", timeout=90_000)
    steps = page.locator("dl.numbers div", has=page.get_by_text("Steps", exact=True)).locator("dd")
    expect(steps).to_have_text(re.compile(r"^([3-9]|\d\d+) / \d+$"), timeout=180_000)
    expect(page.get_by_role("img", name="Loss over steps")).to_be_visible()
    page.get_by_role("button", name="Stop and keep").click()
    expect(page.locator("#status")).to_have_text("stopped", timeout=90_000)
