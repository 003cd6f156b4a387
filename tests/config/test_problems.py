"""Errors for people."""

import pytest

from kohya_like.config.problems import InputError, MachineError, Problem
from kohya_like.config.text import Text

TEXT = Text("It is wrong.", "有错误。")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")


def test_an_input_error_says_every_problem():
    error = InputError([Problem("network.network_dim", TEXT), Problem("", TEXT)])
    assert str(error) == "network.network_dim: It is wrong.\nIt is wrong."


def test_an_input_error_of_one_problem():
    assert InputError.of("save.output_name", TEXT).problems == [Problem("save.output_name", TEXT)]


def test_a_machine_error_has_a_hint():
    error = MachineError(TEXT, hint=Text("Mend it.", "请修正。"))
    assert str(error) == "It is wrong." and str(error.hint) == "Mend it."
