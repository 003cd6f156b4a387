"""The page as Gradio serves it: every route with its islands, and the frame around them."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components.navbar import Navbar

from kohya_like.ui.api import endpoints
from kohya_like.ui.island import island
from kohya_like.ui.panels.captioning import Captioning
from kohya_like.ui.panels.captions import Captions
from kohya_like.ui.panels.crop import Crop
from kohya_like.ui.panels.dataset import Dataset
from kohya_like.ui.panels.files import Files
from kohya_like.ui.panels.folders import Folders
from kohya_like.ui.panels.new import New
from kohya_like.ui.panels.pictures import Pictures
from kohya_like.ui.panels.presets import Presets
from kohya_like.ui.panels.regularise import Regularise
from kohya_like.ui.panels.runs import Runs
from kohya_like.ui.panels.scores import Scores
from kohya_like.ui.panels.settings import Settings
from kohya_like.ui.panels.shell import Shell
from kohya_like.ui.panels.tags import Tags
from kohya_like.ui.panels.train import Train
from kohya_like.ui.site import Site

Panel = Callable[[Site], object]


@dataclass(frozen=True)
class Route:
    """One page. Its name in the navigation is the text `shell.page.<name>`, its picture the icon of that name."""

    name: str
    path: str
    islands: Mapping[str, Panel]
    """From top to bottom: the module that draws, and the panel that it asks."""


ROUTES = (
    Route("new", "/", {"new": New}),
    Route(
        "dataset",
        "/dataset",
        {
            "dataset": Dataset,
            "pictures": Pictures,
            "crop": Crop,
            "captioning": Captioning,
            "captions": Captions,
            "scores": Scores,
            "tags": Tags,
            "regularise": Regularise,
            "folders": Folders,
        },
    ),
    Route("train", "/train", {"presets": Presets, "train": Train}),
    Route("runs", "/runs", {"runs": Runs}),
    Route("settings", "/settings", {"settings": Settings}),
)
"""Every page, in the order of the navigation."""

FRAME: Sequence[Panel] = (Shell, Files)
"""The panels that the frame asks, on every page."""


def build(site: Site) -> gr.Blocks:
    """Every page of a workspace."""
    frame = [function for panel in FRAME for function in functions_of(panel(site))]
    pages = [{"name": route.name, "path": route.path} for route in ROUTES]
    page = gr.Blocks(title="kohya-like", analytics_enabled=False, fill_width=True)
    for route in ROUTES:
        with _opened(page, route):
            Navbar(visible=False)  # Ours stands in the frame: Gradio's knows one language only.
            island("shell", frame, pages=pages, here=route.name, protected=site.protected)
            for name, panel in route.islands.items():
                island(name, list(functions_of(panel(site))))
    with page:
        endpoints(site)
    return page


def functions_of(panel: object) -> Iterator[Callable[..., Any]]:
    """What the browser may call of a panel: its public methods."""
    for name, _ in inspect.getmembers(type(panel), inspect.isfunction):
        if not name.startswith("_"):
            yield getattr(panel, name)


def _opened(page: gr.Blocks, route: Route) -> AbstractContextManager[gr.Blocks]:
    return page if route.path == "/" else page.route(route.name, route.path)
