"""Signing in: whoever has not gets nothing but the login."""

import asyncio
import time

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from kohya_like.config.problems import InputError
from kohya_like.ui.serving import access
from kohya_like.ui.serving.access import Access, Account, account_of
from kohya_like.ui.web import WEB

ACCOUNT = Account("me", "a long: 密码")
WRITTEN = {"username": "me", "password": ACCOUNT.password}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "WRONG_SECONDS", 0.0)


@pytest.fixture
def client() -> TestClient:
    return TestClient(Access(PlainTextResponse("in"), ACCOUNT, 7860, "<!-- head -->"), base_url="http://127.0.0.1")


@pytest.mark.parametrize(
    "path", ["/", "/runs", "/config", "/gradio_api/run/jobs", "/gradio_api/file=/etc/passwd", "/web/x"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT"])
def test_everything_asks_to_sign_in(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 401
    assert answer.text != "in"


def test_a_reader_gets_the_login_at_the_address_asked_for_and_a_program_a_sentence(client: TestClient) -> None:
    page = client.get("/runs?run=1", headers={"accept": "text/html"})
    assert page.status_code == 401 and "login.js" in page.text and "<!-- head -->" in page.text
    assert client.get("/config").json()["detail"]["zh"].startswith("请先登录")


def test_the_login_and_what_it_is_made_of_are_open(client: TestClient) -> None:
    assert client.get("/login").status_code == 200
    assert client.get(f"/{WEB}/login.js").text == "in"
    assert client.get(f"/{WEB}x/login.js").status_code == 401


def test_signing_in_opens_everything_until_signing_out(client: TestClient) -> None:
    assert client.post("/login", data=WRITTEN).json() == {"success": True}
    assert client.get("/").text == "in"
    cookie = client.cookies["kohya-like-7860"]
    assert client.get("/logout").text == "in"  # A link on another page signs nobody out.
    assert client.post("/logout").status_code == 200
    assert client.get("/").status_code == 401
    client.cookies.set("kohya-like-7860", cookie)
    assert client.get("/").status_code == 401  # Whoever copied the cookie is out too.


def test_the_host_header_does_not_say_what_is_asked_for(client: TestClient) -> None:
    client.post("/login", data=WRITTEN)
    assert client.get("/", headers={"host": "x/logout?"}).text == "in"
    assert client.get("/").text == "in"


def test_sessions_that_have_ended_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Access(PlainTextResponse("in"), ACCOUNT, 7860, "")
    client = TestClient(door, base_url="http://127.0.0.1")
    client.post("/login", data=WRITTEN)
    now = time.time()
    monkeypatch.setattr(access.time, "time", lambda: now + access.SESSION_SECONDS + 1)
    client.post("/login", data=WRITTEN)
    assert len(door._sessions) == 1


def test_the_cookie_is_no_ones_but_the_servers(client: TestClient) -> None:
    plain = client.post("/login", data=WRITTEN).headers["set-cookie"].lower()
    assert "httponly" in plain and "samesite=lax" in plain and "secure" not in plain
    encrypted = client.post("https://127.0.0.1/login", data=WRITTEN).headers["set-cookie"].lower()
    assert "secure" in encrypted


def test_a_session_ends_by_itself(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post("/login", data=WRITTEN)
    later = time.time() + access.SESSION_SECONDS + 1
    monkeypatch.setattr(access.time, "time", lambda: later)
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(
    "written",
    [{}, {"username": "me"}, {**WRITTEN, "username": "Me"}, {**WRITTEN, "password": "x"}, {**WRITTEN, "password": ""}],
)
def test_a_wrong_name_or_password_is_refused_in_words(client: TestClient, written: dict[str, str]) -> None:
    answer = client.post("/login", data=written)
    assert answer.status_code == 401
    assert answer.json()["detail"]["en"] == "The name or the password is wrong."
    assert client.get("/").status_code == 401


def test_an_endless_form_is_not_read(client: TestClient) -> None:
    assert client.post("/login", data={**WRITTEN, "more": "x" * access.FORM_BYTES}).status_code == 401


def test_programs_may_send_name_and_password_each_time(client: TestClient) -> None:
    assert client.get("/", auth=("me", ACCOUNT.password)).text == "in"
    for header in ("Basic", "Basic !", "Basic bWU=", "Basic /w==", "Bearer bWU6eA=="):
        assert client.get("/", headers={"authorization": header}).status_code == 401


def test_guesses_made_side_by_side_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "WRONG_SECONDS", 0.1)
    app = Access(PlainTextResponse("in"), ACCOUNT, 7860, "")

    async def guess() -> float:
        begun = time.monotonic()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            await asyncio.gather(*(client.post("/login", data={**WRITTEN, "password": str(n)}) for n in range(5)))
        return time.monotonic() - begun

    assert asyncio.run(guess()) >= 0.5


@pytest.mark.parametrize("text", ["", ":", "me", "me:", "me: ", ":secret", " :secret"])
def test_what_is_no_account_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(InputError) as refused:
        account_of(text)
    assert "secret" not in str(refused.value)


def test_a_password_may_hold_colons_and_is_shown_nowhere() -> None:
    account = account_of("me:a:b")
    assert account == Account("me", "a:b")
    assert "a:b" not in repr(account)
