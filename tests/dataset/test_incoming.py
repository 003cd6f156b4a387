"""Files that arrive in a project."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text
from kohya_like.dataset.history import PROJECT, History
from kohya_like.dataset.incoming import Incoming, Staged, TakenIn, in_folders, take_in, take_out
from tests.dataset.making import make_picture


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


def sent(tmp_path: Path, name: str, seed: int = 0, text: str | bytes | None = None) -> Incoming:
    """A picture under a name, or a file of this content."""
    path = tmp_path / "uploads" / f"{len(list(tmp_path.rglob('*')))}{Path(name).suffix}"
    path.parent.mkdir(exist_ok=True)
    if text is None:
        make_picture(path, seed=seed)
    else:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Incoming(path, name)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refused(taken: TakenIn) -> list[str]:
    return [text.en for text in taken.refused]


def test_pictures_come_with_their_captions(tmp_path: Path, target: Path) -> None:
    taken = take_in(target, [sent(tmp_path, "set/a.png"), sent(tmp_path, "set/a.txt", text="hat")])
    assert names(target) == ["a.png", "a.txt"]
    assert (len(taken.added), taken.captions, taken.refused) == (1, 1, [])


def test_nothing_is_overwritten(tmp_path: Path, target: Path) -> None:
    take_in(target, [sent(tmp_path, "a.png", seed=1), sent(tmp_path, "a.txt", text="first")])
    first = (target / "a.png").read_bytes()
    take_in(target, [sent(tmp_path, "a.png", seed=2), sent(tmp_path, "a.txt", text="second")])
    assert names(target) == ["a-2.png", "a-2.txt", "a.png", "a.txt"]
    assert (target / "a.png").read_bytes() == first
    assert (target / "a.txt").read_text() == "first"
    assert (target / "a-2.txt").read_text() == "second"


def test_the_same_picture_is_there_once(tmp_path: Path, target: Path) -> None:
    take_in(target, [sent(tmp_path, "a.png", seed=1)])
    taken = take_in(target, [sent(tmp_path, "a.png", seed=1)])
    assert (names(target), taken.known, taken.added) == (["a.png"], 1, [])


def test_equal_names_of_two_folders_keep_their_captions(tmp_path: Path, target: Path) -> None:
    files = [sent(tmp_path, f"{place}/1{end}", seed, text) for seed, place in enumerate("xy") for end, text in
             ((".png", None), (".txt", place))]  # fmt: skip
    take_in(target, files)
    assert {name: (target / name).read_text() for name in names(target) if name.endswith(".txt")} == {
        "1.txt": "x",
        "1-2.txt": "y",
    }


def test_a_caption_that_comes_later_goes_to_its_picture(tmp_path: Path, target: Path) -> None:
    take_in(target, [sent(tmp_path, "a.png")])
    taken = take_in(target, [sent(tmp_path, "a.txt", text="hat"), sent(tmp_path, "b.txt", text="nobody's")])
    assert names(target) == ["a.png", "a.txt"]
    assert refused(taken) == ["b.txt has no picture of the same name: it was left out."]


def test_another_caption_does_not_replace_the_one_that_is_there(tmp_path: Path, target: Path) -> None:
    take_in(target, [sent(tmp_path, "a.png"), sent(tmp_path, "a.txt", text="old")])
    taken = take_in(target, [sent(tmp_path, "a.txt", text="new")])
    assert (target / "a.txt").read_text() == "old"
    assert refused(taken) == ["There already is another a.txt: a.txt was left out."]


def test_everything_else_is_refused_by_name(tmp_path: Path, target: Path) -> None:
    files = [
        sent(tmp_path, "run.exe", text="x"),
        sent(tmp_path, "broken.png", text="x"),
        sent(tmp_path, "broken.txt", text="its caption"),
        sent(tmp_path, "a.png"),
        sent(tmp_path, "a.txt", text=b"\xff\xfe\xff"),
    ]
    taken = take_in(target, files)
    assert names(target) == ["a.png"]
    assert [text.split()[0] for text in refused(taken)] == ["run.exe", "broken.png", "a.txt"]


@pytest.mark.parametrize("name", ["../../evil.png", "..\\evil.png", "/etc/evil.png", "C:evil.png", "a\nb.png"])
def test_names_stay_in_the_folder(tmp_path: Path, target: Path, name: str) -> None:
    taken = take_in(target, [sent(tmp_path, name)])
    assert [path.parent for path in taken.added] == [target]
    assert not taken.added[0].name.startswith(".")


def test_equal_files_of_two_folders_may_be_one_upload(tmp_path: Path, target: Path) -> None:
    caption = sent(tmp_path, "x/1.txt", text="hat")
    files = [sent(tmp_path, "x/1.png", 1), sent(tmp_path, "y/1.png", 2), caption, Incoming(caption.path, "y/1.txt")]
    taken = take_in(target, files)
    assert (names(target), taken.captions, taken.refused) == (["1-2.png", "1-2.txt", "1.png", "1.txt"], 2, [])


def test_pictures_that_arrive_at_the_same_time_do_not_overwrite_each_other(tmp_path: Path, target: Path) -> None:
    files = [sent(tmp_path, "1.png", seed) for seed in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda file: take_in(target, [file]), files))
    assert {path.read_bytes() for path in target.iterdir()} == {file.path.read_bytes() for file in files}


def test_a_picture_leaves_with_its_caption_and_nothing_else(tmp_path: Path, target: Path) -> None:
    (tmp_path / PROJECT).touch()  # The history lies beside the pictures then, not among them.
    for name in ("a.png", "a.1.png", "b.png"):
        take_in(target, [sent(tmp_path, name, seed=len(name)), sent(tmp_path, f"{name[:-4]}.txt", text="hat")])
    take_out(target, ["a.png"])
    assert names(target) == ["a.1.png", "a.1.txt", "b.png", "b.txt"]
    History.of(target).undo()
    assert names(target) == ["a.1.png", "a.1.txt", "a.png", "a.txt", "b.png", "b.txt"]


def test_a_caption_stays_while_a_picture_has_it(tmp_path: Path, target: Path) -> None:
    (tmp_path / PROJECT).touch()  # The history lies beside the pictures then, not among them.
    take_in(target, [sent(tmp_path, "a.png", 1), sent(tmp_path, "a.jpg", 2), sent(tmp_path, "a.txt", text="hat")])
    take_out(target, ["a.png"])
    assert names(target) == ["a.jpg", "a.txt"]


@pytest.mark.parametrize("name", ["gone.png", "", "../a.png", "note.toml"])
def test_only_pictures_can_be_taken_out(tmp_path: Path, target: Path, name: str) -> None:
    for path in (target / "note.toml", target / ".hidden", target.parent / "a.png"):
        path.touch()
    take_in(target, [sent(tmp_path, "b.png")])
    with pytest.raises(InputError, match="no picture"):
        take_out(target, ["b.png", name])
    assert names(target) == [".hidden", "b.png", "note.toml"]
    assert (target.parent / "a.png").exists()


@pytest.mark.parametrize(
    ("sent_as", "below"),
    [
        (["a.png"], ["."]),
        (["set/a.png", "set/b/c.png"], [".", "b"]),
        (["10_sls 1girl/a.png"], ["10_sls 1girl"]),
        (["10_sls 1girl/a.png", "10_cpc 1girl/a.png"], ["10_sls 1girl", "10_cpc 1girl"]),
        (["all/10_sls/a.png", "all/10_cpc/a.png"], ["10_sls", "10_cpc"]),
        (["a.png", "set/b.png"], [".", "set"]),
        (["../../etc/a.png", "C:\\x\\a.png"], ["etc", "C/x"]),
    ],
)
def test_folders_that_were_sent_stay_apart(sent_as: list[str], below: list[str]) -> None:
    files = in_folders(Incoming(Path("upload"), name) for name in sent_as)
    assert [file.below.as_posix() for file in files] == below


def test_what_is_staged_arrives_as_one_change_that_can_be_taken_back(tmp_path: Path, target: Path) -> None:
    there = make_picture(target / "a.png", seed=9).read_bytes()
    files = [
        sent(tmp_path, "a.png", seed=1),
        sent(tmp_path, "a.txt", text="a hat"),
        sent(tmp_path, "x/a.png", seed=2),
        sent(tmp_path, "b.txt", text="alone"),
    ]
    history = History.of(target)
    with history.making() as folder:
        store = Staged(folder)
        taken = take_in(target, in_folders(files), store)
        assert names(target) == [".kohya-like", "a.png"]
        history.apply(Text("Add", "添加"), store.edits())
    assert sorted(path.relative_to(target).as_posix() for path in taken.added) == ["a-2.png", "x/a.png"]
    assert names(target) == [".kohya-like", "a-2.png", "a-2.txt", "a.png", "x"]
    assert refused(taken) == ["b.txt has no picture of the same name: it was left out."]
    history.undo()
    assert names(target) == [".kohya-like", "a.png"]
    assert (target / "a.png").read_bytes() == there


def test_the_same_files_staged_twice_are_known(tmp_path: Path, target: Path) -> None:
    store = Staged(tmp_path)
    taken = take_in(target, [sent(tmp_path, "x/a.png"), sent(tmp_path, "y/a.png")], store)
    assert (len(taken.added), taken.known, len(store.edits())) == (1, 1, 1)
