"""Requests that are answered before Gradio sees them."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from kohya_like.ui.serving.middleware import Requests


@pytest.fixture
def client() -> TestClient:
    return TestClient(Requests(PlainTextResponse("gradio")), follow_redirects=False)


def test_a_heartbeat_does_not_stay_open(client: TestClient) -> None:
    assert client.get("/gradio_api/heartbeat/abc").status_code == 204


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/runs/20260101-120000-fox", "../runs?run=20260101-120000-fox"),
        ("/runs/a b&c", "../runs?run=a%20b%26c"),
        ("/runs/../../x", "../runs?run=..%2F..%2Fx"),
        ("/runs///evil.example", "../runs?run=%2F%2Fevil.example"),
    ],
)
def test_the_address_of_a_run_leads_to_the_page_of_runs(client: TestClient, path: str, target: str) -> None:
    answer = client.get("http://testserver" + path.replace("..", "%2E%2E"))
    assert (answer.status_code, answer.headers["location"]) == (307, target)


@pytest.mark.parametrize("path", ["/", "/runs", "/runs/", "/gradio_api/info"])
def test_everything_else_goes_on(client: TestClient, path: str) -> None:
    assert client.get(path).text == "gradio"
