"""Headers and small files made for tests."""

import json
from collections.abc import Iterable, Mapping, Sequence

from kohya_like.formats.header import DTYPE_BITS, Header, TensorInfo

Shapes = Mapping[str, Sequence[int]]


def header(shapes: Shapes | Iterable[str], metadata: Mapping[str, str] | None = None) -> Header:
    """A header with these tensors; names without shapes are scalars."""
    if not isinstance(shapes, Mapping):
        shapes = dict.fromkeys(shapes, ())
    tensors = {name: TensorInfo("F16", tuple(shape)) for name, shape in shapes.items()}
    return Header(metadata=metadata or {}, tensors=tensors)


def safetensors_bytes(entries: Mapping[str, object], data: bytes = b"") -> bytes:
    """A file with any header, right or wrong."""
    text = json.dumps(entries).encode()
    return len(text).to_bytes(8, "little") + text + data


def zeros(shapes: Shapes, metadata: Mapping[str, str] | None = None, dtype: str = "F16") -> bytes:
    """A sound safetensors file full of zeros."""
    entries: dict[str, object] = {"__metadata__": metadata} if metadata else {}
    position = 0
    for name, shape in shapes.items():
        size = DTYPE_BITS[dtype] // 8
        for length in shape:
            size *= length
        entries[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [position, position + size]}
        position += size
    return safetensors_bytes(entries, bytes(position))
