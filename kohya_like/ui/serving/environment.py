"""What has to be so before Gradio is imported."""

import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager

LOCAL = ("127.0.0.1", "localhost", "::1")
QUIET = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_DISABLE_TELEMETRY": "1", "GRADIO_MCP_SERVER": "False"}
"""Nobody is told that the page was started, and what it offers is listed in docs/api.md."""


def prepare() -> None:
    """Keep Gradio and the libraries below it, in this process and in those it starts, from reporting to anybody.

    Requests to this computer never go through a proxy: proxies refuse them, and the page would seem not to be there.
    """
    os.environ.update(QUIET)
    for variable in ("NO_PROXY", "no_proxy"):
        excepted = [name for name in os.environ.get(variable, "").split(",") if name]
        os.environ[variable] = ",".join(dict.fromkeys([*excepted, *LOCAL]))


@contextmanager
def without_stubs() -> Iterator[None]:
    """While this is open, Gradio defines its components without writing a type stub for each beside its source.

    It parses and compares the sources of all of them whenever it is imported, which is half of its import's time, and
    skips a component whose source cannot be found.
    """
    find = inspect.getfile

    def find_others(thing: object) -> str:
        if isinstance(thing, type) and thing.__module__.partition(".")[0] == "gradio":
            raise OSError(f"{thing.__name__} needs no stub")
        return find(thing)  # type: ignore[arg-type]

    inspect.getfile = find_others  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = find
