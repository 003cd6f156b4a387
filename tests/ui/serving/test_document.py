"""HTML answers get our head, everything else passes unchanged."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from kohya_like.ui.serving.document import Document
from kohya_like.ui.web import HEAD

PAGE = "<html><head><title>页面</title></head><body></head></body></html>"


async def page(_: Request) -> Response:
    return HTMLResponse(PAGE)


async def streamed(_: Request) -> Response:
    return StreamingResponse(iter([PAGE[:20], PAGE[20:30], PAGE[30:]]), media_type="text/html")


async def data(_: Request) -> Response:
    return JSONResponse({"html": PAGE})


@pytest.fixture(scope="module")
def client() -> TestClient:
    routes = [Route("/page", page), Route("/streamed", streamed), Route("/data", data)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Document, head=HEAD)]))


@pytest.mark.parametrize("path", ["/page", "/streamed"])
def test_a_page_gets_our_head(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.text == PAGE.replace("</head>", f"{HEAD}</head>", 1)
    assert answer.headers["content-length"] == str(len(answer.content))


def test_anything_else_passes(client: TestClient) -> None:
    assert client.get("/data").json() == {"html": PAGE}
    assert client.head("/page").headers["content-length"] == str(len(PAGE.encode()))
