"""The HTTP API: what programs may ask for, by name. docs/api.md describes it; everything else is the page's own.

Its endpoints are functions of Gradio's kind, so that `gradio_client` and plain HTTP both reach them.
"""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

import gradio as gr
from gradio.events import api as add_endpoint
from pydantic import NonNegativeInt

from kohya_like.config.describe import describe
from kohya_like.config.problems import InputError, Problem
from kohya_like.jobs.events import read_events
from kohya_like.jobs.failures import sentences
from kohya_like.jobs.index import summarise
from kohya_like.plan.document import problem_document
from kohya_like.ui.answers import checked, told, wrong_argument
from kohya_like.ui.drafts import values_in
from kohya_like.ui.panels.runs import Runs
from kohya_like.ui.panels.train import Train
from kohya_like.ui.site import Site

Document = dict[str, Any]


class Api:
    """Every endpoint. `run` is values of parameters by name, or the text of a run file; `job` is the id of one."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._train = Train(site)
        self._runs = Runs(site)

    def parameters(self) -> list[Document]:
        """Every parameter of a run with its type, default, range and help, by section."""
        return describe()

    def plan(self, run: Document | str) -> Document:
        """What a run would do, and every problem that can be seen before it starts."""
        values, mistakes = self._read(run)
        document = self._train.plan(values)
        return {**document, "problems": [*map(problem_document, mistakes), *document["problems"]]}

    def start(self, run: Document | str) -> str:
        """Queue a run; the id of its job."""
        values, mistakes = self._read(run)
        if any(problem.severity == "error" for problem in mistakes):
            raise InputError(mistakes)
        return self._train.start(values)

    def jobs(self) -> list[Document]:
        """Every job, the newest first."""
        return [summary.model_dump(mode="json") for summary in self._site.jobs()]

    def job(self, job: str, offset: NonNegativeInt = 0) -> Document:
        """One job, the events that were written since `offset`, and the offset to ask with next."""
        found = self._site.job(job)
        events, after = read_events(found.events_file, offset)
        return {**self._document(job), "folder": str(found.folder), "events": events, "offset": after}

    def stop(self, job: str) -> Document:
        """Ask a job to finish its step, save and end; one that waits leaves the queue."""
        self._runs.stop(job)
        return self._document(job)

    def kill(self, job: str) -> Document:
        """End every process of a job at once; what was saved stays."""
        self._runs.kill(job)
        return self._document(job)

    def resume(self, job: str) -> Document:
        """Queue a job again; it goes on from the state that it saved."""
        self._runs.resume(job)
        return self._document(job)

    def _read(self, run: Document | str) -> tuple[Document, list[Problem]]:
        return values_in(self._site, run) if isinstance(run, str) else (run, [])

    def _document(self, job: str) -> Document:
        return summarise(self._site.job(job)).model_dump(mode="json")


def endpoints(site: Site) -> None:
    """Add every endpoint to the page that is being built."""
    api = Api(site)
    for name in (name for name in vars(Api) if not name.startswith("_")):
        # Without Gradio's queue an endpoint answers the request that asks, and stop does not wait behind plan.
        add_endpoint(_endpoint(getattr(api, name)), api_name=name, queue=False)


def _endpoint(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as Gradio calls it; what is wrong reaches the client as sentences, one for each problem."""
    careful = checked(function)
    names = list(signature(function).parameters)

    @wraps(function)
    def endpoint(*arguments: object) -> Any:
        try:
            return with_files(careful(**dict(zip(names, arguments, strict=True))))
        except Exception as error:
            said = wrong_argument(function, error) or "\n".join(sentences(told(function, error)))
            raise gr.Error(said, print_exception=False) from error

    return endpoint


def with_files(value: Any) -> Any:
    """The value with every key `path` called `file`: what has a path, Gradio's client would replace by a copy of it."""
    if isinstance(value, dict):
        return {"file" if name == "path" else name: with_files(part) for name, part in value.items()}
    return [with_files(part) for part in value] if isinstance(value, list) else value
