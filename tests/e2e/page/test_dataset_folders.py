"""From one heap to three folders in the page: sorted, built, checked, and on to training."""

import re
import shutil
from pathlib import Path

from playwright.sync_api import Page, expect

from kohya_like.dataset.projects import Project
from kohya_like.demo.measures import FOLDER

SLOW = 60_000
"""Milliseconds for the page with every setting to be drawn, on a machine that is busy with other tests."""


def heap(workspace: Path) -> Project:
    """A project with fourteen pictures in one heap, and ordinary ones in a folder."""
    project = Project.create(workspace, "girls")
    for folder in ("train/10_sks toon cat", "held_out"):
        for file in (FOLDER / "pictures" / folder).glob("*.*"):
            shutil.copy(file, project.own_pictures / f"{folder[:2]}-{file.name}")
    shutil.copytree(FOLDER / "pictures" / "reg" / "1_toon animal", project.own_pictures / "others")
    return project


def test_the_three_folders_are_sorted_built_and_trained(page: Page, workspace: Path) -> None:
    project = heap(workspace)
    page.add_init_script("localStorage.setItem('kohya-like.dataset', JSON.stringify({ project: 'girls' }))")
    page.goto("/dataset#folders")
    rows = page.locator("#folders .concept")
    expect(rows).to_have_count(2)
    rows.nth(1).get_by_role("button", name="Remove").click()
    rows.nth(0).get_by_label("Identifier").fill("sls")
    rows.nth(0).get_by_label("Class").fill("1girl")
    rows.nth(0).get_by_label("Repeats").fill("0")
    expect(rows.nth(0)).to_contain_text("Repeats are a whole number from 1 to 10000.")
    rows.nth(0).get_by_label("Repeats").fill("10")
    page.locator("#add-concept").click()
    rows.nth(1).get_by_label("Identifier").fill("cpc")
    rows.nth(1).get_by_label("Class").fill("1girl")
    page.locator("#add-reg").click()
    rows.nth(2).get_by_label("Pictures from").select_option("others")
    expect(rows.nth(1)).to_contain_text("There is no folder")
    faces = page.locator("#folders .picture-grid .face")
    faces.nth(0).click()
    faces.nth(3).click(modifiers=["Shift"])
    page.locator("#folders-target").select_option("cpc 1girl")
    page.locator("#folders-move").click()
    expect(rows.nth(1)).to_contain_text("4 pictures, 4 captions")
    rows.nth(1).get_by_role("button", name="Why?").click()
    expect(rows.nth(1)).to_contain_text("With 4 pictures")
    expect(page.locator("#folders .tree li")).to_have_text(
        [re.compile(r"10_cpc 1girl.*4 × 10 = 40"), re.compile(r"10_sls 1girl.*10 × 10 = 100"), re.compile("1_1girl")]
    )
    expect(page.locator("#folders .sum")).to_contain_text("140 training and 140 regularisation pictures: 2 times")
    page.locator("#build").click()
    expect(page.locator("#folders-train")).to_be_visible()
    built = {path.relative_to(project.folder).as_posix() for path in project.folder.glob("[rt]*/*")}
    assert built == {"train/10_sls 1girl", "train/10_cpc 1girl", "reg/1_1girl"}
    assert len(list((project.train / "10_cpc 1girl").glob("*.png"))) == 4
    page.get_by_role("link", name=re.compile("Regularise")).click()
    expect(page.locator("#regularise .classes tbody tr")).to_have_text("1girl14020120")
    expect(page.locator("#regularise .sentences li").first).to_have_text("1_1girl: 20 of 20 used, each 7 times.")
    expect(page.locator("#draw")).to_have_text("Draw 120 pictures")
    page.get_by_role("link", name=re.compile("Folders")).click()
    page.locator("#folders-train").click()
    expect(page.locator("#in-train_data_dir")).to_have_value(str(project.train), timeout=SLOW)
    expect(page.locator("#in-reg_data_dir")).to_have_value(str(project.reg))
