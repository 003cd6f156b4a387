"""What is written reads back as it was."""

import tempfile
from pathlib import Path

import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.config.reading import parse_toml, read_run, to_tables, to_toml
from kohya_like.config.run import RunConfig
from tests.config.strategies import UNICODE, runs

SCALARS = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(UNICODE, max_size=20) | st.dates()
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(UNICODE, max_size=5), SCALARS, max_size=3)
"""What TOML can hold."""


@given(runs(), st.booleans())
@settings(max_examples=150)
def test_a_run_reads_back_from_its_toml(run: RunConfig, changed_only: bool):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder).resolve() / "run.toml"
        path.write_text(to_toml(run, changed_only), encoding="utf-8")
        assert read_run(path).config == run.absolute(path.parent).absolute(Path.cwd())


@given(runs())
@settings(max_examples=50)
def test_the_toml_holds_the_tables(run: RunConfig):
    assert tomlkit.parse(to_toml(run)).unwrap() == to_tables(run)


def test_only_what_differs_is_written_on_request():
    run = RunConfig.model_validate({"network": {"network_dim": 32}, "train": {"seed": 42}})
    assert to_toml(run, changed_only=True) == "[network]\nnetwork_dim = 32\n"
    assert to_toml(RunConfig(), changed_only=True) == ""


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(data: bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.toml"
        path.write_bytes(data)
        try:
            parse_toml(path)
        except InputError as error:
            assert str(path) in error.problems[0].text.en


@given(st.dictionaries(st.sampled_from(list(RunConfig.model_fields)), VALUES, max_size=3), st.data())
def test_any_values_are_read_or_refused(tables: dict[str, object], data: st.DataObject):
    """Values of any type at known and unknown keys: problems for each, and never another error."""
    section = data.draw(st.sampled_from(list(RunConfig.model_fields)))
    names = st.sampled_from([*RunConfig.model_fields[section].annotation.model_fields, "unknown"])
    tables[section] = data.draw(st.dictionaries(names, VALUES, min_size=1, max_size=5))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.toml"
        path.write_text(tomlkit.dumps(tables), encoding="utf-8")
        draft = read_run(path)
    assert all(problem.text.en != problem.text.zh for problem in draft.problems)
