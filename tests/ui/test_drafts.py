"""Values of the page become a run; what is wrong is named and nothing else is lost."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.config.reading import to_toml
from kohya_like.config.run import PARAMETERS
from kohya_like.ui.drafts import machine_values, run_of, values_in
from kohya_like.ui.settings import Settings, write_settings
from kohya_like.ui.site import Site

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture(scope="module")
def lasting_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("workspace"))


def fields(site: Site, values: dict[str, Any]) -> list[str]:
    return [problem.field for problem in run_of(site, values).problems]


def test_wrong_values_are_named_and_the_others_taken(site: Site) -> None:
    draft = run_of(site, {"network_dim": "abc", "nonsense": 1, "seed": 7, "train_data_dir": "pictures"})
    assert [problem.field for problem in draft.problems] == ["nonsense", "network.network_dim"]
    assert draft.config.train.seed == 7
    assert draft.config.network.network_dim == PARAMETERS["network_dim"].default
    assert draft.config.dataset.train_data_dir == site.root / "pictures"


def test_a_value_of_another_section_counts_too(site: Site) -> None:
    assert fields(site, {"max_train_epochs": 2, "max_train_steps": 3}) == ["train.max_train_steps"]


def test_the_machine_stands_in_for_the_defaults(site: Site) -> None:
    write_settings(site.root, Settings(launch={"device": "cpu", "num_cpu_threads_per_process": 2}))
    assert machine_values(site) == {"device": "cpu", "num_cpu_threads_per_process": 2}
    assert run_of(site, {}).config.launch.device == "cpu"
    changed = run_of(site, {"device": "auto", "num_cpu_threads_per_process": None}).config.launch
    assert (changed.device, changed.num_cpu_threads_per_process) == ("auto", None)


def test_a_mistake_in_the_settings_is_named(site: Site) -> None:
    write_settings(site.root, Settings(launch={"device": "abacus"}))
    assert fields(site, {}) == ["launch.device"]


def test_paths_outside_the_allowed_folders_are_refused_and_not_looked_at(tmp_path: Path) -> None:
    site = Site(tmp_path, exposed=True)
    draft = run_of(site, {"train_data_dir": "/etc", "vae": "models/../../vae.pt", "output_dir": "outputs"})
    assert [problem.field for problem in draft.problems] == ["model.vae", "dataset.train_data_dir"]
    assert draft.config.dataset.train_data_dir is None
    assert draft.config.save.output_dir == tmp_path / "outputs"


@given(values=st.dictionaries(st.sampled_from(sorted(PARAMETERS)) | st.text(max_size=10), JSON, max_size=4))
def test_whatever_comes_is_a_run_and_sentences(lasting_site: Site, values: dict[str, Any]) -> None:
    draft = run_of(lasting_site, values)
    assert to_toml(draft.config)
    for problem in draft.problems:
        assert problem.text.en
        assert problem.text.zh


def test_a_file_is_read_as_values(site: Site) -> None:
    values, problems = values_in(
        site, '[train]\nseed = 7\n[network]\nnetwork_dim = 16\nnetwork_alpha = "x"\nrank = 2\n'
    )
    assert values == {"seed": 7}
    assert [problem.field for problem in problems] == ["network.rank", "network.network_alpha"]


def test_a_file_that_says_what_the_machine_does_not_is_a_change(site: Site) -> None:
    write_settings(site.root, Settings(launch={"device": "cpu"}))
    assert values_in(site, '[launch]\ndevice = "auto"')[0] == {"device": "auto"}
    assert values_in(site, '[launch]\ndevice = "cpu"')[0] == {}


@pytest.mark.parametrize("text", ["seed ==", "[train", "\ud800", "#" + "x" * (1 << 20)])
def test_what_is_no_file_is_refused(site: Site, text: str) -> None:
    with pytest.raises(InputError, match=r"run\.toml"):
        values_in(site, text)


def test_a_run_survives_as_a_file(site: Site) -> None:
    values = {"seed": 7, "sample_prompts": ["a [cat]", "b"], "sample_every_n_epochs": 1, "resolution": "512,768"}
    assert values_in(site, to_toml(run_of(site, values).config, changed_only=True)) == (values, [])
