"""Who may use the page where it is protected: signing in with a name and a password.

Gradio has a login too. It leaves some of its own addresses open, is asked in a way that cannot be slowed down, and its
page is as large as the whole program; so ours stands before all of it.
"""

import asyncio
import base64
import binascii
import hmac
import secrets
import time
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.ui.answers import both
from kohya_like.ui.web import WEB

VARIABLE = "KOHYA_LIKE_AUTH"
SHORT_PASSWORD = 8
WRONG_SECONDS = 1.0
"""How long a wrong password holds up everybody who signs in, so that guessing does not get anywhere."""

SESSION_SECONDS = 30 * 24 * 3600
LOGIN, LOGOUT = "/login", "/logout"
COOKIE = "kohya-like-{port}"
"""Browsers keep cookies by host, whatever the port: two pages on one computer need two names."""

FORM_BYTES = 4096


@dataclass(frozen=True)
class Account:
    """A name, and the password, which no message, file or `repr` shows."""

    user: str
    password: str = field(repr=False)


def account_of(text: str) -> Account:
    """The account written as USER:PASSWORD. Raises InputError, which does not repeat what was written."""
    user, _, password = text.partition(":")
    if not user.strip() or not password.strip():
        raise InputError.of("auth", _MALFORMED)
    return Account(user.strip(), password)


class Access:
    """Middleware: whoever has not signed in gets 401, but for the login and the files in `web/`, which it is made of.

    A browser signs in once and then shows a cookie; programs may send the name and password with each request (HTTP
    Basic) instead. Sessions are kept in memory: a server that starts anew asks again.
    """

    def __init__(self, app: ASGIApp, account: Account, port: int, head: str) -> None:
        """`head`: what the head of the document loads, the page's look above all."""
        self.app = app
        self.document = DOCUMENT.format(head=head, web=WEB)
        self.account = account
        self.cookie = COOKIE.format(port=port)
        self._sessions: dict[str, float] = {}
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(f"/{WEB}/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        answer = await self._answer(request)
        await (answer or self.app)(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        """What is answered here; None for a request that may go on."""
        path = request.scope["path"].rstrip("/")  # `request.url` is made with the Host header, which may say anything.
        if path == LOGIN and request.method == "POST":
            return await self._sign_in(request)
        if path == LOGIN:
            return HTMLResponse(self.document)
        if not (self._has_session(request) or await self._has_password(request.headers)):
            return self._ask_to_sign_in(request)
        return self._sign_out(request) if path == LOGOUT and request.method == "POST" else None

    async def _sign_in(self, request: Request) -> Response:
        if int(request.headers.get("content-length", FORM_BYTES + 1)) > FORM_BYTES:
            return JSONResponse(_WRONG_ANSWER, 401)
        form = await request.form(max_files=0, max_fields=8)
        if not await self._right(str(form.get("username", "")).strip(), str(form.get("password", ""))):
            return JSONResponse(_WRONG_ANSWER, 401)
        now, token = time.time(), secrets.token_urlsafe(32)
        self._sessions = {known: end for known, end in self._sessions.items() if end > now}
        self._sessions[token] = now + SESSION_SECONDS
        answer = JSONResponse({"success": True})
        encrypted = request.url.scheme == "https"
        answer.set_cookie(self.cookie, token, SESSION_SECONDS, secure=encrypted, httponly=True, samesite="lax")
        return answer

    def _ask_to_sign_in(self, request: Request) -> Response:
        """The login at the address that was asked for, which then needs no way back; one sentence for programs."""
        reads_pages = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        return HTMLResponse(self.document, 401) if reads_pages else JSONResponse(_SIGN_IN_ANSWER, 401)

    def _sign_out(self, request: Request) -> Response:
        self._sessions.pop(request.cookies.get(self.cookie, ""), None)
        answer = JSONResponse({"success": True})
        answer.delete_cookie(self.cookie)
        return answer

    def _has_session(self, request: Request) -> bool:
        return self._sessions.get(request.cookies.get(self.cookie, ""), 0) > time.time()

    async def _has_password(self, headers: Headers) -> bool:
        kind, _, encoded = headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return False
        try:
            user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return await self._right(user, password)

    async def _right(self, user: str, password: str) -> bool:
        """Whether it is the account. One question at a time, or guesses made side by side would not be slowed down."""
        async with self._one_at_a_time:
            # Both are compared whole, whatever comes of the first: the time it takes says nothing.
            right = [_same(user, self.account.user), _same(password, self.account.password)]
            if not all(right):
                await asyncio.sleep(WRONG_SECONDS)
            return all(right)


def _same(given: str, kept: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), kept.encode(errors="replace"))


DOCUMENT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>kohya-like</title>
{head}
<script type="module" src="{web}/login.js"></script>
</head>
<body></body>
</html>
"""

_MALFORMED = Text(
    "Write a name and a password with a colon between them, such as --auth me:a-long-password.",
    "请写成“用户名:密码”，中间用半角冒号分隔，例如 --auth me:a-long-password。",
)
SHORT = Text(
    "Warning: the password is short, and others can try to guess it. A longer one is safer.",
    "警告：密码太短，容易被他人猜中。建议使用更长的密码。",
)
_WRONG = Text("The name or the password is wrong.", "用户名或密码错误。")
_SIGN_IN = Text("Sign in first: this page asks for a name and a password.", "请先登录：此页面需要用户名和密码。")
_WRONG_ANSWER = {"detail": both(_WRONG)}
_SIGN_IN_ANSWER = {"detail": both(_SIGN_IN)}
