"""What metadata tells a person."""

import json

import pytest
import safetensors
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.formats.headers import read_header
from kohya_like.formats.training_facts import TrainingFacts, training_facts
from tests.reference.recorded import path as recorded


def test_a_real_network_says_what_it_was_trained_on() -> None:
    path = next(recorded("network_keys/hash_files").glob("meta_*.safetensors"))
    with safetensors.safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
    facts = training_facts(read_header(path).metadata)
    assert facts.name == metadata["ss_output_name"]
    assert facts.base_model == metadata["ss_sd_model_name"]
    assert facts.steps == metadata["ss_steps"]
    assert facts.epochs == metadata["ss_epoch"]
    frequency = json.loads(metadata["ss_tag_frequency"])
    assert len(facts.folders) == len(frequency)
    assert facts.tags[0][1] == max(count for counts in frequency.values() for count in counts.values())


def test_folders_tags_and_resolution_of_a_dataset_configuration() -> None:
    datasets = [
        {"resolution": [512, 768], "tag_frequency": {"10_sls 1girl": {"sls": 3, "smile": 1}}, "other": None},
        {"resolution": [1024, 1024], "tag_frequency": {"sls 1girl": {"smile": 4}}},
        {"resolution": None},
    ]
    facts = training_facts({"ss_datasets": json.dumps(datasets), "ss_resolution": "None"})
    assert facts == TrainingFacts(
        resolution="512x768, 1024x1024", folders=("sls 1girl",), tags=(("smile", 5), ("sls", 3))
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("(512, 768)", "512x768"),
        ("512,768", "512x768"),
        ("640", "640x640"),
        ("None", None),
        ("", None),
        ("1,2,3", None),
    ],
)
def test_resolutions_as_programs_write_them(written: str, expected: str | None) -> None:
    assert training_facts({"ss_resolution": written}).resolution == expected


def test_what_is_absent_is_no_fact() -> None:
    assert training_facts({}) == TrainingFacts()
    assert training_facts({"ss_output_name": "None", "modelspec.title": "Title"}).name == "Title"


json_like = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["ss_datasets", "ss_tag_frequency", "ss_resolution", "ss_steps", "ss_output_name"]),
        st.text(max_size=20) | json_like.map(json.dumps) | st.just("9" * 5000),
    )
)
def test_no_metadata_is_too_strange(metadata: dict[str, str]) -> None:
    facts = training_facts(metadata)
    assert str(facts)
