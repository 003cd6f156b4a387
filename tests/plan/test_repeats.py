"""Repeats are those of the advice for a whole run."""

import pytest

from kohya_like.plan.advice import Goal, Situation, length
from kohya_like.plan.repeats import advised_repeats


@pytest.mark.parametrize("goal", ["character", "style", "object"])
@pytest.mark.parametrize("count", [1, 16, 137])
def test_repeats_are_those_of_a_run(goal: Goal, count: int) -> None:
    whole = Situation(goal=goal, quality="good", sizes=[(640, 480)] * count, trigger="sls", class_word="1girl")
    advice = advised_repeats(count, goal)
    assert advice.value == length(whole).repeats
    assert str(count) in advice.reason.en
