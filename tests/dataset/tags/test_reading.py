"""Captions of a folder: read once, and again when their files were changed."""

import os
from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.caption_files import read_caption_bytes
from kohya_like.dataset.edits import digest
from kohya_like.dataset.place import Place
from kohya_like.dataset.tags import reading
from kohya_like.dataset.tags.expression import parse
from kohya_like.dataset.tags.reading import filtered, read
from tests.dataset.tags.making import make_captions


def test_every_picture_with_its_caption(tmp_path: Path) -> None:
    place = make_captions(tmp_path, {"b.png": "b, x\n", "sub/a.png": "a", "c.png": None})
    first, second, third = read(place).whole()
    assert (first.name, first.caption.tags(), first.seen) == ("b.png", ("b", "x"), digest(b"b, x\n"))
    assert (second.name, second.path, second.seen, second.caption.tags()) == ("c.png", tmp_path / "c.txt", None, ())
    assert (third.name, third.path) == ("sub/a.png", tmp_path / "sub" / "a.txt")
    assert [each.name for each in read(place, ["sub/a.png"]).whole()] == ["sub/a.png"]
    assert [each.name for each in filtered(read(place).whole(), parse("!x"))] == ["c.png", "sub/a.png"]


def test_a_file_is_read_again_only_when_it_was_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_captions(tmp_path, {"a.png": "a", "long.png": "x" * 20_000})
    reads: list[str] = []

    def counted(path: Path) -> bytes:
        reads.append(path.name)
        return read_caption_bytes(path)

    monkeypatch.setattr(reading, "read_caption_bytes", counted)
    for _ in range(2):
        read(Place(tmp_path)).whole()
    assert sorted(reads) == ["a.txt", "long.txt", "long.txt"]
    times = (tmp_path / "a.txt").stat()
    (tmp_path / "new").write_bytes(b"b")
    (tmp_path / "new").replace(tmp_path / "a.txt")
    os.utime(tmp_path / "a.txt", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert read(Place(tmp_path), ["a.png"]).whole()[0].caption.tags() == ("b",)


def test_captions_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    place = make_captions(tmp_path, {"a.png": b"\xff\xfe", "b.png": "b", "c.png": "x" * ((1 << 20) + 1)})
    found = read(place)
    assert [each.name for each in found.pictures] == ["b.png"]
    assert ["a.txt is not UTF-8" in str(found.problems[0]), "too large" in str(found.problems[1])] == [True, True]
    with pytest.raises(InputError, match=r"a\.txt is not UTF-8"):
        found.whole()


def test_a_caption_that_goes_while_it_is_looked_at_is_said(tmp_path: Path) -> None:
    place = make_captions(tmp_path, {"a.png": "a"})
    assert place.pictures
    (tmp_path / "a.txt").unlink()
    with pytest.raises(InputError, match="cannot be read"):
        read(place).whole()
