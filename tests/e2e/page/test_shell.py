"""The frame: navigation, sidebar, languages, themes, jobs, and a server that goes away and comes back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kohya_like.jobs.job import Job
from kohya_like.jobs.queue import Queue
from kohya_like.ui.page import ROUTES
from kohya_like.ui.words import WORDS
from tests.e2e import browser
from tests.jobs.conftest import PLAIN, wait_until

TABS = 8
"""More than the six connections that a browser opens to one host."""

NOTIFICATIONS = """
    localStorage.setItem("kohya-like.notify", "yes");
    window.notified = [];
    window.Notification = class {
        static permission = "granted";
        constructor(title, { tag }) { notified.push([title, tag]); }
    };
"""
"""A browser whose reader allowed notifications and asked for them."""


@pytest.fixture
def job(workspace: Path) -> Iterator[Job]:
    """A job that runs until it is asked to stop."""
    module, text = "tests.jobs.child_for_tests", 'behaviour = "step_until_asked"'
    job = Job.create(workspace, module=module, config_text=text, title="endless", launch=PLAIN)
    queue = Queue(workspace)
    queue.enqueue(job)
    yield job
    job.request("stop")
    wait_until(lambda: not any(summary.alive for summary in queue.index.jobs()))


@pytest.fixture
def narrow(page: Page) -> Page:
    page.set_viewport_size(browser.NARROW)
    page.goto("/")
    return page


def test_every_page_is_reached_by_the_navigation(page: Page) -> None:
    page.goto("/")
    links = page.get_by_role("navigation", name="Pages").get_by_role("link")
    expect(links).to_have_text([WORDS[f"shell.page.{route.name}"].en for route in ROUTES])
    for number, route in enumerate(ROUTES):
        links.nth(number).click()
        expect(page).to_have_url(re.compile(rf"{route.path}$"))
        expect(page).to_have_title(f"{WORDS[f'shell.page.{route.name}'].en} · kohya-like")
        expect(page.locator("#sidebar [aria-current=page]")).to_have_text(WORDS[f"shell.page.{route.name}"].en)


def test_the_sidebar_stays_as_it_was_left(page: Page) -> None:
    page.goto("/")
    bar = page.locator("#sidebar")
    expect(bar).to_have_css("width", "248px")
    page.get_by_role("button", name="Collapse the sidebar").click()
    expect(bar).to_have_css("width", "68px")
    page.goto("/runs")
    expect(bar).to_have_css("width", "68px")
    page.get_by_role("button", name="Expand the sidebar").click()
    expect(bar).to_have_css("width", "248px")


def test_on_a_narrow_screen_the_sidebar_comes_over_the_page(narrow: Page) -> None:
    bar, menu = narrow.locator("#sidebar"), narrow.get_by_role("button", name="Open the menu")
    expect(menu).to_be_visible()
    expect(bar).to_be_hidden()
    for close in (
        lambda: narrow.keyboard.press("Escape"),
        lambda: narrow.get_by_role("button", name="Close").click(),
        lambda: narrow.locator(".backdrop").click(position={"x": 380, "y": 400}),
    ):
        menu.click()
        expect(bar).to_be_visible()
        expect(narrow.get_by_role("button", name="Close")).to_be_focused()
        close()
        expect(bar).to_be_hidden()
        expect(menu).to_be_focused()


def test_the_keyboard_stays_in_the_open_drawer(narrow: Page) -> None:
    narrow.get_by_role("button", name="Open the menu").press("Enter")
    narrow.locator("#sidebar footer button").last.focus()
    narrow.keyboard.press("Tab")
    assert narrow.evaluate("document.activeElement.closest('#sidebar') !== null")


def test_the_keyboard_can_skip_the_navigation(page: Page) -> None:
    page.goto("/runs")
    expect(page.locator("#sidebar nav a").first).to_be_visible()
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".island.runs")).to_be_focused()


def test_the_language_is_the_browsers(chromium: Browser, address: str) -> None:
    with chromium.new_context(locale="zh-TW", base_url=address) as context:
        page = context.new_page()
        page.goto("/")
        expect(page.locator("#sidebar nav a").first).to_have_text("新建")
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_the_language_changes_in_place_and_in_every_tab(page: Page) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto("/runs")
        expect(tab.locator("#sidebar [aria-current]")).to_have_text("Runs")
    page.evaluate("window.here = true")
    page.get_by_role("button", name="简体中文").click()
    for tab in (page, other):
        expect(tab.locator("#sidebar [aria-current]")).to_have_text("训练记录")
        expect(tab).to_have_title("训练记录 · kohya-like")
        expect(tab.locator("html")).to_have_attribute("lang", "zh-CN")
    assert page.evaluate("window.here")
    page.reload()
    expect(page.locator("#sidebar [aria-current]")).to_have_text("训练记录")


def test_the_theme_is_the_systems_until_one_is_chosen(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    body = page.locator("body")
    expect(body).to_have_class(re.compile(r"\bdark\b"))
    page.get_by_role("button", name="Light", exact=True).click()
    expect(body).not_to_have_class(re.compile(r"\bdark\b"))
    page.emulate_media(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    expect(body).not_to_have_class(re.compile(r"\bdark\b"))
    page.get_by_role("button", name="Like the system").click()
    expect(body).to_have_class(re.compile(r"\bdark\b"))


def test_a_chosen_theme_does_not_flash(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Dark").click()
    page.add_init_script("""
        window.seen = new Set();
        const look = () => {
            if (document.body) seen.add(document.body.classList.contains("dark"));
            requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    """)
    page.reload()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("[...seen]") == [True]


def test_a_job_is_followed_to_its_end_on_every_page(page: Page, job: Job) -> None:
    page.add_init_script(NOTIFICATIONS)
    page.goto("/")
    row = page.locator(".jobs .job")
    expect(row.locator(".chip")).to_have_text("running", timeout=30_000)
    expect(row.locator(".job-steps")).to_have_text(re.compile(r"\d+ of 1000 steps"))
    page.goto("/runs")
    expect(row).to_have_attribute("href", re.compile(rf"run={job.id}$"))
    job.request("stop")
    said = page.locator(".toasts .notice")
    expect(said).to_contain_text("endless: stopped.", timeout=30_000)
    assert page.evaluate("notified") == [["endless: stopped", job.id]]
    expect(page.get_by_text("Nothing is running.")).to_be_visible()
    page.get_by_role("button", name="简体中文").click()
    expect(said).to_contain_text("endless：已停止。")
    said.get_by_role("link").click()
    expect(page).to_have_url(re.compile(rf"/runs\?run={job.id}$"))


def test_many_tabs_do_not_wait_for_each_other(page: Page) -> None:
    for tab in [page, *(page.context.new_page() for _ in range(TABS - 1))]:
        tab.goto("/runs")
        expect(tab.get_by_text("Nothing is running.")).to_be_visible()


def test_the_page_outlives_its_server(chromium: Browser, tmp_path: Path) -> None:
    with chromium.new_context(locale="en-GB") as context:
        page = context.new_page()
        lost = page.get_by_text("The server does not answer at the moment.")
        with browser.served(tmp_path) as address:
            page.goto(address)
            expect(page.get_by_text("Nothing is running.")).to_be_visible()
            expect(lost).to_be_hidden()
        expect(lost).to_be_visible(timeout=20_000)
        with browser.served(tmp_path, "--port", address.rpartition(":")[2]):
            expect(lost).to_be_hidden(timeout=20_000)
        assert page.locator(".toasts .notice").count() == 0


def test_an_older_page_asks_to_be_loaded_again(page: Page) -> None:
    page.goto("/")
    updated = page.get_by_text("The program was updated.")
    expect(page.get_by_text("Nothing is running.")).to_be_visible()
    expect(updated).to_be_hidden()
    answer = {"value": {"pending": [], "ended": [], "version": "web/newer"}}
    page.context.route(
        "**/component_server/",
        lambda route: route.fulfill(json=answer) if "shell_jobs" in route.request.post_data else route.fallback(),
    )
    expect(updated).to_be_visible()
