"""Expressions: read, written and true of the right pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.dataset.tags.caption import keys
from kohya_like.dataset.tags.expression import AllOf, AnyOf, Everything, Expression, Has, Like, Not, parse, quoted

plain = st.builds(Has, st.text(max_size=8)) | st.builds(Like, st.sampled_from(("*", "*hair", "a b*")))
several = lambda parts: st.lists(parts, min_size=2, max_size=3).map(tuple)  # noqa: E731
expressions = st.recursive(
    plain,
    lambda parts: st.builds(Not, parts) | st.builds(AllOf, several(parts)) | st.builds(AnyOf, several(parts)),
    max_leaves=8,
)


@given(expressions)
def test_what_is_written_is_read_back(expression: Expression) -> None:
    assert parse(str(expression)) == expression


@given(st.text('ab*&|!() "\\', max_size=30))
def test_any_text_is_an_expression_or_one_sentence(text: str) -> None:
    try:
        found = parse(text)
    except InputError as error:
        assert len(error.problems) == 1 and error.problems[0].field == "where"
    else:
        assert parse(str(found)) == found
        assert found.holds(frozenset()) in (True, False)


@given(expressions, st.sets(st.sampled_from(("a", "long hair", "b"))))
def test_not_turns_it_round(expression: Expression, tags: set[str]) -> None:
    assert Not(expression).holds(keys(tags)) is not expression.holds(keys(tags))


@pytest.mark.parametrize(
    ("text", "tags", "holds"),
    [
        ('1girl & !smile & (hat | "long hair")', "1girl, Long Hair", True),
        ('1girl & !smile & (hat | "long hair")', "1girl, hat, smile", False),
        ("long hair | hat", "long hair", True),
        ("a | b & c", "a", True),
        ("(a | b) & c", "a", False),
        ("a＆！b＆（c｜d）", "a, d", True),
        ("!!a", "a", True),
        ("!*", "", True),
        ("!*", "a", False),
        ("*hair", "long hair", True),
        ('"*hair"', "long hair", False),
        (r'"say \"hi\""', 'say "hi"', True),
        (r'"saber \(fate\)"', r"saber \(fate\)", True),
        ("", "", True),
        ("  ", "a", True),
    ],
)
def test_what_is_true_of_which_tags(text: str, tags: str, holds: bool) -> None:
    assert parse(text).holds(keys(filter(None, tags.split(", ")))) is holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a &", "ends where a tag should follow"),
        ("!", "ends where"),
        ("& a", r"A tag is missing before the & at character 1"),
        ("a | | b", r"before the \| at character 5"),
        ("(a", "bracket at character 1 of the expression is not closed"),
        ("a & (b | c", "bracket at character 5"),
        ("a)", r"before the \) at character 2|Before|missing"),
        ("()", r"missing before the \) at character 2"),
        ('"a', "quote at character 1"),
        ('a "b"', "Before the tag at character 3"),
        ("(a) b", "Before the tag at character 4"),
        ("(" * 60 + "a" + ")" * 60, "more than 50 brackets"),
        ("!" * 60 + "a", "more than 50 brackets"),
        ("a" * 20_001, "longer than 20000 characters"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse(text)


def test_nothing_means_everything() -> None:
    assert parse("") == Everything() and str(Everything()) == ""


def test_a_tag_of_any_kind_can_be_asked_for() -> None:
    assert parse(quoted('>:( "| \\')).holds(keys(['>:( "| \\']))
