"""The fingerprints by which the programs of this field recognise a model.

| name | of what |
|---|---|
| `model_hash` | sha256 of the weights, all that follows the safetensors header; a network's `sshs_model_hash` |
| `legacy_hash` | 64 KiB at 1 MiB of the file with only its `ss_` metadata; `sshs_legacy_hash` |
| `file_sha256` | sha256 of the whole file: `ss_new_sd_model_hash`, and what download sites list |
| `old_webui_hash` | 64 KiB at 1 MiB of the file as it is: `ss_sd_model_hash`, "model hash" of early web UIs |

The two at 1 MiB are eight hexadecimal digits, and "e3b0c442" (the hash of nothing) for every smaller file.
"""

import hashlib
import io
import json
from pathlib import Path
from typing import BinaryIO

from kohya_like.formats.headers import explained
from kohya_like.formats.safetensors_header import LENGTH_BYTES, read_header_text, read_safetensors

WINDOW_START = 0x100000
WINDOW_BYTES = 0x10000
LEGACY_DIGITS = 8
CHUNK_BYTES = 1 << 20
HEADER_ALIGNMENT = 8
TRAINING_METADATA = "ss_"
"""Metadata that training wrote. Users edit the rest, and an edit must not change the legacy hash."""


def model_hash(path: Path | str) -> str:
    """sha256 of a safetensors file's weights: editing its metadata does not change it. Raises InputError."""
    with explained(Path(path)), Path(path).open("rb") as file:
        return _model_hash(file)


def legacy_hash(path: Path | str) -> str:
    """What a network's `sshs_legacy_hash` has to be, whatever was added to its metadata later. Raises InputError."""
    with explained(Path(path)), Path(path).open("rb") as file:
        return _legacy_hash(file)


def file_sha256(path: Path | str) -> str:
    """sha256 of a file's bytes. Raises InputError when it cannot be read."""
    with explained(Path(path)), Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def old_webui_hash(path: Path | str) -> str:
    """The short hash of the first web UIs; many models share one. Raises InputError when the file cannot be read."""
    with explained(Path(path)), Path(path).open("rb") as file:
        file.seek(WINDOW_START)
        return _short(file.read(WINDOW_BYTES))


def hashes_of(serialised: bytes) -> dict[str, str]:
    """The two `sshs_` entries for a network about to be saved.

    `serialised` is the network as `safetensors.torch.save(tensors, metadata)` gives it, with the training metadata that
    the file will have; other metadata makes no difference. What safetensors writes later for the same tensors has the
    same weights in the same order (by size of the dtype, then by name), so the hashes hold for the finished file.
    """
    file = io.BytesIO(serialised)
    return {"sshs_model_hash": _model_hash(file), "sshs_legacy_hash": _legacy_hash(file)}


def _checked_header(file: BinaryIO) -> bytes:
    """The text of the header of a sound safetensors file, which then stands at its weights."""
    read_safetensors(file)
    return read_header_text(file)


def _model_hash(file: BinaryIO) -> str:
    _checked_header(file)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):  # hashlib.file_digest would hash a BytesIO from its beginning
        digest.update(chunk)
    return digest.hexdigest()


def _legacy_hash(file: BinaryIO) -> str:
    text = _checked_header(file)
    weights_start = file.tell()
    beginning = _with_training_metadata_only(text)
    window = beginning[WINDOW_START : WINDOW_START + WINDOW_BYTES]
    file.seek(weights_start + max(0, WINDOW_START - len(beginning)))
    return _short(window + file.read(WINDOW_BYTES - len(window)))


def _with_training_metadata_only(text: bytes) -> bytes:
    """The beginning of the file (length and header) as safetensors would write it with only the `ss_` metadata."""
    header = json.loads(text)
    metadata = header.pop("__metadata__", None) or {}
    kept = {key: value for key, value in metadata.items() if key.startswith(TRAINING_METADATA)}
    shortened = json.dumps({"__metadata__": kept} | header, ensure_ascii=False, separators=(",", ":")).encode()
    padded = shortened + b" " * (-len(shortened) % HEADER_ALIGNMENT)
    return len(padded).to_bytes(LENGTH_BYTES, "little") + padded


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:LEGACY_DIGITS]
