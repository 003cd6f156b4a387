"""Pictures for the doctor's tests: some that an installed package ships, and some that are made to be wrong."""

import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from kohya_like.config.presets.preset import Goal
from kohya_like.dataset.doctor.catalogue import CHECKS
from kohya_like.dataset.doctor.facts import look_at
from kohya_like.dataset.doctor.finding import Found
from kohya_like.dataset.doctor.subject import Subject, survey

PHOTOGRAPHS = ("cheetah.jpg", "lion.jpg", "tower.jpg")


def photograph(folder: Path, name: str = "lion.jpg", wanted: str | None = None) -> Path:
    """A photograph, copied into a folder under its own or another name."""
    origin = (find_spec("gradio") or pytest.fail("gradio is not installed")).origin
    source = Path(str(origin)).parent / "media_assets" / "images" / name
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(source, folder / (wanted or name)))


def scene(path: Path, seed: int, size: tuple[int, int] = (640, 512), edges: int = 12) -> Path:
    """A sharp picture like no other: squares in random colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    squares = np.random.default_rng(seed).integers(0, 256, (edges, edges, 3), dtype=np.uint8)
    Image.fromarray(squares).resize(size, Image.Resampling.NEAREST).save(path)
    return path


def scenes(folder: Path, count: int = 8, first: int = 0) -> list[Path]:
    """Several of them, enough to train a character."""
    return [scene(folder / f"{first + number}.png", first + number) for number in range(count)]


def write(path: Path, content: str | bytes) -> Path:
    """A file of this content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def examined(
    folder: Path,
    reg: Path | None = None,
    *,
    resolution: int = 512,
    goal: Goal = "character",
    vectors: Mapping[Path, NDArray[np.float32]] | None = None,
) -> Subject:
    """A folder as the checks see it."""
    sets = survey(folder, reg)
    facts = {path: look_at(path) for path in sets.pictures}
    return Subject(sets, facts, resolution, goal, vectors or {})


def found(subject: Subject, code: str) -> list[Found]:
    """What one check finds."""
    return list(CHECKS[code].find(subject))


def named(subject: Subject, code: str) -> list[str]:
    """The names of the files that one check complains of, from the folder."""
    files = [path for each in found(subject, code) for path in each.files]
    return [path.relative_to(subject.sets.folder).as_posix() for path in files]


def codes(subject: Subject) -> set[str]:
    """Every check that finds something."""
    return {code for code in CHECKS if found(subject, code)}
