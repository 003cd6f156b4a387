"""Reading the header of any file: by content, and with one plain sentence for whatever is wrong."""

import pickle
from collections import OrderedDict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.formats.headers import read_header
from tests.formats.making import zeros
from tests.reference.recorded import path as recorded

SAFETENSORS = zeros({"emb_params": (1, 768)})
PICKLE = pickle.dumps(OrderedDict(name="x"), 2)


def sentence(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_header(path)
    (problem,) = caught.value.problems
    assert str(path) in problem.text.zh
    assert problem.field == ""
    return problem.text.en


@pytest.mark.parametrize("suffix", [".safetensors", ".ckpt", ".pt", ".bin", ".vae", ""])
def test_the_content_decides_not_the_name(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(SAFETENSORS)
    assert "emb_params" in read_header(path).tensors
    path.write_bytes(PICKLE)
    assert read_header(str(path)).objects == {"name": "x"}


def test_a_missing_file_a_folder_and_other_files(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    assert sentence(path) == f"{path} cannot be read: it does not exist. Check its name."
    path.write_bytes(b"")
    assert sentence(path) == f"{path} cannot be read: it is empty. Download or copy the file again."
    path.write_bytes(b"<html>Not found</html>")
    assert "neither a safetensors nor a PyTorch file" in sentence(path)
    assert "the system says" in sentence(tmp_path)


def test_nothing_of_the_weights_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.safetensors"
    content = zeros({"x": (1,)}).replace(b"[1]", b"[500000000000]").replace(b"[0, 2]", b"[0, 1000000000000]")
    text_length = len(content) - 8 - 2
    with path.open("wb") as file:
        file.write(text_length.to_bytes(8, "little") + content[8:-2])
        file.truncate(8 + text_length + 1_000_000_000_000)  # a sparse terabyte
    assert read_header(path).tensors["x"].shape == (500_000_000_000,)


@pytest.mark.parametrize("file", sorted(recorded("inspector").iterdir()), ids=lambda path: path.name)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(data=st.data())
def test_damaged_stand_ins_never_crash(file: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(0, 4)) if content else 0):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    damaged = tmp_path / file.name
    damaged.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        read_header(damaged)
    except InputError as error:
        assert str(damaged) in str(error)


@given(content=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_content_never_crashes(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "random"
    path.write_bytes(content)
    try:
        read_header(path)
    except InputError as error:
        assert str(path) in str(error)
