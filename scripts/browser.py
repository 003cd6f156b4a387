"""A real browser before a real server: the system's Chromium, and `kohya-like` as a process of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, ViewportSize

HERE = Path(__file__).resolve().parents[1]

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Names under which it is installed; chromium.sh looks for the same. The first is Chromium without what draws a window,
and takes about half of the processor time."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""It runs as root too, and asks nobody for anything but the page."""

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


def program() -> str | None:
    """The browser to drive; None where none is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def launched(playwright: Playwright) -> Browser:
    """The browser without a window."""
    return playwright.chromium.launch(executable_path=program(), args=FLAGS)


@contextmanager
def served(root: Path, *arguments: str) -> Iterator[str]:
    """The address of the page of a workspace, served as `kohya-like` serves it, for as long as the block runs."""
    command = [sys.executable, "-m", "kohya_like.cli", "--workspace", str(root), "--port", "0", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(HERE), "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment, cwd=root) as server:
        assert server.stdout is not None
        try:
            found = next(filter(None, map(ADDRESS.search, server.stdout)), None)
            if found is None:
                raise RuntimeError(f"the server ended with exit code {server.wait()} before it said its address")
            yield found[0]
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
