"""Files that are the same under other names."""

from pathlib import Path

from kohya_like.dataset.same_content import same_content


def test_equal_content_is_found_among_files_of_equal_length(tmp_path: Path) -> None:
    contents = {"a": b"one", "b": b"two", "c": b"two", "d": b"six", "e": b"longer"}
    files = {name: tmp_path / name for name in contents}
    for name, content in contents.items():
        files[name].write_bytes(content)
    assert same_content([files["a"], files["b"]], [files["c"], files["d"], files["e"]]) == [files["c"]]


def test_a_file_that_went_away_equals_none(tmp_path: Path) -> None:
    there, gone = tmp_path / "a", tmp_path / "gone"
    there.write_bytes(b"one")
    assert same_content([gone, there], [gone]) == same_content([gone], [there, gone]) == []
