"""What chance decides depends on the key alone."""

import random

from hypothesis import given
from hypothesis import strategies as st

from kohya_like.dataset.chance import python_random_of, seed_of

KEYS = st.lists(st.one_of(st.integers(), st.text(max_size=5)), min_size=1, max_size=4)


@given(KEYS, KEYS)
def test_different_keys_have_different_seeds(one: list[object], other: list[object]) -> None:
    same = [str(part) for part in one] == [str(part) for part in other]
    assert (seed_of(*one) == seed_of(*other)) == same
    assert 0 <= seed_of(*one) < 2**63


def test_a_seed_is_the_same_on_every_machine() -> None:
    assert seed_of(42, "noise", 0, 1, 0) == 5_579_461_937_700_645_157


def test_the_global_generator_is_left_alone() -> None:
    random.seed(1)
    expected = random.random()
    random.seed(1)
    python_random_of(42).random()
    assert random.random() == expected
