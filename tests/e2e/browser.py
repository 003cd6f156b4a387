"""A real browser before a real server: `kohya-like` as a process of its own, and Debian's or the system's Chromium."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route

HERE = Path(__file__).resolve().parents[2]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


def program() -> str | None:
    """The browser to drive; None where none is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def launched(playwright: Playwright) -> Browser:
    """A headless browser that asks nobody for updates."""
    return playwright.chromium.launch(executable_path=program(), args=FLAGS)


@contextmanager
def served(root: Path, *arguments: str) -> Iterator[str]:
    """The address of the page of a workspace, served as `kohya-like` serves it, for as long as the block runs."""
    command = [sys.executable, "-m", "kohya_like.cli", "--workspace", str(root), "--port", "0", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(HERE), "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment, cwd=root) as server:
        assert server.stdout is not None
        try:
            yield next(found[0] for line in server.stdout if (found := ADDRESS.search(line)))
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


class Outside:
    """What a page asked of other hosts; such requests are cut off."""

    def __init__(self) -> None:
        self.requests: list[str] = []

    def guard(self, context: BrowserContext, address: str) -> None:
        """Let through what goes to `address` only."""

        def decide(route: Route) -> None:
            if route.request.url.startswith((address, "data:", "blob:")):
                route.continue_()
            else:
                self.requests.append(route.request.url)
                route.abort()

        context.route("**/*", decide)


def errors_of(page: Page) -> list[str]:
    """Collects what the page's scripts throw or complain of, from now on."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found
