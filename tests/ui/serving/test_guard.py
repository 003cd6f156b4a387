"""What other sites can make a browser ask for is refused."""

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from kohya_like.ui.serving.guard import LOOPBACK_NAMES, Guard, host_name, is_from_other_site

HOST = "127.0.0.1:7860"


def client(names: frozenset[str] | None = LOOPBACK_NAMES, host: str = HOST) -> TestClient:
    return TestClient(Guard(PlainTextResponse("in"), names), base_url=f"http://{host}")


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:8000", "[::1]:7860", "LOCALHOST"])
def test_names_of_this_computer_are_answered_whatever_the_port(host: str) -> None:
    assert client(host=host).get("/").text == "in"


@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1.attacker.example", "localhost.attacker.example:7860"])
def test_another_name_that_points_here_is_refused_in_words(host: str) -> None:
    answer = client(host=host).get("/")
    assert answer.status_code == 403
    assert host.partition(":")[0] in answer.text and "--auth" in answer.text
    assert client(None, host=host).get("/").text == "in"


@pytest.mark.parametrize("host", ["", "[", "[::1"])
def test_what_is_no_host_is_refused(host: str) -> None:
    assert host_name(host) == ""
    assert client().get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    ("method", "headers", "foreign"),
    [
        ("POST", {}, False),  # A program.
        ("POST", {"sec-fetch-site": "same-origin", "origin": f"http://{HOST}"}, False),
        ("POST", {"sec-fetch-site": "same-origin", "origin": "https://behind.a.proxy"}, False),
        ("GET", {"sec-fetch-site": "none", "sec-fetch-dest": "document"}, False),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}, False),  # A link.
        ("POST", {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}, True),  # A form.
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-dest": "image"}, True),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"}, True),
        ("POST", {"sec-fetch-site": "same-site"}, True),  # Another port of this computer.
        ("POST", {"origin": f"http://{HOST}"}, False),
        ("POST", {"origin": "http://127.0.0.1:1"}, True),
        ("POST", {"origin": "null"}, True),
        ("POST", {"origin": "http://["}, True),
        ("GET", {"origin": "https://attacker.example"}, True),
    ],
)
def test_what_another_site_asks_for_is_known(method: str, headers: dict[str, str], foreign: bool) -> None:
    assert is_from_other_site(method, Headers({"host": HOST, **headers})) is foreign
    answer = client().request(method, "/", headers=headers)
    assert answer.status_code == (403 if foreign else 200)


def test_browsers_are_told_to_load_and_show_nothing_of_other_hosts() -> None:
    for answer in (client().get("/"), client(host="attacker.example").get("/")):
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_there_are_no_web_sockets() -> None:
    with pytest.raises(WebSocketDisconnect), client().websocket_connect("/"):
        pass
