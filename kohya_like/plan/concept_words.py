"""What is unwise about the words of concepts, each at its field."""

from collections.abc import Iterator, Sequence

from kohya_like.config.problems import Problem
from kohya_like.config.text import Text
from kohya_like.dataset.building.blueprint import Blueprint
from kohya_like.dataset.building.concepts import Concept, problem_field
from kohya_like.plan.trigger_words import class_problems, trigger_problems


def add_word_problems(plan: Blueprint, concepts: Sequence[Concept]) -> None:
    """Add them to those of a plan, except at fields of which it has said already that they cannot be used."""
    wrong = {problem.field for problem in plan.errors}
    plan.problems += [problem for problem in concept_word_problems(concepts) if problem.field not in wrong]


def concept_word_problems(concepts: Sequence[Concept]) -> Iterator[Problem]:
    """Warnings about words that would be learned badly; with errors among them, the words cannot be used."""
    for number, concept in enumerate(concepts):
        identifier = concept.identifier.strip()
        if identifier:
            yield from trigger_problems(identifier, problem_field(number, "identifier"))
        elif not concept.is_reg:
            yield Problem(problem_field(number, "identifier"), _NO_IDENTIFIER, "warning")
        yield from class_problems(concept.class_word.strip(), problem_field(number, "class_word"))


_NO_IDENTIFIER = Text(
    "Without an identifier, the class itself is changed: make a word up, such as sls, unless that is meant.",
    "没有标识词时，改变的是类别本身：除非有意如此，请自拟一个词，例如 sls。",
)
