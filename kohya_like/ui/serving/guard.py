"""Keeps other web sites from using the page through the browser of somebody who may."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kohya_like.config.text import Text

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Gradio compiles scripts and styles of its components at run time; nothing may come from or go to another host.
    "Content-Security-Policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
}


class Guard:
    """Middleware: refuses what a page of another site asks for, and tells browsers to show and load no other site here.

    `names` are the hosts under which the page may be asked for, None for any. Where nobody has to sign in, only
    names of this computer are: another site can let its own name point here ("DNS rebinding"), and is then no longer
    another site to the browser.
    """

    def __init__(self, app: ASGIApp, names: Collection[str] | None) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # Nothing here uses any, and browsers let every site open them.
            await send({"type": "websocket.close"})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(scope["method"], Headers(scope=scope))
        answer = self.app if refusal is None else PlainTextResponse(f"{refusal.en}\n{refusal.zh}\n", 403)
        await answer(scope, receive, send_with_headers)

    def _refusal(self, method: str, headers: Headers) -> Text | None:
        name = host_name(headers.get("host", ""))
        if self.names is not None and name not in self.names:
            return _UNKNOWN_HOST.format(name=name or "?")
        return _OTHER_SITE if is_from_other_site(method, headers) else None


def host_name(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_from_other_site(method: str, headers: Headers) -> bool:
    """Whether a browser sent this because a page of another site asked for it; following a link there does not count.

    Browsers say so themselves in Sec-Fetch-Site; where they do not, as without encryption, the origin is compared.
    Programs send neither.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        follows_link = method == "GET" and headers.get("sec-fetch-dest") == "document"
        return site not in ("same-origin", "none") and not follows_link
    return origin is not None and origin.partition("://")[2] != headers.get("host", "").lower()


_UNKNOWN_HOST = Text(
    "This page answers to names of its own computer only, not to {name}: start it with --auth USER:PASSWORD.",
    "此页面只接受本机名称的访问，不接受 {name}：请使用 --auth 用户名:密码 启动。",
)
_OTHER_SITE = Text("This page cannot be used from other sites.", "不能从其他网站使用此页面。")
