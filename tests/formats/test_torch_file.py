"""PyTorch files of both forms, as torch itself writes them, and what can be wrong with them."""

import io
import pickle
import warnings
import zipfile
from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.formats import torch_file
from kohya_like.formats.header import DTYPE_BITS, Header, TensorInfo, Unreadable
from kohya_like.formats.torch_file import read_torch

ZIP, LEGACY = True, False
both_forms = pytest.mark.parametrize("is_zip", [ZIP, LEGACY], ids=["zip", "legacy"])


def saved(value: object, is_zip: bool = ZIP) -> bytes:
    file = io.BytesIO()
    torch.save(value, file, _use_new_zipfile_serialization=is_zip)
    return file.getvalue()


def read(content: bytes) -> Header:
    return read_torch(io.BytesIO(content))


def reason(content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(content)
    assert caught.value.reason.zh
    return caught.value.reason.en


@both_forms
def test_an_embedding_of_automatic1111(is_zip: bool) -> None:
    value = {
        "string_to_token": {"*": 265},
        "string_to_param": {"*": torch.zeros(2, 768, requires_grad=True)},
        "name": "mytoken",
        "step": 100,
        "sd_checkpoint": None,
    }
    found = read(saved(value, is_zip))
    assert found.tensors == {"string_to_param.*": TensorInfo("F32", (2, 768))}
    assert found.objects == {"string_to_token.*": 265, "name": "mytoken", "step": 100, "sd_checkpoint": None}
    assert found.metadata == {}


@both_forms
def test_an_embedding_of_the_first_days_is_a_parameter_dict(is_zip: bool) -> None:
    parameters = torch.nn.ParameterDict({"*": torch.nn.Parameter(torch.zeros(1, 768))})
    tensors = read(saved({"string_to_param": parameters}, is_zip)).tensors
    assert tensors["string_to_param.*"] == TensorInfo("F32", (1, 768))


class OldParameterDict:
    """Pickles as torch.nn.ParameterDict did until torch 1.11."""

    def __reduce__(self) -> tuple[object, ...]:
        return torch.nn.ParameterDict, (), {"training": True, "_parameters": OrderedDict({"*": torch.zeros(1, 768)})}


def test_such_an_embedding_as_old_versions_of_torch_wrote_it() -> None:
    found = read(saved({"string_to_param": OldParameterDict()}))
    assert found.tensors == {"string_to_param.*": TensorInfo("F32", (1, 768))}
    assert found.objects == {}


@both_forms
def test_tensors_with_attributes(is_zip: bool) -> None:
    tensor = torch.zeros(2, 3)
    tensor.note = "kept by torch"  # type: ignore[attr-defined]
    assert read(saved({"x": tensor}, is_zip)).tensors == {"x": TensorInfo("F32", (2, 3))}


@both_forms
def test_a_checkpoint_is_unwrapped(is_zip: bool) -> None:
    weights = torch.nn.Linear(3, 2).half().state_dict()  # an OrderedDict with attributes
    found = read(saved({"state_dict": weights, "epoch": 7, "loops": defaultdict(list, a=[1.5])}, is_zip))
    assert found.tensors == {"weight": TensorInfo("F16", (2, 3)), "bias": TensorInfo("F16", (2,))}
    assert found.objects == {"epoch": 7, "loops.a.0": 1.5}


@both_forms
def test_a_hypernetwork_has_numbers_as_keys(is_zip: bool) -> None:
    half = OrderedDict({"linear.0.weight": torch.zeros(4, 2)})
    found = read(saved({320: (half, half), "layer_structure": [1, 2, 1]}, is_zip))
    assert set(found.tensors) == {"320.0.linear.0.weight", "320.1.linear.0.weight"}
    assert found.objects == {"layer_structure.0": 1, "layer_structure.1": 2, "layer_structure.2": 1}


TORCH_DTYPES: dict[str, torch.dtype] = {
    "BOOL": torch.bool,
    "U8": torch.uint8,
    "I8": torch.int8,
    "I16": torch.int16,
    "U16": torch.uint16,
    "I32": torch.int32,
    "U32": torch.uint32,
    "I64": torch.int64,
    "U64": torch.uint64,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F32": torch.float32,
    "F64": torch.float64,
    "C64": torch.complex64,
    "F8_E4M3": torch.float8_e4m3fn,
    "F8_E4M3FNUZ": torch.float8_e4m3fnuz,
    "F8_E5M2": torch.float8_e5m2,
    "F8_E5M2FNUZ": torch.float8_e5m2fnuz,
    "F8_E8M0": torch.float8_e8m0fnu,
}


@both_forms
@pytest.mark.parametrize("name", [name for name, bits in DTYPE_BITS.items() if bits >= 8])
def test_every_dtype(name: str, is_zip: bool) -> None:
    tensor = torch.empty(3, 5, dtype=TORCH_DTYPES[name])
    assert read(saved({"x": tensor}, is_zip)).tensors == {"x": TensorInfo(name, (3, 5))}


@both_forms
def test_views_share_their_numbers(is_zip: bool) -> None:
    whole = torch.zeros(4, 6)
    parts = {"t": whole.t(), "row": whole[1], "step": whole[::2, ::3], "none": whole[:0], "one": whole.expand(9, 4, 6)}
    found = read(saved(parts, is_zip)).tensors
    assert {name: info.shape for name, info in found.items()} == {name: tuple(t.shape) for name, t in parts.items()}


def test_numpy_values_are_passed_over() -> None:
    found = read(saved({"mean": torch.zeros(2).numpy(), "x": torch.zeros(2), "at": torch.device("cpu")}))
    assert set(found.tensors) == {"x"}


def test_classes_with_code_are_refused() -> None:
    assert "torch.nn.modules.linear.Linear" in reason(saved(torch.nn.Linear(2, 2)))


@given(
    st.dictionaries(
        st.text(alphabet="abc.", min_size=1, max_size=6),
        st.lists(st.integers(0, 3), max_size=3) | st.text(max_size=4) | st.integers(-(1 << 60), 1 << 60),
        min_size=1,
        max_size=4,
    )
)
def test_what_torch_saves_is_found(content: dict[str, Any]) -> None:
    value = {name: torch.zeros(part) if isinstance(part, list) else part for name, part in content.items()}
    for is_zip in (ZIP, LEGACY):
        found = read(saved(value, is_zip))
        assert {name: list(info.shape) for name, info in found.tensors.items()} == {
            name: part for name, part in content.items() if isinstance(part, list)
        }
        assert found.objects == {name: part for name, part in content.items() if not isinstance(part, list)}


def rewritten(content: bytes, **members: bytes | None) -> bytes:
    """A zip archive with some members replaced or left out, by the last part of their names."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            replacement = members.get(name.rpartition("/")[2].replace(".", "_"), before.read(name))
            if replacement is not None:
                after.writestr(name, replacement)
    return changed.getvalue()


def test_missing_numbers_are_noticed() -> None:
    content = saved({"x": torch.zeros(100)})
    with_members: Mapping[str, bytes | None] = {"0": b"too short"}
    assert "weights are missing" in reason(rewritten(content, **with_members))
    assert "weights are missing" in reason(rewritten(content, **{"0": None}))
    legacy = saved({"x": torch.zeros(100)}, LEGACY)
    assert "weights are missing" in reason(legacy[:-1])


def test_archives_that_are_none() -> None:
    content = saved({"x": torch.zeros(100)})
    assert "damaged or unfinished" in reason(content[:-10])
    assert "not of a model" in reason(rewritten(content, data_pkl=None))
    assert "no PyTorch file" in reason(rewritten(content, data_pkl=b"\x80\x02}q"))


def test_an_archive_that_unpacks_to_gigabytes_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_file, "MAX_PICKLE_BYTES", 1000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("m/data.pkl", pickle.dumps("x" * 100_000))
    assert len(file.getvalue()) < 1000
    assert "no PyTorch file" in reason(file.getvalue())


def tensor_pickle(offset: int, shape: object, strides: object, length: int = 6) -> bytes:
    """A plain pickle of one float tensor over `length` numbers, however little sense it makes."""
    name = b"ctorch._utils\n_rebuild_tensor_v2\n"
    storage = b"(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpu" + number(length) + b"tQ"
    parts = b"".join(pickle.dumps(part, 2)[2:-1].replace(b"q\x00", b"") for part in (shape, strides))
    return b"\x80\x02}X\x01\0\0\0x" + name + b"(" + storage + number(offset) + parts + b"\x89}tRs."


def number(value: int) -> bytes:
    return b"J" + value.to_bytes(4, "little", signed=True)


def test_a_handmade_tensor_is_read() -> None:
    assert read(tensor_pickle(0, (2, 3), (3, 1))).tensors == {"x": TensorInfo("F32", (2, 3))}


@pytest.mark.parametrize(
    ("offset", "shape", "strides"),
    [
        (0, (2, 4), (4, 1)),  # larger than its numbers
        (1, (2, 3), (3, 1)),
        (0, (2, 3), (3,)),
        (0, (-2, 3), (3, 1)),
        (0, (2, 3), (-3, 1)),
        (0, ("2", 3), (3, 1)),
        (0, [2, 3], (3, 1)),
        (0, (1,) * 65, (1,) * 65),
    ],
)
def test_tensors_that_cannot_be_are_refused(offset: int, shape: object, strides: object) -> None:
    assert "no PyTorch file" in reason(tensor_pickle(offset, shape, strides))


@pytest.mark.parametrize(
    "content",
    [
        b"\x80\x02X\x07\0\0\0storageQ.",
        b"\x80\x02(X\x07\0\0\0storagectorch\nSize\nX\x01\0\0\x000X\x03\0\0\0cpuK\x06tQ.",
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R.",
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v3\n)R.",
        b"\x80\x02ctorch._utils\n_rebuild_parameter\nK\x01\x85R.",
        b"\x80\x02ctorch._tensor\n_rebuild_from_type_v2\nK\x01\x85R.",
        b"\x80\x02ccollections\nOrderedDict\n]K\x01a\x85R.",
        b"\x80\x02ccollections\nOrderedDict\nK\x01\x85R.",
    ],
)
def test_calls_with_senseless_arguments_are_refused(content: bytes) -> None:
    assert "no PyTorch file" in reason(content)


def test_a_wrong_dtype_is_refused() -> None:
    content = rewritten_pickle(saved({"x": torch.zeros(2, dtype=torch.float8_e5m2)}), b"float8_e5m2\n", b"Size\n")
    assert "no PyTorch file" in reason(content)


def rewritten_pickle(content: bytes, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pickled = archive.read(next(name for name in archive.namelist() if name.endswith("data.pkl")))
    assert old in pickled
    return rewritten(content, data_pkl=pickled.replace(old, new))


class OldOrderedDict:
    """Pickles as Python 2 pickled an OrderedDict: a call with a list of pairs."""

    def __reduce__(self) -> tuple[object, ...]:
        return OrderedDict, ([["a", 1], ["b", 2]],)


def test_an_ordered_dict_of_python_2() -> None:
    assert read(pickle.dumps(OldOrderedDict(), 2)).objects == {"a": 1, "b": 2}


def test_bombs_of_references_are_refused() -> None:
    layer: list[object] = [1] * 10
    for _ in range(10):
        layer = [layer] * 10
    assert "nested too deeply" in reason(pickle.dumps({"x": layer}, 2))
    circle: dict[str, object] = {}
    circle["again"] = circle
    assert "nested too deeply" in reason(pickle.dumps(circle, 2))
    assert "nested too deeply" in reason(pickle.dumps({"x" * 1000: 1}, 2))


SOUND = [saved({"state_dict": {"x": torch.zeros(2, 2)}, "name": "n"}, is_zip) for is_zip in (ZIP, LEGACY)]


@given(
    form=st.sampled_from(SOUND),
    position=st.floats(0, 1, exclude_max=True),
    byte=st.integers(0, 255),
    cut=st.floats(0, 1),
)
def test_damage_never_crashes(form: bytes, position: float, byte: int, cut: float) -> None:
    damaged = bytearray(form)
    damaged[int(position * len(form))] = byte
    for content in (bytes(damaged), form[: int(cut * len(form))]):
        try:
            with warnings.catch_warnings(action="error"):
                read(content)
        except Unreadable as error:
            assert error.reason.en


@given(st.binary(max_size=100))
def test_random_bytes_never_crash(content: bytes) -> None:
    for start in (b"", b"\x80\x02", b"PK\x03\x04", SOUND[1][:200]):
        try:
            read(start + content)
        except Unreadable as error:
            assert error.reason.en
