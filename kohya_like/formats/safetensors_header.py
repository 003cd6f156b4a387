"""The header of a safetensors file, checked as strictly as the format's own reader does.

Format: eight bytes (length of the header, little-endian), the header (a JSON object), the data. The rules are those of
`SafeTensors::read_metadata` and `Metadata::validate` in safetensors/src/tensor.rs (0.8).
"""

import json
import math
import os
from collections.abc import Callable
from typing import Annotated, BinaryIO, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kohya_like.config.text import Text
from kohya_like.formats.header import DTYPE_BITS, MAX_NAME, MAX_TENSORS, Header, TensorInfo, Unreadable, quoted

LENGTH_BYTES = 8
MAX_HEADER_BYTES = 100_000_000
MAX_COMMAS = 1_000_000
"""The values of a JSON text are at most one more than its commas, so this bounds the memory that parsing takes."""

Valid = TypeVar("Valid")
Size = Annotated[int, Field(ge=0, lt=1 << 63)]


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True)

    dtype: str
    shape: Annotated[list[Size], Field(max_length=64)]  # numpy's limit; the product of a hostile list would take hours
    data_offsets: Annotated[list[Size], Field(min_length=2, max_length=2)]


METADATA = TypeAdapter(dict[str, str] | None, config=ConfigDict(strict=True))


def read_safetensors(file: BinaryIO) -> Header:
    """The header of an open safetensors file. Raises Unreadable when it breaks a rule of the format."""
    text = read_header_text(file)
    parsed = _parsed(text)
    metadata = _validated("__metadata__", METADATA.validate_python, parsed.pop("__metadata__", None))
    entries = {name: _validated(name, _Entry.model_validate, value) for name, value in parsed.items()}
    _check_data(entries, data_bytes=_size(file) - LENGTH_BYTES - len(text))
    tensors = {name: TensorInfo(entry.dtype, tuple(entry.shape)) for name, entry in entries.items()}
    return Header(metadata=metadata or {}, tensors=tensors)


def read_header_text(file: BinaryIO) -> bytes:
    """The JSON text of the header, with its padding; the file then stands at its data. Raises Unreadable."""
    available = _size(file) - LENGTH_BYTES
    file.seek(0)
    length = int.from_bytes(file.read(LENGTH_BYTES), "little")
    if available < 0 or length > min(available, MAX_HEADER_BYTES):
        raise Unreadable(
            Text(
                "it is no safetensors file, or was cut off in its header",
                "它不是 safetensors 文件，或在文件头处被截断",
            )
        )
    return file.read(length)


def _size(file: BinaryIO) -> int:
    return file.seek(0, os.SEEK_END)


def _parsed(text: bytes) -> dict[str, object]:
    if text.count(b",") > MAX_COMMAS:
        raise _too_much()
    try:
        parsed = json.loads(text.decode())
    except (ValueError, RecursionError) as error:
        raise _not_an_object() from error
    if not isinstance(parsed, dict):
        raise _not_an_object()
    if len(parsed) > MAX_TENSORS:
        raise _too_much()
    return parsed


def _not_an_object() -> Unreadable:
    return Unreadable(Text("its header is not a JSON object", "其文件头不是 JSON 对象"))


def _too_much() -> Unreadable:
    return Unreadable(Text("its header lists more than that of any model", "其文件头的条目多于任何模型"))


def _validated(name: str, validate: Callable[[object], Valid], value: object) -> Valid:
    try:
        return validate(value)
    except ValidationError as error:
        reason = Text("the entry {name} of its header is malformed", "其文件头中的条目 {name} 格式有误")
        raise Unreadable(reason.format(name=quoted(name))) from error


def _check_data(entries: dict[str, _Entry], data_bytes: int) -> None:
    """The tensors lie one behind the other without gap or overlap, and fill the data exactly."""
    position = 0
    for name, entry in sorted(entries.items(), key=lambda item: item[1].data_offsets):
        start, end = entry.data_offsets
        if start != position or not _fits(entry) or len(name) > MAX_NAME:
            reason = Text("size, place or name of its tensor {name} is wrong", "其张量 {name} 的大小、位置或名称有误")
            raise Unreadable(reason.format(name=quoted(name)))
        position = end
    if position != data_bytes:
        reason = Text(
            "its header announces {announced} bytes of weights, but {found} are there",
            "其文件头声明有 {announced} 字节的权重，实际为 {found} 字节",
        )
        raise Unreadable(reason.format(announced=position, found=data_bytes))


def _fits(entry: _Entry) -> bool:
    start, end = entry.data_offsets
    bits = DTYPE_BITS.get(entry.dtype)
    return bits is not None and math.prod(entry.shape) * bits == (end - start) * 8
