"""The base models that lie in given folders: which there are, of which kind, and why one cannot be trained."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.run import RunConfig
from kohya_like.config.text import Text
from kohya_like.formats.model_file import ModelFile
from kohya_like.plan.base_model import read_base

SUFFIXES = frozenset({".safetensors", ".ckpt", ".pt", ".pth"})
MOST_FILES = 2000
"""Of one folder. Nobody looks through more in a list, and somebody may name the root of a disk."""

DEEPEST = 4
"""Folders inside each other that are looked through."""

NATIVE = {"sd1": 512, "sd2": 768, "sdxl": 1024}
"""Pixels of a side at which a family's models were made, where a file does not say."""

REMEMBERED = 4096


@dataclass(frozen=True)
class Candidate:
    """A checkpoint, as its header describes it."""

    path: Path
    bytes: int
    base: str | None
    native: int
    """Pixels of a side of the pictures that it was made with."""
    reason: Text | None
    """Why it cannot be trained; None if it can."""


def find_models(folders: Iterable[Path]) -> list[Candidate]:
    """Every checkpoint in these folders: those that can be trained first, each kind by name."""
    paths = dict.fromkeys(path for folder in folders for path in _model_files(folder))
    found = [candidate for path in paths if (candidate := look_at(path)) is not None]
    return sorted(found, key=lambda each: (each.reason is not None, each.path.name.casefold(), each.path))


def look_at(path: Path) -> Candidate | None:
    """What a file is as a base model; None for what is none, or cannot be read at all."""
    try:
        status = path.stat()
    except OSError:
        return None
    return _look(path, status.st_size, status.st_mtime_ns)


def check_model(path: Path) -> Candidate:
    """The base model that somebody chose. Raises InputError with the reason where it cannot be trained."""
    candidate = look_at(path)
    if candidate is None or candidate.reason is not None:
        raise InputError(_read(path)[1])
    return candidate


@lru_cache(maxsize=REMEMBERED)
def _look(path: Path, size: int, changed: int) -> Candidate | None:
    """Headers of large pickles take a while; `changed` and `size` tell whether the file is still the same."""
    file, problems = _read(path)
    if file is None or file.type != "checkpoint":
        return None
    return Candidate(path, size, file.base, native_size(file), problems[0].text if problems else None)


def native_size(file: ModelFile) -> int:
    """Pixels of a side, from the file's own words (`512x512`, `512`), else by its family."""
    said = file.metadata.get("modelspec.resolution") or file.metadata.get("resolution") or ""
    side = said.split("x")[0].strip()
    return int(side) if side.isdecimal() and 0 < len(side) < 5 else NATIVE.get(file.base or "", NATIVE["sd1"])


def _read(path: Path) -> tuple[ModelFile | None, list[Problem]]:
    config = RunConfig.model_validate({"model": {"pretrained_model_name_or_path": path}})
    base, problems = read_base(config)
    return (None if base is None else base.file), problems


def _model_files(folder: Path) -> Iterator[Path]:
    """The files with a model's suffix in a folder and those below it; links to folders are not followed."""
    depth = len(folder.parts)
    found = 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if len(Path(place).parts) - depth >= DEEPEST:
            folders.clear()
        for name in sorted(files):
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                found += 1
                yield Path(place, name)
        if found >= MOST_FILES:
            return
