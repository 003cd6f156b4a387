"""The contents of a PyTorch file (`.pt`, `.pth`, `.bin`, `.ckpt`) as names, shapes and plain values.

Both forms of torch.save are read: the zip archive since torch 1.6 (`<folder>/data.pkl` beside `<folder>/data/<key>`),
and the older sequence of pickles followed by the numbers (`_legacy_save` in torch/serialization.py).
"""

import io
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from kohya_like.config.text import Text
from kohya_like.formats.header import DTYPE_BITS, MAX_NAME, MAX_TENSORS, Header, Plain, TensorInfo, Unreadable
from kohya_like.formats.pickle_machine import Call, Name, Record, Table, Vocabulary, fill, not_a_pickle, read_pickle

ZIP_MAGIC = b"PK\x03\x04"
LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
MAX_PICKLE_BYTES = 32 << 20
"""An SDXL checkpoint's pickle has 0.4 MB."""

MAX_DEPTH = 16
"""Of the containers laid flat: a pickle may hold itself."""

MAX_DIMENSIONS = 64

STORAGES = {
    "BoolStorage": "BOOL",
    "ByteStorage": "U8",
    "CharStorage": "I8",
    "ShortStorage": "I16",
    "HalfStorage": "F16",
    "BFloat16Storage": "BF16",
    "IntStorage": "I32",
    "FloatStorage": "F32",
    "LongStorage": "I64",
    "DoubleStorage": "F64",
    "ComplexFloatStorage": "C64",
    "UntypedStorage": "U8",
}
DTYPES = {
    "float8_e4m3fn": "F8_E4M3",
    "float8_e4m3fnuz": "F8_E4M3FNUZ",
    "float8_e5m2": "F8_E5M2",
    "float8_e5m2fnuz": "F8_E5M2FNUZ",
    "float8_e8m0fnu": "F8_E8M0",
    "uint16": "U16",
    "uint32": "U32",
    "uint64": "U64",
}
"""The dtypes that have no storage class of their own: torch saves them with `_rebuild_tensor_v3`."""


@dataclass(frozen=True, slots=True)
class _Storage:
    """The numbers behind tensors: `length` elements under `key` in the file."""

    dtype: str
    key: str
    length: int

    @property
    def size(self) -> int:
        """In bytes."""
        return self.length * DTYPE_BITS[self.dtype] // 8


@dataclass(frozen=True, slots=True)
class _Tensor:
    info: TensorInfo
    storage: _Storage


def read_torch(file: BinaryIO) -> Header:
    """The header of an open PyTorch file. Raises Unreadable for other, damaged and unsafe files."""
    file.seek(0)
    is_zip = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    file.seek(0)
    return _read_zip(file) if is_zip else _read_sequence(file)


def _read_zip(file: BinaryIO) -> Header:
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            index = _index_name(sizes)
            with archive.open(index) as member:
                pickled = member.read(MAX_PICKLE_BYTES)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise Unreadable(
            Text("it is a damaged or unfinished PyTorch archive", "它是损坏或不完整的 PyTorch 压缩包")
        ) from error
    contents = _Contents(read_pickle(io.BytesIO(pickled), VOCABULARY))
    folder = index.removesuffix("data.pkl") + "data/"
    for storage in contents.storages.values():
        if sizes.get(folder + storage.key, -1) < storage.size:
            raise _incomplete()
    return contents.header


def _index_name(names: Iterable[str]) -> str:
    found = [name for name in names if name == "data.pkl" or name.endswith("/data.pkl")]
    if len(found) != 1:
        raise Unreadable(Text("it is a zip archive, but not of a model", "它是 zip 压缩包，但不是模型"))
    return found[0]


def _read_sequence(file: BinaryIO) -> Header:
    """The older form, or one plain pickle."""
    stream = io.BytesIO(file.read(MAX_PICKLE_BYTES))
    first = read_pickle(stream, VOCABULARY)
    if first != LEGACY_MAGIC:
        return _Contents(first).header
    for _ in ("version of the form", "byte order and sizes of the machine"):
        read_pickle(stream, VOCABULARY)
    contents = _Contents(read_pickle(stream, VOCABULARY))
    read_pickle(stream, VOCABULARY)  # the keys in the order of their numbers
    available = file.seek(0, os.SEEK_END) - stream.tell()
    if sum(8 + storage.size for storage in contents.storages.values()) > available:  # each is preceded by its length
        raise _incomplete()
    return contents.header


def _incomplete() -> Unreadable:
    return Unreadable(Text("some of its weights are missing", "缺少部分权重"))


def _pointed_at(identifier: object) -> object:
    """What a persistent id stands for: the numbers ('storage', class, key, device, length), where the older form adds a
    description of views; in the older form also ('module', class, file, source), which is just the class."""
    match identifier:
        case ("storage", Name(full), str(key), _, int(length), *_) if length >= 0 and _last(full) in STORAGES:
            return _Storage(STORAGES[_last(full)], key, length)
        case ("module", Name() as name, *_):
            return name
    raise not_a_pickle()


def _tensor(arguments: tuple[object, ...]) -> _Tensor:
    """torch._utils._rebuild_tensor and _v2: storage, offset, shape, strides (in elements), and what does not matter."""
    match arguments:
        case (_Storage() as storage, int(offset), tuple(shape), tuple(strides), *_):
            return _Tensor(TensorInfo(storage.dtype, _checked_shape(shape, strides, storage.length - offset)), storage)
    raise not_a_pickle()


def _tensor_with_dtype(arguments: tuple[object, ...]) -> _Tensor:
    """torch._utils._rebuild_tensor_v3: the storage counts bytes, and the seventh argument is the dtype."""
    match arguments:
        case (_Storage() as storage, offset, shape, strides, _, _, Name(full), *_) if _last(full) in DTYPES:
            dtype = DTYPES[_last(full)]
            length = storage.size * 8 // DTYPE_BITS[dtype]
            return _tensor((_Storage(dtype, storage.key, length), offset, shape, strides))
    raise not_a_pickle()


def _parameter(arguments: tuple[object, ...]) -> _Tensor:
    """torch._utils._rebuild_parameter and its relatives: the tensor, then what does not matter."""
    match arguments:
        case (_Tensor() as tensor, *_):
            return tensor
    raise not_a_pickle()


def _tensor_of_class(arguments: tuple[object, ...]) -> object:
    """torch._tensor._rebuild_from_type_v2: one of the functions above, a class, the function's arguments, a state."""
    match arguments:
        case (Name(full), Name(), tuple(inner), *_) if full in TENSOR_CALLS:
            return TENSOR_CALLS[full](inner)
    raise not_a_pickle()


def _checked_shape(shape: tuple[object, ...], strides: tuple[object, ...], space: int) -> tuple[int, ...]:
    """The shape, if all its elements lie within the `space` elements of its storage."""
    sizes = tuple(size for size in shape if isinstance(size, int) and size >= 0)
    steps = [step for step in strides if isinstance(step, int) and step >= 0]
    if not len(sizes) == len(shape) == len(steps) == len(strides) <= MAX_DIMENSIONS:
        raise not_a_pickle()
    elements = 0 if 0 in sizes else 1 + sum((size - 1) * step for size, step in zip(sizes, steps, strict=True))
    if elements > space:
        raise not_a_pickle()
    return sizes


def _table(arguments: tuple[object, ...]) -> Table:
    """collections.OrderedDict: nothing, or a list of pairs. collections.defaultdict: the class of its defaults."""
    match arguments:
        case () | (Name(),):
            return Table()
        case (list(pairs),) if all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs):
            return fill(Table(), pairs)
    raise not_a_pickle()


TENSOR_CALLS: dict[str, Call] = {
    "torch._utils._rebuild_tensor": _tensor,
    "torch._utils._rebuild_tensor_v2": _tensor,
    "torch._utils._rebuild_tensor_v3": _tensor_with_dtype,
}

VOCABULARY = Vocabulary(
    calls=TENSOR_CALLS
    | {
        "torch._utils._rebuild_parameter": _parameter,
        "torch._utils._rebuild_parameter_with_state": _parameter,
        "torch._tensor._rebuild_from_type_v2": _tensor_of_class,
        "collections.OrderedDict": _table,
        "collections.defaultdict": _table,
    },
    inert=frozenset(
        [f"torch.{storage}" for storage in STORAGES]
        + [f"torch.{dtype}" for dtype in DTYPES]
        + ["torch.storage.UntypedStorage", "torch.Tensor", "torch.Size", "torch.device", "torch.nn.parameter.Parameter"]
        + ["torch.nn.modules.container.ParameterDict", "torch.nn.modules.container.ParameterList"]
        + [f"{builtins}.{kind}" for builtins in ("builtins", "__builtin__") for kind in ("dict", "list", "set")]
        + ["numpy.dtype", "numpy.ndarray", "_codecs.encode"]
        + [f"numpy.{core}.multiarray.{f}" for core in ("core", "_core") for f in ("scalar", "_reconstruct")]
        + ["pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint"]
    ),
    persistent=_pointed_at,
)
"""What checkpoints, embeddings and hypernetworks in circulation name; the last is in files of the first SD releases."""


class _Contents:
    """A pickle's content laid flat: tensors and plain values under dotted names."""

    def __init__(self, root: object) -> None:
        self.tensors: dict[str, TensorInfo] = {}
        self.objects: dict[str, Plain] = {}
        self.storages: dict[str, _Storage] = {}
        self.values = 0
        match root:
            case Table({"state_dict": Table()}):
                for key, value in root.items():
                    self._add(value, "" if key == "state_dict" else _text(key), depth=1)
            case _:
                self._add(root, "", depth=0)

    @property
    def header(self) -> Header:
        return Header(tensors=self.tensors, objects=self.objects)

    def _add(self, value: object, name: str, depth: int) -> None:
        self.values += 1
        if self.values > MAX_TENSORS or depth > MAX_DEPTH or len(name) > MAX_NAME:
            raise Unreadable(Text("its contents are too many or nested too deeply", "其内容过多或嵌套过深"))
        if isinstance(value, _Tensor):
            self.tensors[name] = value.info
            self.storages[value.storage.key] = value.storage
        elif isinstance(value, str | int | float | None):
            self.objects[name] = value
        else:
            for key, part in _parts(value):
                self._add(part, f"{name}.{key}" if name else key, depth + 1)


def _parts(value: object) -> Iterator[tuple[str, object]]:
    """What a container holds. Other things (bytes, names, records) hold nothing that identifies a model."""
    match value:
        case Table():
            yield from ((_text(key), part) for key, part in value.items())
        case list() | tuple():
            yield from ((str(index), part) for index, part in enumerate(value))
        case Record(state=Table({"_parameters": Table() as parameters})):  # a torch.nn.ParameterDict
            yield from _parts(parameters)


def _last(full: str) -> str:
    """A dotted name without its module."""
    return full.rpartition(".")[2]


def _text(key: object) -> str:
    return key.full if isinstance(key, Name) else str(key)
