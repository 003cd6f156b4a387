"""A growing file is read once; one that was replaced or shortened, from its beginning."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.jobs.tail import REMEMBERED, Tail

LINES = st.lists(st.binary(max_size=400).map(lambda line: line.replace(b"\n", b"") + b"\n"), max_size=6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tails")


@given(parts=st.lists(st.binary(max_size=60), max_size=12))
def test_every_whole_line_is_given_once(folder: Path, parts: list[bytes]) -> None:
    path = folder / "growing"
    path.unlink(missing_ok=True)
    tail, given_so_far = Tail(path), b""
    for number, part in enumerate(parts):
        with path.open("ab") as file:
            file.write(part)
        lines, first = tail.read()
        assert first == (given_so_far == b"")
        given_so_far += lines
        content = b"".join(parts[: number + 1])
        assert given_so_far == content[: content.rfind(b"\n") + 1]


@given(before=LINES, after=LINES)
def test_another_file_is_read_from_its_beginning(folder: Path, before: list[bytes], after: list[bytes]) -> None:
    path = folder / "replaced"
    old, new = b"1 old\n" + b"".join(before), b"2 new\n" + b"".join(after)
    path.write_bytes(old)
    tail = Tail(path)
    assert tail.read() == (old, True)
    path.write_bytes(new)
    lines, first = tail.read()
    # Only the last bytes are compared: a file that agrees in so many is taken for the same one.
    assert (lines, first) == (new, True) or new[: len(old)][-REMEMBERED:] == old[-REMEMBERED:]


def test_a_shortened_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"1\n2\n3\n")
    tail = Tail(path)
    tail.read()
    path.write_bytes(b"1\n")
    assert tail.read() == (b"1\n", True)
    with path.open("ab") as file:
        file.write(b"2\n")
    assert tail.read() == (b"2\n", False)


def test_a_file_that_vanished_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "file"
    tail = Tail(path)
    assert tail.read() == (b"", False)
    path.write_bytes(b"1\n")
    assert tail.read() == (b"1\n", True)
    path.unlink()
    assert tail.read() == (b"", True)
    path.write_bytes(b"1\n")
    assert tail.read() == (b"1\n", True)
