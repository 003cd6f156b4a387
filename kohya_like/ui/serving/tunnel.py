"""`--share`: an address on the internet that leads to this page, through Gradio's servers."""

import logging
import threading
from collections.abc import Callable
from secrets import token_urlsafe

from kohya_like.config.text import Text

SECONDS = 90.0
"""How long to wait. Gradio downloads a program of 10 MB for it the first time."""


log = logging.getLogger(__name__)

Say = Callable[[Text | str], None]


def share(host: str, port: int, say: Say) -> None:
    """Say the address once there is one, or in one sentence why there is none; the page is served meanwhile.

    The page goes on without it: whoever sits at this computer can use it, and jobs that wait have to be started.
    """
    found: list[str] = []
    worker = threading.Thread(target=lambda: found.append(_address(host, port)), name="tunnel", daemon=True)
    threading.Thread(target=_report, args=(worker, found, say), name="share", daemon=True).start()


def _report(worker: threading.Thread, found: list[str], say: Say) -> None:
    say(_TRYING)
    worker.start()
    worker.join(SECONDS)
    say(found[0] if found and found[0] else _NONE)


def _address(host: str, port: int) -> str:
    """The address; empty where it cannot be had."""
    from gradio.networking import setup_tunnel

    try:
        address = setup_tunnel(host, port, token_urlsafe(32), None, None)
    except Exception:  # No network, a refused download, a program that an antivirus removed: these have no one kind.
        log.debug("no tunnel", exc_info=True)
        return ""
    return "https://" + address.partition("://")[2]


_TRYING = Text("Looking for a public address...", "正在获取公网地址……")
_NONE = Text(
    "No public address: Gradio's servers, or the program that connects to them, cannot be reached from here. The page "
    "goes on for this computer.",
    "未能获得公网地址：无法连接 Gradio 的服务器或下载其连接程序。本机仍可继续使用此页面。",
)
