"""Captions from elsewhere find their pictures, and what stands there already is respected."""

import json
from pathlib import Path
from typing import Any

import pytest

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.caption_import import Imported, Mode, import_captions, offered_by, words_of_folders
from kohya_like.dataset.history import History
from kohya_like.dataset.place import Place

TITLE = Text("Captions", "标签")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "pictures"
    for name in ["a.png", "v1.2.png", "猫.png", "10_sls 1girl/b.png", "one/same.png", "two/same.png"]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def take(folder: Path, source: Path, mode: Mode = "skip", extension: str | None = None) -> Imported:
    return import_captions(Place(folder), offered_by(source, extension), mode, title=TITLE)


def metadata(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_metadata_belongs_by_path_stem_or_bare_name(folder: Path, tmp_path: Path) -> None:
    document = {
        "a": {"caption": "one", "tags": "x, y"},
        "v1.2": {"tags": "version"},
        str(folder / "10_sls 1girl" / "b.png"): {"caption": "absolute", "train_resolution": [512, 512]},
        "C:\\elsewhere\\猫.jpg": {"caption": "cat"},
        "two/same": {"caption": "two"},
        "same": {"caption": "either"},
        "none": {"caption": "nobody"},
    }
    done = take(folder, metadata(tmp_path / "meta_lat.json", document))
    texts = {place.relative_to(folder).as_posix(): place.read_text() for place in folder.rglob("*.txt")}
    assert texts == {
        "a.txt": "one, x, y",
        "v1.2.txt": "version",
        "10_sls 1girl/b.txt": "absolute",
        "猫.txt": "cat",
        "two/same.txt": "two",
    }
    assert done.unmatched == ["same", "none"] and len(done.written) == 5
    History.of(folder).undo()
    assert not any((folder / name).exists() for name in texts)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("skip", "Old, x,\r\n"), ("overwrite", "x, new\r\n"), ("append", "Old, x, new\r\n")],
)
def test_what_is_there_is_left_replaced_or_appended_to(folder: Path, tmp_path: Path, mode: Mode, expected: str) -> None:
    (folder / "a.txt").write_bytes(b"Old, x,\r\n")
    done = take(folder, metadata(tmp_path / "m.json", {"a": {"tags": "x, new"}}), mode)
    assert (folder / "a.txt").read_bytes().decode() == expected
    assert (done.kept == ["a.png"]) == (mode == "skip")


def test_captions_of_another_folder_and_extension(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other" / "two").mkdir(parents=True)
    (tmp_path / "other" / "a.wd14").write_text("tagged")
    (tmp_path / "other" / "two" / "same.wd14").write_text("two")
    (tmp_path / "other" / "猫.wd14").write_bytes(b"\xff\xff")
    done = take(folder, tmp_path / "other", extension="wd14")
    assert sorted(done.written) == ["a.png", "two/same.png"]
    assert "猫.wd14" in done.problems[0].text.en
    with pytest.raises(InputError, match="no caption file"):
        take(folder, tmp_path / "other")


def test_pictures_that_share_a_caption_file_are_written_once(folder: Path, tmp_path: Path) -> None:
    (folder / "a.jpg").touch()
    assert len(take(folder, metadata(tmp_path / "m.json", {"a": {"tags": "x"}})).written) == 1


def test_a_caption_that_nobody_can_read_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    (folder / "a.txt").write_bytes("一只猫，帽子".encode("gb18030"))
    done = take(folder, metadata(tmp_path / "m.json", {"a": {"tags": "x"}}), "overwrite")
    assert "not UTF-8" in done.problems[0].text.en and (folder / "a.txt").read_bytes() == "一只猫，帽子".encode(
        "gb18030"
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("m.json", b"[1", "is no JSON"),
        ("m.json", b"[]", "has no captions"),
        ("m.json", b'{"a": 3, "b": {"caption": 4}}', "has no captions"),
        ("m.json", b"\xff\xfe\x00", "is no JSON"),
        ("m.json", b"[" * 100_000, "is no JSON"),
        ("m.csv", b"", "neither a folder"),
    ],
)
def test_what_is_no_metadata_is_said(folder: Path, tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        take(folder, tmp_path / name)
    with pytest.raises(InputError, match="cannot be read"):
        take(folder, tmp_path / "gone.json")


def test_words_are_those_of_each_folder_or_given(folder: Path) -> None:
    done = import_captions(Place(folder), words_of_folders(Place(folder)), "skip", title=TITLE)
    assert len(done.written) == 6
    assert (folder / "10_sls 1girl" / "b.txt").read_text() == "sls 1girl"
    assert (folder / "a.txt").read_text() == "pictures"
    import_captions(Place(folder), words_of_folders(Place(folder), "photo"), "append", title=TITLE)
    assert (folder / "a.txt").read_text() == "pictures, photo"
