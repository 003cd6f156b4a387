"""The page as a web application: what Gradio serves, and what stands before it."""

import warnings
from collections.abc import Collection

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware

from kohya_like.config.text import Language
from kohya_like.ui.page import build
from kohya_like.ui.serving.access import Access, Account
from kohya_like.ui.serving.document import Document
from kohya_like.ui.serving.downloads import Downloads
from kohya_like.ui.serving.guard import Guard
from kohya_like.ui.serving.middleware import Requests
from kohya_like.ui.site import Site
from kohya_like.ui.web import head, routes

THEME = gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])


def application(
    site: Site, *, port: int, names: Collection[str] | None, account: Account | None, language: Language | None
) -> FastAPI:
    """The page of a workspace.

    `names`: see `Guard`. Without an account nobody has to sign in. `language` is that of readers who chose none, where
    it is not to be their browser's.
    """
    before = [Middleware(Guard, names=names)]
    if account is not None:
        before.append(Middleware(Access, account=account, port=port, head=head(language)))
    inside = [
        Middleware(Requests),
        Middleware(Downloads, site=site),
        Middleware(Document, head=head(language)),
    ]
    app = FastAPI(openapi_url=None, middleware=before)
    with warnings.catch_warnings():
        # That several pages cannot be drawn on the server is said even to those who do not want it.
        warnings.filterwarnings("ignore", "SSR mode", UserWarning)
        gr.mount_gradio_app(
            app,
            build(site),
            path="/",
            app_kwargs={"middleware": inside, "routes": routes()},
            run_history=False,
            footer_links=[],
            ssr_mode=False,
            enable_monitoring=False,
            theme=THEME,
        )
    return app
