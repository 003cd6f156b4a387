"""Serve the page until it is ended. Gradio, whose import takes seconds, is imported only when nothing is wrong."""

import asyncio
import os
import socket
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict, Unpack

import uvicorn

from kohya_like.config.problems import InputError
from kohya_like.config.text import Language, Text
from kohya_like.jobs.status import LIVE
from kohya_like.ui.serving.access import SHORT, SHORT_PASSWORD, VARIABLE, Account, account_of
from kohya_like.ui.serving.address import Place, is_loopback, listen, local, local_url, network_urls, place_of
from kohya_like.ui.serving.environment import prepare, without_stubs
from kohya_like.ui.serving.guard import LOOPBACK_NAMES
from kohya_like.ui.serving.runner import keep_queue_moving
from kohya_like.ui.serving.tunnel import share
from kohya_like.ui.site import Site

LAST_ANSWERS_SECONDS = 2
"""How long answers that have begun may take when the page ends."""


class Options(TypedDict):
    """How the page is served, as the command line says it."""

    host: str
    port: int
    share: bool
    auth: str | None
    """USER:PASSWORD; None: nobody has to sign in."""

    language: Language | None
    """Language of readers who chose none; None: their browser's."""

    browser: bool | None
    """Whether to open the page in a browser; None: where people sit before this computer's screen."""


def serve(root: Path, **options: Unpack[Options]) -> None:
    """Serve the workspace `root` until the process is interrupted. Raises InputError."""
    os.environ.pop(VARIABLE, None)  # Jobs have no use for the password, and a listing of variables would show it.
    place = place_of(options["host"])
    exposed = options["share"] or not is_loopback(place)
    account = required_account(options, exposed)
    with listen(place, options["port"]) as door:
        _Page(Site(root, exposed=exposed, protected=account is not None), options, place, account).serve(door)


def required_account(options: Options, exposed: bool) -> Account | None:
    """Who may use the page. Raises InputError where everybody could and others can reach it."""
    if options["auth"] is not None:
        return account_of(options["auth"])
    if exposed:
        raise InputError.of("share" if options["share"] else "host", _NEEDS_AUTH)
    return None


class _Page:
    """A page that is about to be served."""

    def __init__(self, site: Site, options: Options, place: Place, account: Account | None) -> None:
        self.site = site
        self.options = options
        self.place = place
        self.account = account

    def serve(self, door: socket.socket) -> None:
        """Serve whoever comes to the door, and move the queue on, until Ctrl-C."""
        port: int = door.getsockname()[1]
        prepare()
        with without_stubs():
            from kohya_like.ui.serving.application import application
        names = None if self.account else {*LOOPBACK_NAMES, self.options["host"], self.place.address}
        app = application(self.site, port=port, names=names, account=self.account, language=self.options["language"])
        config = uvicorn.Config(
            app, log_level="error", ws="none", timeout_graceful_shutdown=LAST_ANSWERS_SECONDS, lifespan="on"
        )
        ended = keep_queue_moving(self.site)
        try:
            _Server(config, lambda: self._announce(port)).run([door])
        except KeyboardInterrupt:
            self._take_leave()
        finally:
            ended.set()

    def _announce(self, port: int) -> None:
        """The first line is the address, for people and for programs that start the page."""
        url = local_url(self.place, port)
        _say(url)
        for other in network_urls(self.place, port):
            _say(_ALSO.format(url=other))
        if self.account and len(self.account.password) < SHORT_PASSWORD:
            _say(SHORT)
        _say(_HOW_TO_END)
        if self.options["share"]:
            share(local(self.place).address, port, _say)
        if self._opens_browser():
            webbrowser.open(url)

    def _opens_browser(self) -> bool:
        if self.options["browser"] is not None:
            return self.options["browser"]
        return is_loopback(self.place) and sys.stdout.isatty() and has_desktop()

    def _take_leave(self) -> None:
        running = sum(summary.status in LIVE and summary.alive for summary in self.site.jobs())
        _say(_ENDED_WITH_JOBS.format(count=running) if running else _ENDED)


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, answers: Callable[[], None]) -> None:
        super().__init__(config)
        self._answers = answers

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            await asyncio.to_thread(self._answers)


def has_desktop() -> bool:
    """Whether a browser that is opened is seen by whoever started the page."""
    if os.environ.get("SSH_CONNECTION"):
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _say(line: Text | str) -> None:
    print(line, flush=True)


_NEEDS_AUTH = Text(
    "Others could reach this page, and with it your files: add --auth USER:PASSWORD, or set KOHYA_LIKE_AUTH to it.",
    "其他人将能访问此页面以及你的文件：请加上 --auth 用户名:密码，或把它写入环境变量 KOHYA_LIKE_AUTH。",
)
_ALSO = Text("From other computers: {url}", "从其他电脑访问：{url}")
_HOW_TO_END = Text(
    "Ctrl-C ends the page. Jobs that run go on without it; jobs that wait start when it is back.",
    "按 Ctrl-C 结束页面。正在运行的任务会继续；排队的任务在页面重新启动后开始。",
)
_ENDED = Text("The page has ended.", "页面已结束。")
_ENDED_WITH_JOBS = Text(
    "The page has ended. Jobs that go on: {count}. Start it again to see them.",
    "页面已结束。仍在运行的任务：{count} 个。重新启动即可查看。",
)
