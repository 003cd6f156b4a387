"""How a Python function answers the browser: with its value, or with one plain sentence in both languages.

A server function of Gradio that raises resolves to nothing in the browser, without a reason. So none of ours raises.
"""

import json
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

    It answers `{"value": ...}`, or `{"error": ...}` as `failure_document` says.
    """
    careful = checked(function)

    @wraps(function)
    def answer(ask: Answer | None = None) -> Answer:
        try:
            return _sendable({"value": careful(**(ask or {}))})
        except Exception as error:
            return _sendable({"error": failure_document(_failure(function, error))})

    del answer.__wrapped__  # Gradio reads the signature; it must see the one argument.
    return answer


def _failure(function: Function, error: Exception) -> Failure:
    mistake = wrong_argument(function, error)
    if mistake is None:
        return told(function, error)
    return Failure(UNEXPECTED, _WRONG_CALL.format(name=function.__name__, error=mistake))


def checked(function: Function) -> Function:
    """The function with its arguments checked against the annotations: whoever may ask can send anything."""
    return validate_call(config=ConfigDict(strict=True))(function)


def wrong_argument(function: Function, error: Exception) -> str | None:
    """What is wrong with an argument of a `checked` function; None for an error that it raised itself."""
    if not isinstance(error, ValidationError) or error.title != function.__qualname__:
        return None
    detail = error.errors(include_url=False, include_input=False)[0]
    return f"{detail['loc'][0]}: {detail['msg']}"


def told(function: Function, error: Exception) -> Failure:
    """What to say of an error that a function raised; one that nobody foresaw is logged with its place."""
    failure = failure_of(error)
    if failure.code == UNEXPECTED:
        log.error("%s failed", function.__name__, exc_info=error)
    return failure


def _sendable(answer: Answer) -> Answer:
    """The answer as it can be sent. Names of files that are no Unicode text have "?" for what is none."""
    text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        readable: Answer = json.loads(text.encode(errors="replace"))
        return readable
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
