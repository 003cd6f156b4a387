"""Puts what our page loads into the document itself: Gradio would add it only when its own scripts run.

So the first thing that is drawn already has our look, the reader's theme included, and the scripts load at once.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

END_OF_HEAD = b"</head>"


class Document:
    """Middleware: an HTML answer gets `head` at the end of its head."""

    def __init__(self, app: ASGIApp, head: str) -> None:
        self.app = app
        self.head = head.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["method"] == "GET"
        await self.app(scope, receive, _Rewriter(send, self.head) if is_page else send)


class _Rewriter:
    """Sends everything on, HTML documents with their head completed."""

    def __init__(self, send: Send, head: bytes) -> None:
        self.send = send
        self.head = head
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self.start = message  # Its length is known at the end of the body.
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_document(self.start)
        else:
            await self.send(message)

    async def _send_document(self, start: Message) -> None:
        document = self.body.replace(END_OF_HEAD, self.head + END_OF_HEAD, 1)
        MutableHeaders(scope=start)["content-length"] = str(len(document))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": document})


def _is_html(start: Message) -> bool:
    return MutableHeaders(scope=start).get("content-type", "").startswith("text/html")
