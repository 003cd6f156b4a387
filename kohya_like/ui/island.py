"""Islands: parts of the page that are drawn in the browser by a module of ours and ask Python for data.

To Gradio an island is one `gr.HTML` whose template never changes, so that it never touches what the module drew.
"""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from kohya_like.ui.answers import answering
from kohya_like.ui.web import WEB

ON_LOAD = (
    "import(new URL('{folder}/{name}.js', document.baseURI)).then((module) => "
    "module.mount({{ element: element.firstElementChild, name: '{name}', server, upload, watch, props }}))"
)


def island(name: str, functions: Sequence[Callable[..., Any]] = (), **props: Any) -> gr.HTML:
    """The component that `web/<name>.js` draws; its module's `mount` is called once, with the functions and `props`.

    The browser calls them under their own names; towards Gradio each carries the island's name, since a server function
    becomes an attribute of the component and would hide one of its own.
    """
    return gr.HTML(
        "",
        html_template=f'<div class="island {name}"></div>',
        js_on_load=ON_LOAD.format(folder=WEB, name=name),
        server_functions=[_named(f"{name}_{function.__name__}", answering(function)) for function in functions],
        apply_default_css=False,
        elem_id=name,
        **props,
    )


def _named(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    function.__name__ = name
    return function
