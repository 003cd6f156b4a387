"""How quick and how small things are: python -m scripts.benchmark page [--starts N] | doctor [--pictures N] | taggers

Exits with 1 if a limit is not kept. Nothing else should be running meanwhile.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from kohya_like.config.check import CheckConfig
from kohya_like.dataset.doctor.job import MODULE, new_check
from scripts.benchmark_taggers import compare_taggers
from scripts.browser import WIDE, launched, served

STARTS = 3
PICTURES = 10_000
TAGGED = 64
TAGGED_ROUNDS = 7
POLLED_SECONDS = 300
POLL_SECONDS = 2
"""How often each open tab asks for the jobs."""

TIMEOUT_SECONDS = 60
MEGABYTE = 10**6
FIRST_FIELD = ".island :is(input, button.primary)"
HEAVY = "torch"


@dataclass(frozen=True)
class Measure:
    """One figure, and the largest that it may be; None: there is no limit."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the figure is within its limit."""
        return self.limit is None or self.value <= self.limit

    def row(self) -> str:
        """A line of a table in Markdown."""
        limit = "" if self.limit is None else f"{self.limit:g} {self.unit}"
        return f"| {self.name} | {self.value:.2f} {self.unit} | {limit} | {'yes' if self.kept else '**no**'} |"


@dataclass(frozen=True)
class Server:
    """A page that is served."""

    url: str
    process: psutil.Process
    seconds: float
    """From the command to the first page."""

    cpu_seconds: float
    """Of the server until then: about what `seconds` would be on a processor of its own."""


@contextmanager
def started(root: Path) -> Iterator[Server]:
    """The page of a new workspace, for as long as the block runs."""
    begun = time.monotonic()
    with served(root) as url:
        httpx.get(url, timeout=TIMEOUT_SECONDS).raise_for_status()
        seconds = time.monotonic() - begun
        [process] = [child for child in psutil.Process().children() if "kohya_like.cli" in child.cmdline()]
        used = process.cpu_times()
        yield Server(url, process, seconds, used.user + used.system)


def measure_page(root: Path, starts: int) -> list[Measure]:
    """Every figure of the page."""
    seconds = []
    for _ in range(starts - 1):
        with started(root) as server:
            seconds.append(server.seconds)
    with started(root) as server:
        size, first, second = open_page(server.url)
        poll(server.url)
        memory = server.process.memory_info().rss / MEGABYTE
        heavy = sum(HEAVY in Path(part.path).name for part in server.process.memory_maps())
    return [
        Measure("From the command to the first page served", median([*seconds, server.seconds]), "s", 4),
        Measure("Processor time of the server until then", server.cpu_seconds, "s"),
        Measure("First page on the wire", size / MEGABYTE, "MB", 1),
        Measure("First field shown, nothing kept by the browser", first, "s"),
        Measure("First field shown, the second time", second, "s"),
        Measure(f"Memory of the server after {POLLED_SECONDS // 60} minutes of an open tab", memory, "MB", 250),
        Measure("Libraries of torch in the server", heavy, "files", 0),
    ]


def open_page(url: str) -> tuple[int, float, float]:
    """Open the first page twice in one new browser: bytes of the first time, seconds of each."""
    with sync_playwright() as playwright:
        page = launched(playwright).new_context(viewport=WIDE).new_page()
        received = received_bytes(page)
        first = shown(page, url)
        page.wait_for_load_state("networkidle")
        size = sum(received)
        return size, first, shown(page, url)


def received_bytes(page: Page) -> list[int]:
    """Sizes of the answers that the page gets from now on, as they travel: packed, with their headers."""
    sizes: list[int] = []

    def finished(event: dict[str, Any]) -> None:
        sizes.append(int(event["encodedDataLength"]))

    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", finished)
    return sizes


def shown(page: Page, url: str) -> float:
    """Seconds until the first field or button of the page can be seen."""
    begun = time.monotonic()
    page.goto(url)
    page.wait_for_selector(FIRST_FIELD)
    return time.monotonic() - begun


def poll(url: str) -> None:
    """Ask for the jobs as often as an open tab does in POLLED_SECONDS, without the pauses."""
    with httpx.Client(base_url=url, timeout=TIMEOUT_SECONDS) as client:
        components = client.get("/config").json()["components"]
        frame = next(part for part in components if part["props"].get("elem_id") == "shell")
        body = {"data": {"seen": []}, "component_id": frame["id"], "session_hash": "benchmark", "fn_name": "shell_jobs"}
        for _ in range(POLLED_SECONDS // POLL_SECONDS):
            answer = client.post("/gradio_api/component_server", json=body)
            answer.raise_for_status()
            if "error" in answer.json():
                raise RuntimeError(f"the server refuses: {answer.text}")


def measure_doctor(root: Path, count: int) -> list[Measure]:
    """A check of many pictures, and the same again."""
    make_pictures(root / "pictures", count)
    job = new_check(root, CheckConfig(folder=root / "pictures", goal="style"))
    command = [sys.executable, "-m", MODULE, "--config", str(job.config)]
    seconds = []
    for _ in range(2):
        begun = time.monotonic()
        subprocess.run(command, check=True)
        seconds.append(time.monotonic() - begun)
    return [
        Measure(f"Check of {count} pictures, the first time", seconds[0], "s"),
        Measure("The same again", seconds[1], "s"),
        Measure("Part of the first time", 100 * seconds[1] / seconds[0], "%", 5 if count >= PICTURES else None),
    ]


def make_pictures(folder: Path, count: int) -> None:
    """Different pictures of 512 x 512 pixels with a caption each."""
    folder.mkdir()
    random = np.random.default_rng(0)
    for number in range(count):
        coarse = Image.fromarray(random.integers(0, 256, (12, 12, 3), dtype=np.uint8))
        coarse.resize((512, 512), Image.Resampling.BICUBIC).save(folder / f"{number}.jpg", quality=90)
        (folder / f"{number}.txt").write_text(f"picture, number {number}", encoding="utf-8")


def measure_taggers(root: Path) -> list[Measure]:
    """Every figure of a tagger on the CPU."""
    rounds = list(compare_taggers(root, TAGGED, TAGGED_ROUNDS))
    plain, job = (TAGGED / median(seconds) for seconds in zip(*rounds, strict=True))
    part = 100 * median(job / plain for plain, job in rounds)
    return [
        Measure("Read and tagged one after the other", plain, "pictures/s"),
        Measure("Read and tagged as the captioning job does", job, "pictures/s"),
        Measure("Time of the job, of that of the plain loop", part, "%", 67),
    ]


def table(measures: list[Measure]) -> str:
    """The figures as a table in Markdown."""
    return "\n".join(
        ["| What | Measured | Limit | Kept |", "|---|---|---|---|", *(measure.row() for measure in measures)]
    )


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and say whether every limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["page", "doctor", "taggers"])
    parser.add_argument("--starts", type=int, default=STARTS, help="how often the server is started; the median counts")
    parser.add_argument("--pictures", type=int, default=PICTURES, help="how many are checked; the limit is for all")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        measures = {
            "page": lambda: measure_page(root, chosen.starts),
            "doctor": lambda: measure_doctor(root, chosen.pictures),
            "taggers": lambda: measure_taggers(root),
        }[chosen.what]()
    print(table(measures))
    return 0 if all(measure.kept for measure in measures) else 1


if __name__ == "__main__":
    sys.exit(main())
