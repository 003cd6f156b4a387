"""Files of the allowed folders, as browsers show and download them."""

import mimetypes
import os
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kohya_like.config.problems import InputError
from kohya_like.ui.site import Site

ADDRESS = "/gradio_api/file="
"""Gradio's own address of files. Its list of allowed folders is fixed when it starts; ours follows the settings."""

SHOWN = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/avif"})
"""What a browser may show. All else is downloaded: a page or an SVG picture could run scripts in our name."""


def served(path: Path | str) -> str:
    """The address of a file, relative to the page's."""
    return ADDRESS.removeprefix("/") + quote(Path(path).as_posix(), safe="/:")


class Downloads:
    """Middleware: answers requests for files that lie in an allowed folder; Gradio answers for its uploads."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp = self.app
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and scope["path"].startswith(ADDRESS):
            file = await run_in_threadpool(self._file, scope["path"].removeprefix(ADDRESS))
            answer = file or self.app
        await answer(scope, receive, send)

    def _file(self, name: str) -> FileResponse | None:
        try:
            path = self.site.roots().checked(name)
        except InputError:
            return None
        if not os.path.isfile(path):
            return None
        kind = mimetypes.guess_type(path.name)[0]
        return _shown(path, kind) if kind in SHOWN else _attached(path)


def _shown(path: Path, kind: str | None) -> FileResponse:
    return FileResponse(path, media_type=kind, headers={"Cache-Control": "private, max-age=60"})


def _attached(path: Path) -> FileResponse:
    return FileResponse(path, media_type="application/octet-stream", filename=path.name)
