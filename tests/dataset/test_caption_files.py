"""Captions are found, read, and never lost in silence."""

from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.dataset.caption_files import MAX_BYTES, Captions, read_caption, read_captions
from kohya_like.dataset.listing import list_folder


def captions_of(folder: Path, files: dict[str, str], extension: str = ".txt") -> Captions:
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return read_captions(list_folder(folder), extension)


def test_each_picture_gets_the_text_of_its_own_file(tmp_path: Path) -> None:
    captions = captions_of(
        tmp_path, {"1.png": "", "1.txt": " a cat \n", "v1.2.jpg": "", "v1.2.txt": "猫, \u201chi\u201d"}
    )
    assert {path.name: text for path, (text, _) in captions.found.items()} == {"1.png": "a cat", "v1.2.jpg": "猫, “hi”"}
    assert captions.problems == []


def test_a_byte_order_mark_is_no_part_of_a_caption(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes("\ufeffa cat".encode())
    assert read_caption(tmp_path / "1.txt") == "a cat"


def test_captions_under_the_other_extension_are_an_error(tmp_path: Path) -> None:
    files = {"1.png": "", "2.png": "", "3.png": "", "1.txt": "a", "2.caption": "b", "3.caption": "c"}
    captions = captions_of(tmp_path, files)
    (problem,) = captions.problems
    assert (problem.severity, problem.field) == ("error", "caption.caption_extension")
    assert ".caption (2)" in problem.text.en and ".txt" in problem.text.en and str(tmp_path) in problem.text.zh


def test_both_extensions_beside_every_picture_are_no_mistake(tmp_path: Path) -> None:
    assert captions_of(tmp_path, {"1.png": "", "1.txt": "a", "1.caption": "b"}).problems == []


def test_an_extension_of_ones_own_is_read(tmp_path: Path) -> None:
    captions = captions_of(tmp_path, {"1.png": "", "1.wd14.txt": "a"}, ".wd14.txt")
    assert [text for text, _ in captions.found.values()] == ["a"]
    assert captions.problems == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"1.png": "", "2.png": "", "2.txt": "a"}, "Without a caption file in {folder}: 1 of 2 pictures (1.png)"),
        ({"1.png": "", "1.txt": "a", "2.txt": "b"}, "Captions without a picture in {folder}: 1 (2.txt)"),
        ({"1.png": "", "1.txt": " \n"}, "Empty captions in {folder}: 1 (1.txt)"),
        ({"1.png": "", "1.txt": "a\nb"}, "Captions of several lines in {folder}: 1 (1.txt); only the first"),
    ],
)
def test_oddities_are_warnings_with_counts_and_names(tmp_path: Path, files: dict[str, str], said: str) -> None:
    (problem,) = captions_of(tmp_path, files).problems
    assert problem.severity == "warning"
    assert problem.text.en.startswith(said.format(folder=tmp_path))


@pytest.mark.parametrize(
    ("content", "said"),
    [("白色的猫".encode("gbk"), "not UTF-8"), (b"x" * (MAX_BYTES + 1), "too large")],
    ids=["another encoding", "no caption at all"],
)
def test_a_file_that_cannot_be_a_caption_is_an_error_that_names_it(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "1.txt").write_bytes(content)
    with pytest.raises(InputError) as raised:
        read_caption(tmp_path / "1.txt")
    assert said in raised.value.problems[0].text.en and "1.txt" in raised.value.problems[0].text.en


def test_a_caption_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "1.txt").symlink_to(tmp_path / "gone.txt")
    captions = captions_of(tmp_path, {"1.png": "", "2.png": "", "2.txt": "b"})
    assert [text for text, _ in captions.found.values()] == ["b"]
    (problem,) = captions.problems
    assert problem.severity == "error" and "1.txt" in problem.text.en
