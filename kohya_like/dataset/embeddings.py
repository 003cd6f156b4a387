"""What CLIP saw in pictures, as a vector for each: kept beside the history, so that looking again takes no model.

Two pictures are as alike as the product of their vectors says, from -1 to 1.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kohya_like.config.atomic import atomic_write
from kohya_like.dataset.history import HIDDEN, History

FILE = "clip.npz"

Vector = NDArray[np.float32]
"""Of length 1."""


@dataclass(frozen=True)
class Embeddings:
    """The vectors of the pictures of a folder that did not change since."""

    model: str = ""
    """What computed them; vectors of different models say nothing of each other."""
    vectors: Mapping[Path, Vector] = field(default_factory=dict)


def store_of(folder: Path) -> Path:
    """The file with the vectors of a folder's pictures: one for a whole project."""
    return History.of(folder).root / HIDDEN / FILE


def read_embeddings(folder: Path) -> Embeddings:
    """What is known of the pictures of a folder; nothing where no model has looked at them, or the file is damaged."""
    root = History.of(folder).root
    try:
        with np.load(store_of(folder), allow_pickle=False) as stored:
            paths = [root / name for name in stored["names"].tolist()]
            prints, vectors = stored["prints"].tolist(), stored["vectors"].astype(np.float32)
            model = str(stored["model"])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return Embeddings()  # They are computed again.
    same = (place for place, path in enumerate(paths) if prints[place] == print_of_picture(path))
    return Embeddings(model, {paths[place]: _of_length_one(vectors[place]) for place in same})


def write_embeddings(folder: Path, model: str, vectors: Mapping[Path, NDArray[Any]]) -> None:
    """Keep vectors of pictures, beside those of other pictures that the same model computed."""
    root, before = History.of(folder).root, read_embeddings(folder)
    merged = {**(before.vectors if before.model == model else {}), **vectors}
    prints = {path: found for path in merged if (found := print_of_picture(path)) is not None}
    content: dict[str, NDArray[Any]] = {
        "names": np.array([path.relative_to(root).as_posix() for path in prints], dtype=np.str_),
        "prints": np.array(list(prints.values()), dtype=np.str_),
        "vectors": np.array([_of_length_one(merged[path]) for path in prints], dtype=np.float16),
        "model": np.array(model),
    }
    store = store_of(folder)
    store.parent.mkdir(exist_ok=True)
    atomic_write(store, lambda path: np.savez(path, **content))  # type: ignore[arg-type]


def print_of_picture(path: Path) -> str | None:
    """What tells a picture from an earlier one of the same name; None where it is gone."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return f"{facts.st_size} {facts.st_mtime_ns}"


def _of_length_one(vector: NDArray[Any]) -> Vector:
    plain = np.asarray(vector, dtype=np.float32)
    return plain / max(float(np.linalg.norm(plain)), 1e-12)
