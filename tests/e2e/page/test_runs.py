"""Runs in the browser: watched, asked, stopped, resumed; in several windows, through reloads and a new server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kohya_like.jobs.job import Job
from kohya_like.jobs.queue import Queue
from kohya_like.ui.web import WEB
from tests.e2e import browser
from tests.jobs.conftest import PLAIN, end_jobs
from tests.training.runs import config, new_job

STARTED, ENDED = 90_000, 180_000
"""Milliseconds that the slowest machine may take until a run has begun, and until it is over."""

FINISH = "finish"

LONG = 5000
"""Steps that no machine does while the test looks."""


def queued(workspace: Path, behaviour: str, title: str = "") -> Job:
    """A job whose child behaves so, in the queue."""
    job = Job.create(
        workspace,
        module="tests.jobs.child_for_tests",
        config_text=f'behaviour = "{behaviour}"',
        title=title or behaviour,
        launch=PLAIN,
    )
    Queue(workspace).enqueue(job)
    return job


def shorten(job: Job, total: int) -> None:
    """Let a training end after so many steps."""
    text = job.config.read_text(encoding="utf-8").replace(f"max_train_steps = {LONG}", f"max_train_steps = {total}")
    job.config.write_text(text, encoding="utf-8")


def show(page: Page, job: Job) -> None:
    page.goto(f"/runs/{job.id}")


def status(page: Page, text: str, timeout: float = STARTED) -> None:
    expect(page.locator("#status")).to_have_text(text, timeout=timeout)


def act(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def number(page: Page, name: str) -> Locator:
    return page.locator("dl.numbers div", has=page.get_by_text(name, exact=True)).locator("dd")


@pytest.fixture
def endless(workspace: Path) -> Iterator[Job]:
    """A job that steps until it is asked to stop."""
    job = queued(workspace, "step_until_asked")
    yield job
    end_jobs(workspace)


def test_a_training_is_watched_asked_stopped_and_resumed(
    page: Page, workspace: Path, tmp_path: Path, chromium: Browser
) -> None:
    run = config(
        tmp_path,
        train={"max_train_steps": LONG},
        sample={"sample_prompts": ["sks toon cat --w 64 --h 64 --s 2"]},
        save={"output_name": "tiny cat", "output_dir": workspace / "outputs"},
    )
    job = new_job(workspace, run)
    Queue(workspace).enqueue(job)
    show(page, job)
    status(page, "running")
    expect(page.locator("h1")).to_have_text("tiny cat")
    expect(page.get_by_role("img", name="Loss over steps")).to_be_visible(timeout=STARTED)
    expect(number(page, "Steps")).to_have_text(re.compile(rf"^\d+ / {LONG}$"))
    expect(number(page, "Average loss")).to_have_text(re.compile(r"^0\.\d+"))

    act(page, "Save now")
    expect(page.locator(".files li").first).to_contain_text("tiny cat-step", timeout=STARTED)
    act(page, "Preview now")
    expect(page.locator("button.thumbnail img")).to_be_visible(timeout=STARTED)

    page.reload()
    expect(page.locator("button.thumbnail")).to_have_count(1)
    with chromium.new_context(base_url=page.url) as other:
        second = other.new_page()
        second.goto(page.url)
        expect(second.locator("#status")).to_have_text(re.compile("running|运行中"), timeout=STARTED)
        act(page, "Stop and keep")
        expect(second.locator("#status")).to_have_text(re.compile("stopped|已停止"), timeout=STARTED)
    status(page, "stopped")
    expect(page.locator("#end")).to_contain_text("its state is saved")

    done = int(number(page, "Steps").inner_text().split(" ")[0])
    shorten(job, done + 3)
    act(page, "Resume")
    status(page, "finished", ENDED)
    expect(number(page, "Steps")).to_have_text(f"{done + 3} / {done + 3}")
    name = "tiny cat.safetensors"
    with page.expect_download() as download:
        page.locator(".files li", has_text=name).get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes() == (workspace / "outputs" / name).read_bytes()

    page.locator("button.thumbnail").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("sks toon cat")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.locator(".run summary", has_text="Settings").click()
    expect(page.locator("table.settings")).to_contain_text("max_train_steps")
    act(page, "Use these settings again")
    expect(page).to_have_url(re.compile(r"/train$"))
    draft = page.evaluate("JSON.parse(localStorage.getItem('kohya-like.draft'))")
    assert draft["network_dim"] == 2 and draft["output_name"] == "tiny cat"


def test_a_failure_says_its_fields(page: Page, workspace: Path) -> None:
    show(page, queued(workspace, "input"))
    status(page, "failed")
    expect(page.locator("#end li")).to_contain_text("dataset.train_data_dir")
    expect(page.locator("#end li")).to_contain_text("No folder.")


def test_a_failure_says_what_helps(page: Page, workspace: Path) -> None:
    show(page, queued(workspace, "machine"))
    status(page, "failed")
    expect(page.locator("#end")).to_contain_text("The loss is NaN.")
    expect(page.locator("#end")).to_contain_text("Lower it.")


def test_an_unforeseen_failure_shows_the_log(page: Page, workspace: Path) -> None:
    show(page, queued(workspace, "unexpected"))
    status(page, "failed")
    expect(page.locator("#end .sentence")).to_have_text("Unexpected error: ZeroDivisionError: division by zero")
    expect(page.locator("#end pre")).to_contain_text("Traceback")
    expect(page.locator("pre.log")).to_contain_text("ZeroDivisionError")


def test_a_run_that_waits_says_why_and_leaves_the_queue(page: Page, workspace: Path, endless: Job) -> None:
    waiting, last = queued(workspace, FINISH, "waiting"), queued(workspace, FINISH, "last")
    show(page, waiting)
    status(page, "queued")
    expect(page.locator(".sentences")).to_contain_text("until “step_until_asked” has ended")
    expect(page.locator(".sentences")).to_contain_text("Place 1 of 2")
    act(page, "Later")
    expect(page.locator(".sentences")).to_contain_text("Place 2 of 2")
    act(page, "Leave the queue")
    status(page, "not started")
    show(page, endless)
    act(page, "Stop and keep")
    status(page, "stopped")
    show(page, last)
    status(page, "finished")


def test_ending_by_force_asks_first(page: Page, endless: Job) -> None:
    show(page, endless)
    status(page, "running")
    act(page, "End by force")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    status(page, "running")
    act(page, "End by force")
    page.get_by_role("dialog").get_by_role("button", name="End by force").click()
    status(page, re.compile("ended|killed|stopped"))  # type: ignore[arg-type]


def test_a_row_of_the_list_keeps_the_focus_while_it_changes(page: Page, endless: Job) -> None:
    page.goto("/runs")
    row = page.locator(f"li[data-run='{endless.id}']")
    facts = row.locator(".facts")
    expect(facts).to_contain_text("step", timeout=STARTED)
    row.get_by_role("link").focus()
    before = facts.inner_text()
    expect(facts).not_to_have_text(before, use_inner_text=True)
    expect(row.get_by_role("link")).to_be_focused()


def test_deleting_asks_and_leads_to_the_list(page: Page, workspace: Path) -> None:
    job = queued(workspace, FINISH, "to be deleted")
    show(page, job)
    status(page, "finished")
    expect(page.get_by_role("button", name="Delete")).to_have_attribute("aria-disabled", "false")
    act(page, "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile(r"/runs$"))
    expect(page.locator(".run-list li").first).to_be_visible()
    expect(page.get_by_text("to be deleted")).to_have_count(0)
    assert not job.folder.exists()


def test_a_run_that_is_not_there_is_one_sentence(page: Page) -> None:
    page.goto("/runs?run=20000101-000000-none")
    expect(page.get_by_role("alert")).to_contain_text("There is no job 20000101-000000-none")
    page.get_by_role("link", name="All runs").click()
    expect(page.locator("h1")).to_have_text("Runs")


def test_the_list_is_searched_and_losses_are_compared(page: Page, workspace: Path, tmp_path: Path) -> None:
    for title in ("alpha", "beta"):
        job = new_job(workspace, config(tmp_path, save={"output_name": title}))
        line = '{{"time": {0}, "event": "metrics", "step": {0}, "loss": 0.1}}\n'
        job.events_file.write_text("".join(line.format(step) for step in range(1, 50)))
    page.goto("/runs")
    expect(page.locator(".run-list li", has_text="alpha")).to_be_visible()
    page.get_by_label("Search by name").fill("alph")
    expect(page.locator(".run-list li")).to_have_count(1)
    page.get_by_label("Compare the losses of alpha").check()
    page.get_by_label("Search by name").fill("beta")
    page.get_by_label("Compare the losses of beta").check()
    expect(page.locator(".legend .chip")).to_have_text(["alpha", "beta"])
    expect(page.get_by_role("img", name="Smoothed losses")).to_be_visible()
    act(page, "Untick all")
    expect(page.locator(".legend .chip")).to_have_count(0)
    page.get_by_label("Search by name").fill("no such run")
    expect(page.get_by_text("No run fits.")).to_be_visible()


def test_a_new_server_is_found_again(chromium: Browser, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    job = queued(root, "step_until_asked")
    with chromium.new_context(viewport=browser.NARROW, locale="zh-CN") as context:
        page = context.new_page()
        with browser.served(root) as address:
            page.goto(f"{address}/runs?run={job.id}")
            status(page, "运行中")
        before = number(page, "步数").inner_text()
        with browser.served(root, "--port", address.rpartition(":")[2].rstrip("/")):
            expect(number(page, "步数")).not_to_have_text(before, timeout=STARTED)
            assert page.evaluate("document.documentElement.scrollWidth") <= browser.NARROW["width"]
            act(page, "停止并保存")
            status(page, "已停止")
    end_jobs(root)


def test_what_charts_are_made_of(page: Page) -> None:
    page.goto("/runs")
    found = page.evaluate(
        """async (base) => {
            const load = (name) => import(new URL(`${base}/${name}`, document.baseURI));
            const { nearest, range, scale } = await load("chart-scale.js");
            const { smoothed } = await load("run-smoothing.js");
            const { turningPoint } = await load("run-curves.js");
            const way = scale([1, 1000], [0, 300], true);
            const spiked = Array.from({ length: 1000 }, (_, i) => (i === 500 ? 99 : 0.1 + i / 10000));
            return {
                there: [way.at(10), way.value(200)],
                ticks: scale([0, 1], [0, 100]).ticks(5),
                powers: way.ticks(5),
                nearest: [0, 4, 5.9, 99].map((value) => nearest([1, 5, 7], value)),
                level: scale(range([], [0.003, 0.0030000000000000005], false), [100, 0]).ticks(5).length,
                top: range(spiked, [], false)[1],
                even: smoothed([1, 2, 3], [2, 2, null], 90),
                heavy: smoothed([1, 1000], [0, 1], 90)[1],
                turns: [[[0, 0.2], [5, 0.1], [9, 0.15]], [[0, 0.2], [5, 0.1]], []].map(turningPoint),
            };
        }""",
        WEB,
    )
    assert found["there"] == pytest.approx([100, 100])
    assert found["ticks"] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    assert found["powers"] == [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    assert found["nearest"] == [0, 1, 1, 2]
    assert 2 <= found["level"] <= 10  # What differs in its last digit alone has neighbours to be ticked, not a million.
    assert found["top"] < 0.3  # One spike flattens nothing.
    assert found["even"] == pytest.approx([2, 2, 2])
    assert found["heavy"] == pytest.approx(1)  # A point that stands for 999 steps outweighs one of a single step.
    assert found["turns"] == [[5, 0.1], None, None]
