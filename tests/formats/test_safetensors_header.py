"""Headers of safetensors files: the same verdict as the format's own reader, in words."""

import io
import json

import pytest
import safetensors
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.formats.header import DTYPE_BITS, MAX_NAME, MAX_TENSORS, TensorInfo, Unreadable
from kohya_like.formats.safetensors_header import MAX_COMMAS, read_safetensors
from tests.formats.making import safetensors_bytes, zeros


def reason(content: bytes) -> str:
    """Why the content is refused; empty when it is not."""
    try:
        read_safetensors(io.BytesIO(content))
    except Unreadable as error:
        assert error.reason.zh
        return error.reason.en
    return ""


def test_everything_but_the_weights_is_read() -> None:
    shapes = {"a.weight": (2, 3), "b": (), "metadata": (0, 7)}
    found = read_safetensors(io.BytesIO(zeros(shapes, {"ss_output_name": "täst"})))
    assert found.metadata == {"ss_output_name": "täst"}
    assert found.tensors == {name: TensorInfo("F16", shape) for name, shape in shapes.items()}
    assert found.objects == {}


@pytest.mark.parametrize("dtype", [name for name, bits in DTYPE_BITS.items() if bits >= 8])
def test_every_dtype_is_one_of_the_formats_own(dtype: str) -> None:
    content = zeros({"x": (3,)}, dtype=dtype)
    assert reason(content) == ""
    assert safetensors.deserialize(content)


def entry(dtype: object = "F16", shape: object = (2,), offsets: object = (0, 4)) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "cut off in its header"),
        (b"\x10\0\0\0", "cut off in its header"),
        ((1 << 62).to_bytes(8, "little") + b"{}", "cut off in its header"),
        ((200_000_000).to_bytes(8, "little") + b"{", "cut off in its header"),
        (b"\x05\0\0\0\0\0\0\0{not}", "not a JSON object"),
        (b"\x02\0\0\0\0\0\0\0[]", "not a JSON object"),
        (b"\xa0\x86\x01\0\0\0\0\0" + b"[" * 100_000, "not a JSON object"),
        (safetensors_bytes({"x": 3}), "entry x of its header"),
        (safetensors_bytes({"x": {"dtype": "F16"}}), "entry x of its header"),
        (safetensors_bytes({"x": entry(shape=["2"])}, bytes(4)), "entry x of its header"),
        (safetensors_bytes({"x": entry(shape=[-2])}, bytes(4)), "entry x of its header"),
        (safetensors_bytes({"x": entry(shape=[1 << 62] * 100)}), "entry x of its header"),
        (safetensors_bytes({"x": entry(offsets=[0])}, bytes(4)), "entry x of its header"),
        (safetensors_bytes({"__metadata__": {"step": 3}}), "entry __metadata__ of its header"),
        (safetensors_bytes({"x": entry(dtype="F17")}, bytes(4)), "its tensor x"),
        (safetensors_bytes({"x": entry(shape=[3])}, bytes(4)), "its tensor x"),
        (safetensors_bytes({"x": entry(), "y": entry()}, bytes(8)), "its tensor y"),
        (safetensors_bytes({"x": entry(offsets=[4, 8])}, bytes(8)), "its tensor x"),
        (safetensors_bytes({"x": entry(offsets=[4, 0])}, bytes(4)), "its tensor x"),
        (safetensors_bytes({"x": entry()}, bytes(3)), "4 bytes of weights, but 3"),
        (safetensors_bytes({"x": entry()}, bytes(5)), "4 bytes of weights, but 5"),
        (safetensors_bytes({"\x1b[31m" + "x" * MAX_NAME: entry()}, bytes(4)), "its tensor  [31mxxx"),
    ],
)
def test_each_defect_is_named(content: bytes, expected: str) -> None:
    assert expected in reason(content)


def test_a_header_with_endless_tensors_is_refused() -> None:
    empty = entry(shape=[0], offsets=[0, 0])
    assert "more than" in reason(safetensors_bytes({str(index): empty for index in range(MAX_TENSORS + 1)}))
    long = b'{"x":{"dtype":"F16","data_offsets":[0,2],"shape":[' + b"1," * MAX_COMMAS + b"1]}}"
    assert "more than" in reason(len(long).to_bytes(8, "little") + long)


names = st.text(max_size=8)
sizes = st.integers(0, 40)
entries = st.fixed_dictionaries(
    {
        "dtype": st.sampled_from(["F16", "F32", "I64", "F17", "f16"]),
        "shape": st.lists(st.integers(0, 4), max_size=3),
        "data_offsets": st.tuples(sizes, sizes),
    }
)
hostile_headers = st.dictionaries(names, entries | st.none() | sizes, max_size=3)


@given(header=hostile_headers, data=st.binary(max_size=64))
def test_the_verdict_is_that_of_the_formats_own_reader(header: dict[str, object], data: bytes) -> None:
    content = safetensors_bytes(header, data)
    try:
        safetensors.deserialize(content)
        accepted = True
    except safetensors.SafetensorError:
        accepted = False
    assert (reason(content) == "") is accepted


@given(st.dictionaries(names, st.lists(st.integers(0, 4), max_size=3), min_size=1, max_size=4))
def test_names_and_shapes_survive(shapes: dict[str, list[int]]) -> None:
    content = zeros(shapes)
    found = read_safetensors(io.BytesIO(content))
    reference = {name: tuple(info["shape"]) for name, info in safetensors.deserialize(content)}
    assert {name: info.shape for name, info in found.tensors.items()} == reference


SOUND = zeros({"lora_unet_x.lora_down.weight": (2, 3), "lora_unet_x.alpha": ()}, {"ss_v2": "False"})


@given(position=st.integers(0, len(SOUND) - 1), byte=st.integers(0, 255), length=st.integers(0, len(SOUND)))
def test_damage_never_crashes(position: int, byte: int, length: int) -> None:
    damaged = bytearray(SOUND)
    damaged[position] = byte
    for content in (bytes(damaged), SOUND[:length]):
        try:
            read_safetensors(io.BytesIO(content))
        except Unreadable as error:
            assert error.reason.en


@given(st.binary(max_size=60))
def test_any_json_length_with_any_bytes_never_crashes(content: bytes) -> None:
    reason(len(content).to_bytes(8, "little") + content)
    reason(content)


def test_the_json_may_be_padded_and_in_any_order() -> None:
    text = json.dumps({"b": entry(offsets=[4, 8]), "a": entry()}).encode() + b"   "
    assert reason(len(text).to_bytes(8, "little") + text + bytes(8)) == ""
