"""Serve the page until it is ended."""

import socket
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware

from kohya_like.ui.middleware import Requests
from kohya_like.ui.page import build
from kohya_like.ui.runner import keep_queue_moving
from kohya_like.ui.site import Site
from kohya_like.ui.web import HEAD, routes

THEME = gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])


def serve(root: Path, *, host: str, port: int) -> None:
    """Serve the workspace `root` until the process is interrupted."""
    site = Site(root)
    page = build(site)
    _, url, _ = page.launch(
        server_name=host,
        server_port=port or _free_port(host),
        quiet=True,
        prevent_thread_lock=True,
        run_history=False,
        footer_links=[],
        ssr_mode=False,
        head=HEAD,
        theme=THEME,
        allowed_paths=[str(root)],
        app_kwargs={"middleware": [Middleware(Requests)], "routes": routes()},
    )
    print(url, flush=True)
    ended = keep_queue_moving(site)
    try:
        page.block_thread()
    finally:
        ended.set()


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as server:
        port: int = server.getsockname()[1]
    return port
