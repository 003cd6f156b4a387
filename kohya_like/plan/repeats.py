"""How often each picture of a concept is best repeated, with the reason."""

from kohya_like.plan.advice import Advice, Goal, Quality, Situation, advise

ANY_SIZE = (512, 512)
"""Repeats do not depend on how large pictures are."""


def advised_repeats(count: int, goal: Goal, quality: Quality = "good") -> Advice:
    """What a run of its own would be advised for so many pictures; concepts trained together share its epochs."""
    situation = Situation(goal=goal, quality=quality, sizes=[ANY_SIZE] * count, trigger="", class_word="")
    return next(advice for advice in advise(situation) if advice.name == "repeats")
