"""The walk of a newcomer: from pictures of one's own to a LoRA file on the disk, in few clicks and few fields."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from kohya_like.formats.identify import identify
from tests.e2e.page.newcomer import add_cats

MOST_CLICKS, MOST_FIELDS = 8, 4
STARTED, ENDED = 90_000, 300_000
"""Milliseconds that the slowest machine may take until a run has begun, and until it is over."""

COUNTING = """
sessionStorage.clicks ??= 0;
sessionStorage.fields ??= "";
addEventListener("click", (event) => event.isTrusted && sessionStorage.clicks++, true);
addEventListener("input", ({ target }) => {
  if (target.type === "text" && !sessionStorage.fields.includes(target.id)) sessionStorage.fields += ` ${target.id}`;
}, true);
"""


def test_a_newcomer_gets_a_file(page: Page, workspace: Path, tmp_path: Path) -> None:
    page.add_init_script(COUNTING)
    page.goto("/")
    add_cats(page)
    page.locator("#new-trigger").click()
    page.locator("#new-trigger").press_sequentially("sks7")
    page.locator("#new-class_word").click()
    page.locator("#new-class_word").press_sequentially("toon cat")
    page.get_by_role("radio", name=re.compile("Quick")).click()
    expect(page.locator(".plan-facts")).to_contain_text("10 pictures × 11 repeats × 5 epochs ÷ 8 per step")
    page.locator("#start").click()

    expect(page).to_have_url(re.compile(r"/runs\?run=.*-sks7"))
    (laid_out,) = (workspace / "projects" / "sks7" / "train").glob("*_*")
    assert laid_out.name == "11_sks7 toon cat"
    expect(page.locator("#status")).to_have_text("running", timeout=STARTED)
    expect(page.locator("#status")).to_have_text("finished", timeout=ENDED)
    expect(page.locator("button.thumbnail img").first).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download sks7.safetensors").click()
    assert 0 < int(page.evaluate("sessionStorage.clicks")) <= MOST_CLICKS
    assert 0 < len(page.evaluate("sessionStorage.fields").split()) <= MOST_FIELDS
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    made = identify(file)
    assert (made.type, made.rank) == ("lora", 16)
