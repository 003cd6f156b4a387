"""A server for each module of tests, a fresh window for each test; what a page asks of other hosts fails the test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e import browser
from tests.jobs.conftest import end_jobs

REQUIRED = "KOHYA_LIKE_BROWSER_TESTS"
"""Set where a missing browser is a failure: in continuous integration."""


expect.set_options(timeout=15_000)  # The machine may be busy with other tests.


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    if browser.program() is None:
        say = pytest.fail if os.environ.get(REQUIRED) else pytest.skip
        say("no Chromium or Chrome is installed")
    with sync_playwright() as playwright:
        yield browser.launched(playwright)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The workspace that the server serves; its jobs are ended with it."""
    root = tmp_path_factory.mktemp("workspace")
    yield root
    end_jobs(root)


@pytest.fixture(scope="module")
def address(workspace: Path) -> Iterator[str]:
    """Where the page is served."""
    with browser.served(workspace) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A window of a reader of English, with nothing remembered from other tests."""
    outside = browser.Outside()
    with chromium.new_context(viewport=browser.WIDE, locale="en-GB", base_url=address) as context:
        outside.guard(context, address)
        page = context.new_page()
        errors = browser.errors_of(page)
        yield page
        assert outside.requests == []
        assert errors == []
