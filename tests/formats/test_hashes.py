"""The fingerprints, against those that sd-scripts computed."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch

from kohya_like.config.problems import InputError
from kohya_like.formats.hashes import file_sha256, hashes_of, legacy_hash, model_hash, old_webui_hash
from tests.formats.making import safetensors_bytes, zeros
from tests.reference.recorded import path as recorded

CASES: list[dict[str, Any]] = json.loads(recorded("network_keys/hashes.json").read_text())
HASH_OF_NOTHING = "e3b0c442"


def file_of(case: dict[str, Any], folder: Path) -> Path:
    path = recorded("network_keys") / case["file"]
    if path.exists():
        return path
    unpacked = folder / path.name
    unpacked.write_bytes(gzip.decompress(path.with_name(path.name + ".gz").read_bytes()))
    return unpacked


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_the_hashes_of_finished_files(case: dict[str, Any], tmp_path: Path) -> None:
    path = file_of(case, tmp_path)
    expected = case["recomputed_on_file"]
    assert model_hash(path) == case["sshs_model_hash"] == expected["addnet_hash_safetensors"]
    assert legacy_hash(path) == case["sshs_legacy_hash"]
    assert old_webui_hash(path) == expected["old_webui_model_hash"]
    assert file_sha256(path) == expected["sha256_of_file"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_the_hashes_of_a_network_about_to_be_saved(case: dict[str, Any], tmp_path: Path) -> None:
    tensors = safetensors.torch.load(file_of(case, tmp_path).read_bytes())
    about_to_be_saved = safetensors.torch.save(tensors, case["metadata_given"])
    assert hashes_of(about_to_be_saved) == {name: case[name] for name in ("sshs_model_hash", "sshs_legacy_hash")}


def large_network() -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return {
        "b": torch.randn(300_000, generator=generator),
        "a": torch.randn(40, generator=generator).half(),
        "c": torch.tensor(1),
    }


def test_the_hashes_hold_whatever_metadata_is_added(tmp_path: Path) -> None:
    training = {"ss_network_dim": "8", "ss_output_name": 'täst "quoted"\n'}
    hashes = hashes_of(safetensors.torch.save(large_network(), training))
    path = tmp_path / "finished.safetensors"
    safetensors.torch.save_file(large_network(), path, training | hashes | {"modelspec.title": "later"})
    assert model_hash(path) == hashes["sshs_model_hash"]
    assert legacy_hash(path) == hashes["sshs_legacy_hash"] != HASH_OF_NOTHING
    assert hashes_of(safetensors.torch.save(large_network(), {"other": "x"} | training)) == hashes
    assert hashes_of(safetensors.torch.save(large_network(), {}))["sshs_legacy_hash"] != hashes["sshs_legacy_hash"]


def test_a_window_that_begins_in_the_header(tmp_path: Path) -> None:
    metadata = {"ss_tag_frequency": "x" * 0x100100}
    serialised = safetensors.torch.save(large_network(), metadata)
    path = tmp_path / "model.safetensors"
    path.write_bytes(serialised)
    assert legacy_hash(path) == old_webui_hash(path) != HASH_OF_NOTHING


@pytest.mark.parametrize("function", [model_hash, legacy_hash, file_sha256, old_webui_hash])
def test_a_missing_file_is_an_input_error(function: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        function(tmp_path / "nowhere.safetensors")


@pytest.mark.parametrize("function", [model_hash, legacy_hash])
@pytest.mark.parametrize(
    "content",
    [b"", b"text", zeros({"x": (2,)})[:-1], safetensors_bytes({"x": {"dtype": []}}), b"\x02" + bytes(7) + b"[]"],
)
def test_only_sound_safetensors_files_have_these_hashes(function: Any, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"model\.safetensors"):
        function(path)
