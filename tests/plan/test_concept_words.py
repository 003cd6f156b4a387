"""Words of concepts that would be learned badly, each at its field and said once."""

from pathlib import Path

from kohya_like.dataset.building.blueprint import blueprint
from kohya_like.dataset.building.concepts import Concept
from kohya_like.plan.concept_words import add_word_problems
from tests.dataset.making import make_picture


def test_unwise_words_are_warned_of_and_wrong_ones_said_once(tmp_path: Path) -> None:
    for number, name in enumerate("abcd"):
        make_picture(tmp_path / name / "a.png", seed=number)
    concepts = [
        Concept(repeats=10, identifier="dog", class_word="1girl", source="a"),
        Concept(repeats=10, identifier="x/y", class_word="女孩", source="b"),
        Concept(repeats=10, class_word="style", source="c"),
        Concept(repeats=1, class_word="1girl", source="d", is_reg=True),
    ]
    plan = blueprint(tmp_path / "out", tmp_path, concepts)
    add_word_problems(plan, concepts)
    assert [(problem.field, problem.severity) for problem in plan.problems] == [
        ("concepts.1.identifier", "error"),
        ("concepts.0.identifier", "warning"),
        ("concepts.1.class_word", "warning"),
        ("concepts.2.identifier", "warning"),
    ]
