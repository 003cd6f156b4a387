"""Trigger words and classes."""

import pytest

from kohya_like.plan.trigger_words import Fields, word_problems

FIELDS = Fields("t", "c")


def problems(trigger: str, class_word: str = "") -> list[tuple[str, str]]:
    return [(problem.field, problem.severity) for problem in word_problems(trigger, class_word, FIELDS)]


@pytest.mark.parametrize("trigger", ["sls7", "mychar7", "ohwx", "zwx"])
def test_a_made_up_word_is_good(trigger: str) -> None:
    assert problems(trigger, "1girl") == []


@pytest.mark.parametrize("trigger", ["", "a/b", "a\\b", "..", ".hidden", "a,b", "a:b", "x" * 61])
def test_unusable_words_are_errors(trigger: str) -> None:
    assert ("t", "error") in problems(trigger)


@pytest.mark.parametrize("trigger", ["cat", "小雪", "xkqzwvbnpljh"])
def test_unwise_words_are_warnings(trigger: str) -> None:
    assert problems(trigger) == [("t", "warning")]


def test_the_class_is_looked_at_too() -> None:
    assert problems("sls7", "a/b") == [("c", "error")]
    assert problems("sls7", "女孩") == [("c", "warning")]
