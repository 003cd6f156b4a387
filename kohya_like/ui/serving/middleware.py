"""What happens to a request before Gradio sees it."""

from urllib.parse import quote

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

HEARTBEAT = "/gradio_api/heartbeat/"
RUN = "/runs/"


class Requests:
    """Answers two kinds of requests itself.

    A heartbeat stays open for as long as its tab does, and a browser opens six connections to a host: the seventh tab
    would hang for ever. We keep nothing for a session, so nothing needs to be cleaned up after it.

    `/runs/<id>` leads to `/runs?run=<id>`: Gradio's page loads its scripts relative to its own address, and would not
    find them one level deeper.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "") if scope["type"] == "http" else ""
        answer: ASGIApp = self.app
        if path.startswith(HEARTBEAT):
            answer = Response(status_code=204)
        elif path.startswith(RUN) and len(path) > len(RUN):
            answer = RedirectResponse(f"../runs?run={quote(path.removeprefix(RUN), safe='')}", 307)
        await answer(scope, receive, send)
