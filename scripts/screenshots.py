"""Pictures of every page, light and dark, English and Chinese, wide and narrow: python -m scripts.screenshots FOLDER

Serves a workspace in which the demo was trained, trains on, and waits in the queue, or the one that is named. Ends with
exit code 1 if a page can be scrolled sideways on a narrow screen. Chinese needs a font that has it, such as Debian's
fonts-wqy-zenhei.
"""

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from kohya_like.demo.project import demo_run, lay_out
from kohya_like.jobs.index import Index, Summary
from kohya_like.jobs.job import Job
from kohya_like.jobs.launch import kill
from kohya_like.jobs.queue import Queue
from kohya_like.jobs.training import new_training
from kohya_like.ui.page import ROUTES
from scripts.browser import NARROW, WIDE, launched, served

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
SIZES = (WIDE, NARROW)

FINISHED_STEPS = 60
LONG_STEPS = 1000
TRAINED_SECONDS = 600
"""How long the demo may take on a busy machine."""

DRAWN = ".contain .island:not(.shell):not(:empty)"
DRAWN_MILLISECONDS = 60_000
SETTLE_MILLISECONDS = 1500
"""For answers that fill what is drawn already, pictures and charts among them."""

TOO_WIDE = """() => [...document.querySelectorAll('.island *')]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map((element) => `${element.tagName}.${element.className}`)"""


def main(arguments: list[str] | None = None) -> int:
    """Write the pictures, and name the pages that are too wide."""
    options = parser().parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    with workspace(options.workspace) as root, served(root) as address:
        if options.workspace is None:
            train_demo(root)
        pages = {name: path for name, path in addresses(root) if name in (options.page or [name])}
        with sync_playwright() as playwright, launched(playwright) as browser:
            wide = list(photograph(browser, address, pages, options.folder, whole=options.whole))
    print("\n".join(wide), file=sys.stderr)
    return 1 if wide else 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--workspace", type=Path, help="serve this one instead; jobs that wait in it start")
    parser.add_argument("--page", action="append", help="only this one (may be repeated): new, run-finished, ...")
    parser.add_argument("--whole", action="store_true", help="the whole page instead of what a window shows")
    return parser


@contextmanager
def workspace(given: Path | None) -> Iterator[Path]:
    """The workspace to serve; a temporary one is removed with its jobs."""
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield Path(folder)
        finally:
            for summary in Index(Path(folder)).jobs():
                if not summary.settled:
                    kill(Job.find(Path(folder), summary.id))


def train_demo(root: Path) -> None:
    """One run that is finished, one that goes on, and one that waits for it."""
    lay_out(root)
    queue_demo(root, "first-try", FINISHED_STEPS)
    wait_for(root, lambda job: job.status == "finished")
    queue_demo(root, "toon-cat", LONG_STEPS)
    queue_demo(root, "toon-cat-rank-32", LONG_STEPS)
    wait_for(root, lambda job: job.progress is not None and job.progress[0] > FINISHED_STEPS // 3)


def queue_demo(root: Path, name: str, steps: int) -> None:
    """Put the demo into the queue, as long as is wanted."""
    config = demo_run(root)
    config.save.output_name = name
    config.train.max_train_steps = steps
    Queue(root).enqueue(new_training(root, config))


def wait_for(root: Path, reached: Callable[[Summary], bool]) -> None:
    """Until a job has come so far. Raises TimeoutError after TRAINED_SECONDS, RuntimeError if one failed."""
    deadline = time.monotonic() + TRAINED_SECONDS
    while time.monotonic() < deadline:
        jobs = Index(root).jobs()
        if any(map(reached, jobs)):
            return
        if failed := [job.message for job in jobs if job.status == "failed"]:
            raise RuntimeError(failed[0])
        time.sleep(0.5)
    raise TimeoutError(f"the demo did not come so far within {TRAINED_SECONDS} s")


def addresses(root: Path) -> Iterator[tuple[str, str]]:
    """Every page, and of each state of a run the newest one's: its name and address."""
    for route in ROUTES:
        yield route.name, route.path
    for job in reversed(Index(root).jobs()):
        yield f"run-{job.status}", f"/runs?run={job.id}"


def photograph(browser: Browser, address: str, pages: dict[str, str], folder: Path, *, whole: bool) -> Iterable[str]:
    """Write every picture; yields a line for each page that is too wide."""
    for size, scheme, language in itertools.product(SIZES, SCHEMES, LOCALES):
        with browser.new_context(
            viewport=size, color_scheme=scheme, locale=LOCALES[language], base_url=address
        ) as context:
            page = context.new_page()
            for name, path in pages.items():
                show(page, path)
                page.screenshot(path=folder / f"{name}-{size['width']}-{scheme}-{language}.png", full_page=whole)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    yield f"{path} ({size['width']} px, {language}) is too wide: {page.evaluate(TOO_WIDE)}"


def show(page: Page, path: str) -> None:
    """Open a page and wait until it is drawn."""
    page.goto(path)
    page.wait_for_selector("#sidebar", state="attached", timeout=DRAWN_MILLISECONDS)
    page.wait_for_selector(DRAWN, timeout=DRAWN_MILLISECONDS)
    page.wait_for_timeout(SETTLE_MILLISECONDS)


if __name__ == "__main__":
    sys.exit(main())
