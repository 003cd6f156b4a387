"""How a Python function answers the browser: with its value, or with one plain sentence in both languages.

A server function of Gradio that raises resolves to nothing in the browser, without a reason. So none of ours raises.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from pydantic import ConfigDict, ValidationError, validate_call

from kohya_like.config.text import Text
from kohya_like.jobs.failures import UNEXPECTED, Failure, failure_of
from kohya_like.plan.document import problem_document

Answer = dict[str, Any]
Function = Callable[..., Any]

log = logging.getLogger(__name__)


def answering(function: Function) -> Callable[[Answer | None], Answer]:
    """The function as the browser calls it: with one object, whose entries are its arguments by name.

    It answers `{"value": ...}`, or `{"error": ...}` as `failure_document` says. Arguments are checked against the
    annotations, since anybody who may open the page can send anything.
    """
    checked = validate_call(config=ConfigDict(strict=True))(function)

    @wraps(function)
    def answer(ask: Answer | None = None) -> Answer:
        try:
            return {"value": checked(**(ask or {}))}
        except ValidationError as error:
            text = _WRONG_CALL.format(name=function.__name__, error=error.errors(include_url=False)[0]["msg"])
            return {"error": failure_document(Failure(UNEXPECTED, text))}
        except Exception as error:
            failure = failure_of(error)
            if failure.code == UNEXPECTED:
                log.exception("%s failed", function.__name__)
            return {"error": failure_document(failure)}

    del answer.__wrapped__  # Gradio reads the signature; it must see the one argument.
    return answer


def both(text: Text) -> dict[str, str]:
    """A text for the browser, which knows its reader's language."""
    return {"en": text.en, "zh": text.zh}


def failure_document(failure: Failure) -> dict[str, Any]:
    """What the page shows of a failure: `{code, text, hint, problems}`."""
    return {
        "code": failure.code,
        "text": both(failure.error),
        "hint": both(failure.hint) if failure.hint and failure.code != UNEXPECTED else None,
        "problems": [problem_document(problem) for problem in failure.problems],
    }


_WRONG_CALL = Text(
    "The page and its server do not fit together ({name}: {error}): reload the page.",
    "页面与服务器不匹配（{name}：{error}）：请重新加载页面。",
)
