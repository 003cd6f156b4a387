"""Vectors of pictures: kept, found again for what did not change, and never in the way."""

import os
from pathlib import Path

import numpy as np
import pytest

from kohya_like.dataset.embeddings import Embeddings, read_embeddings, store_of, write_embeddings
from kohya_like.dataset.projects import Project
from tests.dataset.making import make_picture


def test_vectors_come_back_with_length_one(tmp_path: Path) -> None:
    picture = make_picture(tmp_path / "图 1.png")
    write_embeddings(tmp_path, "tiny", {picture: np.array([3.0, 4.0])})
    found = read_embeddings(tmp_path)
    assert found.model == "tiny"
    assert found.vectors[picture] == pytest.approx([0.6, 0.8], abs=1e-3)
    assert np.linalg.norm(found.vectors[picture]) == pytest.approx(1, abs=1e-6)


def test_what_changed_since_is_not_given(tmp_path: Path) -> None:
    one, other, gone = (make_picture(tmp_path / f"{name}.png") for name in "abc")
    write_embeddings(tmp_path, "tiny", dict.fromkeys((one, other, gone), np.ones(3)))
    os.utime(other, (1, 1))
    gone.unlink()
    assert set(read_embeddings(tmp_path).vectors) == {one}


def test_the_same_model_adds_and_another_one_replaces(tmp_path: Path) -> None:
    one, other = (make_picture(tmp_path / f"{name}.png") for name in "ab")
    write_embeddings(tmp_path, "tiny", {one: np.ones(3)})
    write_embeddings(tmp_path, "tiny", {other: np.ones(3)})
    assert set(read_embeddings(tmp_path).vectors) == {one, other}
    write_embeddings(tmp_path, "large", {other: np.ones(5)})
    assert set(read_embeddings(tmp_path).vectors) == {other}


def test_a_project_has_one_file_for_all_of_its_folders(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "cat")
    picture = make_picture(project.own_pictures / "a.png")
    write_embeddings(project.own_pictures, "tiny", {picture: np.ones(3)})
    assert store_of(project.own_pictures) == project.folder / ".kohya-like" / "clip.npz"
    assert set(read_embeddings(project.reg).vectors) == {picture}


def test_without_a_whole_file_there_is_nothing(tmp_path: Path) -> None:
    assert read_embeddings(tmp_path) == Embeddings()
    store_of(tmp_path).parent.mkdir()
    store_of(tmp_path).write_bytes(b"PK\3\4 cut off")
    assert read_embeddings(tmp_path) == Embeddings()
