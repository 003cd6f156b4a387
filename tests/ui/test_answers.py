"""A function answers the browser with a value or with one sentence, and never raises."""

import inspect
import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from kohya_like.config.problems import InputError, MachineError
from kohya_like.config.text import Text
from kohya_like.ui.answers import answering, both

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def double(number: int, times: int = 2) -> int:
    return number * times


def test_arguments_go_by_name() -> None:
    assert answering(double)({"number": 3}) == {"value": 6}
    assert answering(double)({"times": 3, "number": 3}) == {"value": 9}


def test_a_call_without_arguments_has_none() -> None:
    assert answering(lambda: "all")(None) == {"value": "all"}


@given(st.dictionaries(st.text(), JSON))
def test_whatever_is_sent_there_is_an_answer_that_json_knows(sent: dict[str, Any]) -> None:
    answer = answering(double)(sent)
    assert answer.keys() in ({"value"}, {"error"})
    json.dumps(answer)


@pytest.mark.parametrize("sent", [{}, {"number": "3"}, {"number": 1.5}, {"number": 3, "more": 1}, {"number": None}])
def test_wrong_arguments_are_said_with_what_to_do(sent: dict[str, Any]) -> None:
    said = answering(double)(sent)["error"]["text"]
    assert said["en"].endswith("reload the page.") and "double" in said["zh"]


def test_wrong_input_keeps_every_problem_with_its_field() -> None:
    def fail() -> None:
        raise InputError.of("network.network_dim", Text("Too small.", "太小。"))

    error = answering(fail)({})["error"]
    assert error["code"] == 2
    assert error["problems"] == [
        {"field": "network.network_dim", "message": "Too small.", "message_zh": "太小。", "severity": "error"}
    ]


def test_what_the_machine_cannot_do_keeps_its_hint() -> None:
    def fail() -> None:
        raise MachineError(Text("No memory.", "没有内存。"), hint=Text("Buy some.", "请购买。"))

    error = answering(fail)({})["error"]
    assert (error["code"], error["text"]["en"], error["hint"]["zh"]) == (4, "No memory.", "请购买。")


def test_the_unexpected_is_one_sentence_too_and_its_place_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ZeroDivisionError("division by zero")

    with caplog.at_level(logging.ERROR):
        error = answering(fail)({})["error"]
    assert error["code"] == 1 and error["hint"] is None and "ZeroDivisionError" in error["text"]["en"]
    assert caplog.records[0].exc_info is not None


class Row(BaseModel):
    number: int


def test_wrong_data_inside_is_no_wrong_call(caplog: pytest.LogCaptureFixture) -> None:
    def read() -> None:
        Row.model_validate({"number": "many"})

    error = answering(read)({})["error"]
    assert "reload" not in error["text"]["en"] and "ValidationError" in error["text"]["en"]
    assert caplog.records[0].exc_info is not None


def test_names_that_are_no_text_can_be_shown() -> None:
    assert answering(lambda: ["caf\udce9.txt", "猫"])() == {"value": ["caf?.txt", "猫"]}

    def fail() -> None:
        raise InputError.of("", Text("There is no caf\udce9.", "没有 caf\udce9。"))

    json.dumps(answering(fail)(), ensure_ascii=False).encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
def test_what_json_does_not_know_is_an_error_with_its_reason(value: object) -> None:
    assert answering(lambda: value)().keys() == {"error"}


def test_gradio_sees_one_argument() -> None:
    assert len(inspect.signature(answering(double)).parameters) == 1


def test_a_text_goes_in_both_languages() -> None:
    assert both(Text("yes", "是")) == {"en": "yes", "zh": "是"}
