"""The page as Gradio serves it: one route for each panel, the frame around each."""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.components.navbar import Navbar

from kohya_like.ui.island import island
from kohya_like.ui.panels.new import New
from kohya_like.ui.panels.runs import Runs
from kohya_like.ui.panels.shell import Shell
from kohya_like.ui.site import Site

Functions = Sequence[Callable[..., Any]]


def build(site: Site) -> gr.Blocks:
    """Every page of a workspace."""
    new, runs = New(site), Runs(site)
    page = gr.Blocks(title="kohya-like", analytics_enabled=False, fill_width=True)
    with page:
        _panel(site, "new", [new.demo])
    with page.route("runs", "/runs"):
        _panel(site, "runs", [runs.runs, runs.follow, runs.stop])
    return page


def _panel(site: Site, name: str, functions: Functions) -> None:
    """One page's content: our own navigation stands in the frame, since Gradio's knows one language only."""
    Navbar(visible=False)
    shell = Shell(site)
    island("shell", [shell.jobs])
    island(name, functions)
