"""Operations on a folder: looked at, made, refused where a file was changed meanwhile, and taken back byte for byte."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.dataset.history import History
from kohya_like.dataset.place import Place
from kohya_like.dataset.tags.changes import Change, again, apply, preview
from kohya_like.dataset.tags.operation import Operation
from kohya_like.dataset.tags.reading import read
from tests.dataset.tags.making import captions, contents, make_captions, operation, operations


def changes_of(folder: Path, made: Operation) -> list[Change]:
    return preview(made, read(Place(folder)).whole())


@given(
    st.dictionaries(st.sampled_from(("a.png", "b.jpg", "c/d.png", "e.webp")), captions | st.none(), min_size=1),
    st.lists(operations, min_size=1, max_size=6),
)
@settings(max_examples=50, deadline=None)
def test_as_many_undos_restore_every_byte(files: dict[str, bytes | None], made: list[Operation]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        place = make_captions(folder, files)
        states = [contents(folder)]
        for each in made:
            if apply(place, each, changes_of(folder, each)) is not None:
                states.append(contents(folder))
        history = History.of(folder)
        for state in states[-2::-1]:
            history.undo()
            assert contents(folder) == state
        for state in states[1:]:
            history.redo()
            assert contents(folder) == state


@given(captions, operations)
def test_a_change_says_what_stays_goes_and_comes(content: bytes, made: Operation) -> None:
    with TemporaryDirectory() as name:
        make_captions(Path(name), {"a.png": content})
        for change in changes_of(Path(name), made):
            parts = list(change.parts())
            assert tuple(tag for what, tag in parts if what != "added") == change.before
            assert tuple(tag for what, tag in parts if what != "removed") == change.after


def test_nothing_is_done_by_looking(tmp_path: Path) -> None:
    make_captions(tmp_path, {"a.png": "1boy, hat\r\n", "b.png": "hat"})
    before = contents(tmp_path)
    (change,) = changes_of(tmp_path, operation("merge", tags="1boy", into="Smith"))
    assert (change.picture, change.before, change.after) == ("a.png", ("1boy", "hat"), ("Smith", "hat"))
    assert change.content == b"Smith, hat\r\n"
    assert list(change.parts()) == [("removed", "1boy"), ("added", "Smith"), ("same", "hat")]
    assert contents(tmp_path) == before and not (tmp_path / ".kohya-like").exists()


def test_a_caption_is_made_only_where_a_tag_is_added(tmp_path: Path) -> None:
    place = make_captions(tmp_path, {"a.png": None, "b.png": ""})
    for name, values in (("remove", {"tags": "x"}), ("merge", {"tags": "x", "into": "y"}), ("sort", {})):
        assert changes_of(tmp_path, operation(name, **values)) == []
    added = operation("add", tags="x")
    assert apply(place, added, changes_of(tmp_path, added)) is not None
    assert contents(tmp_path) == {"a.txt": b"x", "b.txt": b"x"}
    History.of(tmp_path).undo()
    assert contents(tmp_path) == {"b.txt": b""}


def test_pictures_that_share_a_caption_change_it_once(tmp_path: Path) -> None:
    place = make_captions(tmp_path, {"a.png": "x", "a.jpg": None})
    (change,) = changes_of(tmp_path, operation("add", tags="y"))
    apply(place, operation("add", tags="y"), [change])
    assert contents(tmp_path) == {"a.txt": b"x, y"}


def test_a_caption_changed_since_the_preview_is_not_overwritten(tmp_path: Path) -> None:
    place = make_captions(tmp_path, {"a.png": "x", "b.png": "x", "c.png": None})
    made = operation("add", tags="y")
    looked = changes_of(tmp_path, made)
    seen = {change.picture: change.seen for change in looked}
    assert again(place, made, seen) == looked
    (tmp_path / "b.txt").write_bytes(b"theirs")
    (tmp_path / "c.txt").write_bytes(b"theirs too")
    before = contents(tmp_path)
    with pytest.raises(InputError, match=r"Changed by another program or page meanwhile: b\.txt, c\.txt"):
        again(Place(tmp_path), made, seen)
    with pytest.raises(InputError, match=r"Changed by another program or page meanwhile: b\.txt, c\.txt"):
        apply(place, made, looked)
    assert contents(tmp_path) == before


def test_a_picture_that_is_gone_is_said(tmp_path: Path) -> None:
    place = make_captions(tmp_path, {"a.png": "x"})
    with pytest.raises(InputError, match=r"No longer there: gone\.png"):
        again(place, operation("sort"), {"gone.png": None})


def test_a_caption_does_not_grow_without_end(tmp_path: Path) -> None:
    make_captions(tmp_path, {"a.png": "x" * ((1 << 20) - 10)})
    with pytest.raises(InputError, match=r"caption of a\.png would become too large"):
        changes_of(tmp_path, operation("add", tags="a longer tag"))
