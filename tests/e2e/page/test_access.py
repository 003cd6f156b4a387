"""A page with an account, in a browser and through its documented API."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AuthenticationError
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import browser
from tests.e2e.commands import DEMO_MODEL, run_file

ACCOUNT = ("me", "a-long-password")
DOCS = Path(__file__).resolve().parents[3] / "docs"
PLAIN_CLIENT = 'client = Client("http://127.0.0.1:7860", verbose=False)\n'
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def address(workspace: Path) -> Iterator[str]:
    """Where the page is served, to who signs in."""
    with browser.served(workspace, "--auth", ":".join(ACCOUNT)) as address:
        yield address


@pytest.fixture
def context(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser in which nobody has signed in."""
    outside = browser.Outside()
    with chromium.new_context(viewport=browser.NARROW, locale="zh-CN", base_url=address) as context:
        outside.guard(context, address)
        yield context
        assert outside.requests == []


def test_signing_in_leads_where_one_wanted_to_go(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/runs?run=gone")
    page.get_by_label("用户名").fill(ACCOUNT[0])
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_have_text("用户名或密码错误。")
    expect(page.get_by_label("用户名")).to_have_value(ACCOUNT[0])

    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    page.get_by_label("Password").fill(ACCOUNT[1])
    page.keyboard.press("Enter")
    expect(page.locator("#shell nav")).to_be_attached()
    expect(page).to_have_url(re.compile(r"/runs\?run=gone$"))
    assert page.evaluate("document.cookie") == ""  # Scripts do not see it.


@pytest.fixture
def signed_in(context: BrowserContext) -> Page:
    """A page whose reader has signed in."""
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("用户名").fill(ACCOUNT[0])
    page.get_by_label("密码").fill(ACCOUNT[1])
    page.keyboard.press("Enter")
    expect(page.locator("#shell nav")).to_be_attached()
    return page


def test_a_session_that_is_gone_is_asked_for_again(context: BrowserContext, signed_in: Page) -> None:
    context.clear_cookies()
    expect(signed_in.get_by_label("密码")).to_be_visible()


def test_signing_out_ends_the_session(context: BrowserContext, signed_in: Page) -> None:
    signed_in.get_by_role("button", name="打开菜单").click()
    signed_in.get_by_role("button", name="退出登录").click()
    expect(signed_in.get_by_label("密码")).to_be_visible()
    assert context.cookies() == []


def test_a_form_of_another_site_cannot_use_it(chromium: Browser, address: str) -> None:
    """Another port counts as another site here, and Chromium lets it reach this computer."""
    elsewhere = "http://127.0.0.1:9999/"
    form = f'<form method="post" action="{address}/gradio_api/run/jobs"><button>win</button></form>'
    with chromium.new_context() as context:
        page = context.new_page()
        page.route(elsewhere, lambda route: route.fulfill(body=form, content_type="text/html"))
        page.goto(elsewhere)
        page.get_by_role("button").click()
        expect(page.locator("body")).to_contain_text("This page cannot be used from other sites.")


def test_gradio_client_signs_in(address: str) -> None:
    with pytest.raises(AuthenticationError):
        Client(address, auth=("me", "wrong"), verbose=False)
    assert isinstance(Client(address, auth=ACCOUNT, verbose=False).predict(api_name="/jobs"), list)


def test_the_documented_example_trains(
    address: str, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run, account = examples("api.md")
    example = run.replace(PLAIN_CLIENT, account).replace("http://127.0.0.1:7860", address)
    model = shutil.copy(DEMO_MODEL, workspace)  # It need not lie where the page may look.
    run_file(workspace, model={"pretrained_model_name_or_path": model})
    monkeypatch.chdir(workspace)
    exec(example, {})
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == f"finished {workspace / 'outputs' / 'tiny.safetensors'}"
    assert "5 of 5" in said


def test_the_chinese_examples_are_the_same_but_for_words() -> None:
    english, chinese = examples("api.md"), examples("api.zh-CN.md")
    assert [part.replace("message_zh", "message").replace('"/"', '"of"') for part in chinese] == english


def examples(name: str) -> list[str]:
    """The Python of a document: a run from beginning to end, and signing in."""
    return PYTHON.findall((DOCS / name).read_text(encoding="utf-8"))


def test_curl_sends_name_and_password_with_each_request(address: str) -> None:
    url = f"{address}/gradio_api/run/jobs"
    assert httpx.post(url, json={"data": []}, auth=ACCOUNT).json()["data"] is not None
    assert httpx.post(url, json={"data": []}).status_code == 401
