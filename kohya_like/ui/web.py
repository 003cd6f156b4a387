"""What the browser loads from us: scripts and style sheet from `web/`, and modules made of Python's own definitions.

They lie under an address that names their content, so a browser keeps them for ever and never mixes two versions.
"""

import json
from collections.abc import Awaitable, Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from kohya_like.config.describe import describe
from kohya_like.config.text import Language
from kohya_like.dataset.caption_files import USUAL_EXTENSIONS
from kohya_like.dataset.listing import PICTURE_SUFFIXES
from kohya_like.ui.words import WORDS

FOLDER = Path(__file__).parent / "web"
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers.update(FOREVER)
        return response


@cache
def made_modules() -> dict[str, bytes]:
    """JavaScript modules that repeat what is defined in Python: texts, parameters, and suffixes of pictures."""
    words = {key: {"en": text.en, "zh": text.zh} for key, text in WORDS.items()}
    return {
        "words-list.js": _module("WORDS", words),
        "parameters-list.js": _module("SECTIONS", describe()),
        "suffixes-list.js": _module("SUFFIXES", [*sorted(PICTURE_SUFFIXES), *USUAL_EXTENSIONS]),
    }


def _module(name: str, value: object) -> bytes:
    return f"export const {name} = {json.dumps(value, ensure_ascii=False)};\n".encode()


def _version() -> str:
    digest = sha256()
    for path in sorted(FOLDER.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    for name, content in made_modules().items():
        digest.update(name.encode() + content)
    return digest.hexdigest()[:12]


WEB = f"web/{_version()}"
"""Folder of everything above, relative to the page's address."""

STYLES = ["style.css", *sorted(path.name for path in FOLDER.glob("*.css") if path.name != "style.css")]
"""The tokens first, then what uses them."""

PRELOADED = ("shell.js", "words-list.js")
"""Modules that every page needs, and that would otherwise be asked for one after the other."""

HEAD = "".join(
    [
        f'<script src="{WEB}/early.js"></script>',
        *(f'<link rel="stylesheet" href="{WEB}/{name}">' for name in STYLES),
        *(f'<link rel="modulepreload" href="{WEB}/{name}">' for name in PRELOADED),
        f'<link rel="icon" href="{WEB}/icon.svg">',
    ]
)
"""What the document of every page loads."""


def head(language: Language | None) -> str:
    """`HEAD`; with a language, that of readers who chose none, whatever their browser's is."""
    return HEAD if language is None else f'<meta name="kohya-like-language" content="{language}">{HEAD}'


def routes() -> list[BaseRoute]:
    """What the server answers under `/web/`."""
    made = [Route(f"/{WEB}/{name}", _constant(content)) for name, content in made_modules().items()]
    return [*made, Mount(f"/{WEB}", _Files(directory=FOLDER))]


def _constant(content: bytes) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return Response(content, media_type="text/javascript", headers=FOREVER)

    return answer
