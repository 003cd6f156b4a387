"""`kohya-like` without a command: the page."""

from typing import Annotated

import typer

from kohya_like.cli.options import Workspace, writable_workspace
from kohya_like.config.catalogue import Entry
from kohya_like.config.text import Text

PAGE = Entry(Text("page", "页面"), "kohya_like.ui.serve:serve")
"""By name, as children are: no other room needs Gradio, whose import takes longer than any command."""

PORT = 7860


def page(
    context: typer.Context,
    host: Annotated[str, typer.Option(help=str(Text("Address to listen on.", "监听的地址。")))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=str(Text("Port of the page.", "页面的端口。")))] = PORT,
    root: Workspace = None,
) -> None:
    """Serve the page, unless a command was given."""
    if context.invoked_subcommand is None:
        PAGE.load()(writable_workspace(root), host=host, port=port)
