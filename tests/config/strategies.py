"""Runs drawn at random from the definition of the parameters: every value of the right type, within its limits."""

from typing import Any

from hypothesis import strategies as st

from kohya_like.config.run import PARAMETERS, RunConfig
from kohya_like.config.schema import Parameter

UNICODE = st.characters(exclude_categories=["Cs"])
"""Every character but lone surrogates, which no UTF-8 file can hold."""

PRINTABLE = st.characters(exclude_categories=["Cs", "Cc"])
ASCII = st.characters(codec="ascii", exclude_categories=["Cc"])


MOST_CHANGES = 12
"""A draw of all values at once takes hypothesis seconds, and shows nothing that a dozen do not."""


@st.composite
def runs(draw: st.DrawFn) -> RunConfig:
    """A run with some of its values changed."""
    tables: dict[str, dict[str, Any]] = {}
    for parameter in draw(st.lists(st.sampled_from(list(PARAMETERS.values())), max_size=MOST_CHANGES, unique_by=id)):
        tables.setdefault(parameter.section, {})[parameter.name] = draw(values_of(parameter))
    return RunConfig.model_validate(tables)


def values_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    """What a parameter may be; also None where it may be left out."""
    values = _given_values(parameter)
    return values | st.none() if parameter.optional else values


def _given_values(parameter: Parameter) -> st.SearchStrategy[Any]:
    if parameter.choices:
        return st.sampled_from(list(parameter.choices))
    if parameter.pattern:
        return st.from_regex(parameter.pattern, fullmatch=True, alphabet=ASCII)
    if parameter.kind == "text":
        limits = parameter.limits
        # An empty text means "not given" where that is possible.
        shortest = int(limits.get("min_length", 1 if parameter.optional else 0))
        return st.text(UNICODE, min_size=shortest, max_size=int(limits.get("max_length", 40)))
    return {
        "switch": st.booleans,
        "path": lambda: st.text(PRINTABLE, min_size=1, max_size=40),
        "list": lambda: st.lists(st.text(UNICODE, max_size=40), max_size=5),
        "integer": lambda: _integers(parameter.limits),
        "number": lambda: _numbers(parameter.limits),
    }[parameter.kind]()


def _integers(limits: dict[str, float]) -> st.SearchStrategy[int]:
    step = int(limits.get("multiple_of", 1))
    lowest, highest = int(limits["ge"]), int(limits.get("le", 2**53))
    return st.integers(-(-lowest // step), highest // step).map(lambda number: number * step)


def _numbers(limits: dict[str, float]) -> st.SearchStrategy[float]:
    return st.floats(
        limits.get("ge", limits.get("gt")),
        limits.get("le", limits.get("lt")),
        exclude_min="gt" in limits,
        exclude_max="lt" in limits,
        allow_nan=False,
        allow_infinity=False,
    )
