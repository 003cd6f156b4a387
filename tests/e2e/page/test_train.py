"""The page with every setting: its controls, what it says of mistakes, the file beside it, the plan and the start."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import JSHandle, Locator, Page, expect

from kohya_like.config.reading import read_run, to_tables
from kohya_like.demo.project import lay_out

DRAFT = "kohya-like.draft"


def field(page: Page, name: str) -> Locator:
    """The row of a parameter."""
    return page.locator(f"#field-{name}")


def control(page: Page, name: str) -> Locator:
    """What a parameter is set with."""
    return page.locator(f"#in-{name}")


def toml(page: Page) -> Locator:
    """The run as a file."""
    return page.locator(".toml pre")


def draft(page: Page) -> dict[str, Any]:
    """The values that the browser keeps."""
    values: dict[str, Any] = json.loads(page.evaluate(f"localStorage.getItem('{DRAFT}') ?? '{{}}'"))
    return values


def opened(page: Page, **values: object) -> None:
    """Open the page with these values set, and wait until it was checked."""
    page.goto("/train")
    if values:
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [DRAFT, json.dumps(values)])
        page.reload()
    expect(toml(page)).not_to_be_empty()


def test_every_kind_of_control_sets_its_parameter_and_a_reload_keeps_it(page: Page) -> None:
    opened(page)
    control(page, "output_name").fill("my cat")
    control(page, "network_dim").fill("32")
    control(page, "learning_rate").fill("3e-4")
    control(page, "enable_bucket").uncheck()
    control(page, "lr_scheduler").select_option(label="Linear decay")
    control(page, "train_data_dir").fill("pictures/cat")
    control(page, "sample_prompts").fill("a cat\n\na dog --s 8")
    wanted = {
        "output_name": "my cat",
        "network_dim": 32,
        "learning_rate": 0.0003,
        "enable_bucket": False,
        "lr_scheduler": "linear",
        "train_data_dir": "pictures/cat",
        "sample_prompts": ["a cat", "a dog --s 8"],
    }
    assert draft(page) == wanted
    expect(toml(page)).to_contain_text('output_name = "my cat"')
    expect(toml(page)).to_contain_text("pictures/cat")
    expect(toml(page)).not_to_contain_text("network_alpha")
    page.reload()
    for name in wanted:
        expect(field(page, name)).to_have_class(re.compile("changed"))
    expect(control(page, "sample_prompts")).to_have_value("a cat\na dog --s 8")
    expect(control(page, "lr_scheduler")).to_have_value("2")
    page.get_by_role("button", name="Everything").click()
    expect(toml(page)).to_contain_text("network_alpha = 8.0")


WRONG = (
    ("network_dim", "abc", 'network_dim = "abc" is not a whole number.'),
    ("network_alpha", "0", "network_alpha = 0 is impossible: it must be above 0 and at most 1024."),
    ("learning_rate", "1e-", 'learning_rate = "1e-" is not a number.'),
    ("output_name", "a/b", "cannot be a file name"),
    ("caption_extension", "", 'caption_extension = "" has the wrong form'),
    ("resolution", "big", "has the wrong form"),
    ("train_data_dir", "/etc", "outside the folders that the page may look into"),
    ("sample_prompts", "a cat --w 77", "it must be a multiple of 8"),
)


def test_every_wrong_value_gets_its_sentence_at_its_field_and_stays(page: Page) -> None:
    opened(page)
    for name, typed, _ in WRONG:
        control(page, name).fill(typed)
    for _ in range(2):
        for name, typed, sentence in WRONG:
            expect(field(page, name).get_by_role("alert")).to_contain_text(sentence)
            expect(control(page, name)).to_have_attribute("aria-invalid", "true")
            expect(page.locator(".summary")).to_contain_text(sentence)
            expect(control(page, name)).to_have_value(typed)
        page.reload()
    page.locator("#search").fill("bucket")
    expect(control(page, "network_dim")).to_be_hidden()
    page.locator(".summary").get_by_role("button", name="Rank (dim)").click()
    expect(control(page, "network_dim")).to_be_focused()
    expect(control(page, "network_dim")).to_be_in_viewport()


def test_the_language_changes_in_place(page: Page) -> None:
    opened(page, network_dim="abc")
    control(page, "network_dim").fill("abcd")
    page.get_by_role("button", name="简体中文").click()
    expect(field(page, "network_dim").get_by_role("alert")).to_contain_text("不是整数")
    expect(field(page, "network_dim").locator("label")).to_have_text("秩（维度）")
    expect(control(page, "network_dim")).to_have_value("abcd")


SEARCHES = {
    "lr": "unet_lr",
    "rank": "network_dim",
    "vram": "gradient_checkpointing",
    "学习率": "learning_rate",
}


def test_search_finds_names_labels_and_other_words(page: Page) -> None:
    opened(page)
    page.locator("h1").click()
    for query, name in SEARCHES.items():
        page.keyboard.press("/")
        expect(page.locator("#search")).to_be_focused()
        page.keyboard.type(query)
        expect(field(page, name)).to_be_visible()
        expect(field(page, "output_name")).to_be_hidden()
        page.keyboard.press("Escape")
        expect(field(page, "output_name")).to_be_visible()
        page.locator("#search").blur()
    control(page, "output_name").press("End")
    page.keyboard.type("/")
    expect(control(page, "output_name")).to_have_value("lora/")


def test_filters_and_resets(page: Page) -> None:
    opened(page, network_dim=32, network_alpha=4, seed=7, gone=1)
    expect(page.locator(".summary")).to_contain_text("gone is unknown")
    page.get_by_role("button", name="Changed", exact=True).click()
    expect(page.locator(".field:visible")).to_have_count(3)
    expect(page.locator(".count")).to_contain_text(re.compile(r"^3 of \d+"))
    field(page, "network_dim").get_by_role("button").click()
    assert draft(page) == {"network_alpha": 4, "seed": 7, "gone": 1}
    page.locator("#section-network").get_by_role("button", name="Reset").first.click()
    assert draft(page) == {"seed": 7, "gone": 1}
    page.get_by_role("button", name="Undo").click()
    assert draft(page) == {"network_alpha": 4, "seed": 7, "gone": 1}
    page.get_by_role("button", name="Reset all").click()
    assert draft(page) == {}
    expect(page.get_by_text("No setting fits.")).to_be_visible()
    page.get_by_role("button", name="All", exact=True).click()
    expect(control(page, "network_dim")).to_have_value("16")


def test_what_does_not_act_is_grey_and_says_why(page: Page) -> None:
    opened(page)
    expect(field(page, "conv_dim")).to_have_class(re.compile("unused"))
    expect(field(page, "conv_dim")).to_contain_text("Acts only with Network type = LoCon")
    page.get_by_role("button", name="In effect").click()
    expect(field(page, "conv_dim")).to_be_hidden()
    control(page, "network_type").select_option("1")
    expect(field(page, "conv_dim")).to_be_visible()
    expect(field(page, "conv_dim")).not_to_have_class(re.compile("unused"))


def test_another_tab_changes_values_without_taking_the_focus(page: Page) -> None:
    opened(page)
    control(page, "output_name").fill("typed here")
    other = page.context.new_page()
    opened(other)
    control(other, "network_dim").fill("64")
    expect(control(page, "network_dim")).to_have_value("64")
    expect(control(page, "output_name")).to_have_value("typed here")
    expect(control(page, "output_name")).to_be_focused()
    other.close()


def test_a_pasted_file_is_applied_as_far_as_it_is_right(page: Page) -> None:
    opened(page, seed=7)
    page.get_by_role("button", name="Edit or paste").click()
    area = page.get_by_label("Content of a run file")
    area.fill('[network]\nnetwork_dim = 48\nnetwork_alpha = "x"\nrank = 3\n')
    expect(page.locator(".toml")).to_contain_text('network_alpha = "x" is not a number')
    expect(page.locator(".toml")).to_contain_text("rank is unknown")
    assert draft(page) == {"seed": 7}
    area.fill("seed == 7")
    expect(page.locator(".toml")).to_contain_text("run.toml is not valid TOML")
    expect(page.get_by_role("button", name="Apply")).to_be_disabled()
    area.fill("[network]\nnetwork_dim = 48\nrank = 3\n")
    page.get_by_role("button", name="Apply").click()
    assert draft(page) == {"network_dim": 48}
    expect(control(page, "network_dim")).to_have_value("48")
    expect(control(page, "seed")).to_have_value("42")
    page.get_by_role("button", name="Undo").click()
    assert draft(page) == {"seed": 7}


def test_a_file_is_dropped_and_downloaded(page: Page) -> None:
    opened(page)
    page.evaluate(
        """() => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(['[train]\\nseed = 5\\n'], 'old.toml'));
            document.querySelector('.toml').dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
        }"""
    )
    page.get_by_role("button", name="Apply").click()
    expect(control(page, "seed")).to_have_value("5")
    expect(toml(page)).to_contain_text("seed = 5")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "run.toml"
    assert Path(download.value.path()).read_text() == "[train]\nseed = 5\n"


def test_what_is_taken_over_is_what_stands_in_the_field(page: Page) -> None:
    opened(page)
    page.get_by_role("button", name="Edit or paste").click()
    page.get_by_label("Content of a run file").fill("[train]\nseed = 5\n")
    apply = page.get_by_role("button", name="Apply")
    expect(apply).to_be_enabled()
    page.locator(".toml").dispatch_event("drop", {"dataTransfer": dropped(page, [255])})
    expect(page.locator(".toasts")).to_contain_text("bad.toml")
    expect(page.get_by_label("Content of a run file")).to_have_value("[train]\nseed = 5\n")
    page.get_by_role("button", name="Cancel").click()
    at_once = "(button) => { button.click(); return document.querySelector('.toml .primary').disabled; }"
    assert page.get_by_role("button", name="Edit or paste").evaluate(at_once)  # What was right before is not this text.


def dropped(page: Page, content: list[int]) -> JSHandle:
    """What a hand carries that drops a file."""
    script = """(content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(content)], "bad.toml"));
      return transfer;
    }"""
    return page.evaluate_handle(script, content)


def test_a_plan_with_errors_leads_to_the_fields_and_does_not_start(page: Page) -> None:
    opened(page)
    page.get_by_role("button", name="Check and start…").click()
    plan = page.get_by_role("dialog")
    expect(plan).to_contain_text("There is no base model")
    expect(plan).to_contain_text("There is no folder of training pictures")
    expect(plan.get_by_role("button", name="Start training")).to_be_disabled()
    plan.get_by_role("button", name="Training pictures").click()
    expect(plan).to_be_hidden()
    expect(control(page, "train_data_dir")).to_be_focused()
    expect(field(page, "train_data_dir").get_by_role("alert")).to_contain_text("There is no folder")


def test_the_plan_is_shown_and_the_run_starts(page: Page, workspace: Path) -> None:
    tables = to_tables(read_run(lay_out(workspace)).config, changed_only=True)
    values = {name: value for table in tables.values() for name, value in table.items()}
    opened(page, **values, num_cpu_threads_per_process=1)
    page.get_by_role("button", name="Check and start…").click()
    plan = page.get_by_role("dialog")
    expect(plan).to_contain_text("sks toon cat")
    expect(plan).to_contain_text("64 × 64")
    expect(plan).to_contain_text("Stable Diffusion 1.x")
    expect(plan).to_contain_text(re.compile(r"about \d+ MB of memory"))
    plan.get_by_role("button", name="Start training").click()
    expect(page).to_have_url(re.compile(r"/runs\?run="))
