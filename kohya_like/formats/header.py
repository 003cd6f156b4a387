"""What any model file says about itself before a single weight is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kohya_like.config.text import Text

Plain = str | int | float | bool | None

DTYPE_BITS = {
    "BOOL": 8,
    "F4": 4,
    "F6_E2M3": 6,
    "F6_E3M2": 6,
    "F8_E4M3": 8,
    "F8_E4M3FNUZ": 8,
    "F8_E5M2": 8,
    "F8_E5M2FNUZ": 8,
    "F8_E8M0": 8,
    "U8": 8,
    "I8": 8,
    "U16": 16,
    "I16": 16,
    "F16": 16,
    "BF16": 16,
    "U32": 32,
    "I32": 32,
    "F32": 32,
    "U64": 64,
    "I64": 64,
    "F64": 64,
    "C64": 64,
}
"""Bits of one element, under the names of the safetensors format (`Dtype` in safetensors/src/tensor.rs, 0.8)."""

MAX_NAME = 512
MAX_TENSORS = 20_000
"""Far more than any model has: an SDXL LoHa, the richest in this field, has 5,260 with names under 120 characters."""

AGAIN = Text("Download or copy the file again.", "请重新下载或复制该文件。")


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """One tensor as its file describes it; the dtype is a name of `DTYPE_BITS`."""

    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Header:
    """Everything but the weights: free text, tensors by name, and the plain values that stand beside them in a pickle.

    Names of nested values in a pickle are joined with dots (`string_to_param.*`, `768.0.linear.0.weight`).
    """

    metadata: Mapping[str, str] = field(default_factory=dict)
    tensors: Mapping[str, TensorInfo] = field(default_factory=dict)
    objects: Mapping[str, Plain] = field(default_factory=dict)


class Unreadable(Exception):
    """A file that cannot be read: `reason` is a clause without a full stop, `remedy` a sentence."""

    def __init__(self, reason: Text, remedy: Text = AGAIN) -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(str(reason))


def quoted(name: str, limit: int = 80) -> str:
    """A name found in a file, fit to be shown: one line, no control characters, not endless."""
    line = "".join(character if character.isprintable() else " " for character in name[: limit + 1])
    return line if len(name) <= limit else line[:limit] + "…"
