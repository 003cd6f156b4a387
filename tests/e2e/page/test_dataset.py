"""The frame of the Dataset page in a browser: steps on a phone, two windows, a job that is stopped."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from kohya_like.dataset.projects import Project
from kohya_like.jobs.events import EventLog
from kohya_like.jobs.job import Job
from kohya_like.jobs.options import LaunchOptions
from tests.dataset.making import make_picture
from tests.e2e.browser import NARROW

LONG = 60_000


def test_each_window_keeps_what_it_works_on(page: Page, workspace: Path) -> None:
    for name in ("cats", "dogs"):
        make_picture(Project.create(workspace, name).own_pictures / f"{name}.png")
    page.goto("/dataset")
    chosen = page.locator("#dataset-chosen")
    expect(page.locator(".choose-first")).to_be_visible(timeout=LONG)
    expect(page.locator(".dataset-bar .path")).to_be_hidden()
    expect(page.locator("#dataset-history")).to_be_disabled()
    chosen.select_option(":cats")
    expect(page.locator(".picture-grid li")).to_have_count(1, timeout=LONG)

    other = page.context.new_page()
    other.goto("/dataset#captioning")
    expect(other.locator("#dataset-chosen")).to_have_value(":cats", timeout=LONG)  # What was chosen last.
    other.locator("#dataset-chosen").select_option(":dogs")
    expect(other.locator(".dataset-bar .path")).to_contain_text("dogs")
    other.close()

    page.locator(".picture-grid .face").click()
    page.locator("#pictures-remove").click()
    expect(page.locator(".picture-grid li")).to_have_count(0)
    assert not (workspace / "projects" / "cats" / "source" / "cats.png").exists()
    page.reload()
    expect(chosen).to_have_value(":cats", timeout=LONG)


def test_on_a_phone_the_step_is_in_view(page: Page, workspace: Path) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/dataset#folders")
    last = page.locator(".dataset-steps a[data-step=folders]")
    expect(last).to_have_attribute("aria-current", "step", timeout=LONG)
    expect(last).to_be_in_viewport(ratio=0.95)
    page.evaluate("location.hash = 'pictures'")
    expect(page.locator(".dataset-steps a[data-step=pictures]")).to_be_in_viewport(ratio=0.95)


def test_a_job_that_was_stopped_is_told_calmly(page: Page, workspace: Path) -> None:
    make_picture(Project.create(workspace, "birds").own_pictures / "a.png")
    job = Job.create(
        workspace, module="tests.jobs.child_for_tests", config_text="", title="check", launch=LaunchOptions()
    )
    EventLog(job.events_file, 1).stopped(3)
    page.add_init_script(f"sessionStorage.setItem('kohya-like.job.check', '{job.id}')")  # As a reload leaves it.
    page.goto("/dataset")
    page.locator("#dataset-chosen").select_option(":birds", timeout=LONG)
    strip = page.locator(".doctor .job-strip")
    expect(strip).to_contain_text("What was made until then is kept.")
    expect(strip).not_to_contain_text("kohya-like jobs")
    expect(strip.locator(".problem")).to_have_count(0)


def test_another_dataset_with_the_same_names_shows_its_own_pictures(page: Page, workspace: Path) -> None:
    for seed, name in enumerate(("one", "two")):
        make_picture(Project.create(workspace, name).own_pictures / "a.png", seed=seed)
    page.goto("/dataset#captioning")
    page.locator("#dataset-chosen").select_option(":one", timeout=LONG)
    picture = page.locator("#captions .picture-grid img")
    expect(picture).to_have_attribute("src", re.compile("^data:image"), timeout=LONG)
    before = str(picture.get_attribute("src"))
    page.locator("#dataset-chosen").select_option(":two")
    expect(picture).not_to_have_attribute("src", before)
    expect(picture).to_have_attribute("src", re.compile("^data:image"))
