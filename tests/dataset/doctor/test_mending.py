"""Every fix: what it changes, that the check is content afterwards, and that all of it can be taken back."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kohya_like.config.check import CheckConfig
from kohya_like.config.problems import InputError
from kohya_like.dataset.doctor.catalogue import CHECKS
from kohya_like.dataset.doctor.mending import mend, require_fixes
from kohya_like.dataset.doctor.report import Report, judged, read_report, report_file, write_report
from kohya_like.dataset.history import HIDDEN, History
from kohya_like.dataset.projects import Project
from tests.dataset.doctor.making import examined, photograph, scene, scenes, write

ASIDE = f"{HIDDEN}/aside"


def checked(folder: Path, reg: Path | None = None) -> Report:
    return judged(examined(folder, reg), CheckConfig(folder=folder, reg=reg))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file but those of the history."""
    files = (path for path in folder.rglob("*") if path.is_file() and "history" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def mended(folder: Path, code: str, reg: Path | None = None) -> set[str]:
    """The names of all files once a fix is made; taking it back must restore every byte."""
    before = tree(folder)
    assert mend(checked(folder, reg), code)
    after = tree(folder)
    assert [finding for finding in checked(folder, reg).findings if finding.code == code] == []
    History.of(folder).undo()
    assert tree(folder) == before
    History.of(folder).redo()
    assert tree(folder) == after
    return set(after)


def test_pictures_go_aside_with_their_captions(tmp_path: Path) -> None:
    write(tmp_path / "a.png", "no picture")
    write(tmp_path / "a.txt", "a hat")
    scene(tmp_path / "b.png", 1)
    write(tmp_path / "b.txt", "stays")
    assert mended(tmp_path, "unreadable") == {f"{ASIDE}/a.png", f"{ASIDE}/a.txt", "b.png", "b.txt"}


def test_names_as_long_as_they_can_be_go_aside(tmp_path: Path) -> None:
    for _ in "twice":
        write(tmp_path / f"{'x' * 251}.png", "no picture")
        mend(checked(tmp_path), "unreadable")
    assert {len(path.name) for path in (tmp_path / ASIDE).iterdir()} == {251, 255}


def test_a_folder_that_is_a_link_is_mended_as_itself(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    write(real / "sub" / "a.png", "no picture")
    link.symlink_to(real)
    assert mended(link, "unreadable") == {f"{ASIDE}/sub/a.png"}


def test_pictures_of_a_project_that_lie_elsewhere_are_mended_in_their_own_history(tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    write(pictures / "sub" / "a.png", "no picture")
    project = Project.create(tmp_path, "p", pictures)
    assert mend(checked(project.folder), "unreadable")
    assert list(tree(pictures)) == [f"{ASIDE}/sub/a.png"]
    History.of(pictures).undo()
    assert list(tree(pictures)) == ["sub/a.png"]


def test_a_caption_that_another_picture_needs_stays(tmp_path: Path) -> None:
    write(tmp_path / "a.png", "no picture")
    photograph(tmp_path, wanted="a.jpg")
    write(tmp_path / "a.txt", "a lion")
    assert mended(tmp_path, "unreadable") == {f"{ASIDE}/a.png", "a.jpg", "a.txt"}


def test_what_was_set_aside_before_is_not_overwritten(tmp_path: Path) -> None:
    for content in ("first", "second"):
        write(tmp_path / "x" / "a.png", content)
        mend(checked(tmp_path), "unreadable")
    assert tree(tmp_path) == {f"{ASIDE}/x/a.png": b"first", f"{ASIDE}/x/a-2.png": b"second"}
    assert checked(tmp_path).pictures == 0


def test_the_true_extension(tmp_path: Path) -> None:
    photograph(tmp_path, wanted="a.png")
    write(tmp_path / "a.txt", "a lion")
    photograph(tmp_path, "tower.jpg", wanted="b.webp")
    photograph(tmp_path, "cheetah.jpg", wanted="b.jpg")
    write(tmp_path / "b.txt", "of both")
    assert mended(tmp_path, "wrong_extension") == {"a.jpg", "a.txt", "b.jpg", "b-2.jpg", "b.txt"}


def test_names_for_every_system(tmp_path: Path) -> None:
    try:
        for name in (os.fsdecode(b"caf\xe9"), "a:b", "con"):
            scene(tmp_path / "x.png", 1).rename(tmp_path / f"{name}.PNG")
            write(tmp_path / f"{name}.txt", name.encode(errors="replace"))
    except OSError:
        pytest.skip("this file system does not take such names")
    names = mended(tmp_path, "unportable_name")
    assert names == {f"{name}{end}" for name in ("caf", "a b", "_con") for end in (".png", ".txt")}


def test_numbers_of_32_bits_become_grey(tmp_path: Path) -> None:
    Image.fromarray(np.linspace(-1, 3, 64, dtype=np.float32).reshape(8, 8)).save(tmp_path / "a.tif")
    assert mended(tmp_path, "of_32_bits") == {"a.png"}
    with Image.open(tmp_path / "a.png") as image:
        assert (image.mode, image.getextrema()) == ("L", (0, 255))


def test_kinds_that_are_not_read_become_png(tmp_path: Path) -> None:
    scene(tmp_path / "b.png", 1)
    Image.new("RGBA", (8, 8), (255, 0, 0, 128)).save(tmp_path / "a.tga")
    write(tmp_path / "c.svg", "<svg/>")
    mend(checked(tmp_path), "unread_kind")
    assert set(tree(tmp_path)) == {"a.png", "b.png", "c.svg"}
    with Image.open(tmp_path / "a.png") as image:
        assert image.getpixel((0, 0)) == (255, 0, 0, 128)
    assert mend(checked(tmp_path), "unread_kind") == []


def test_duplicates_and_near_duplicates(tmp_path: Path) -> None:
    photograph(tmp_path, "tower.jpg", "a.jpg")
    photograph(tmp_path, "tower.jpg", "b.jpg")
    write(tmp_path / "b.txt", "kept, for it has a caption")
    Image.open(tmp_path / "a.jpg").save(tmp_path / "c.png")
    assert mended(tmp_path, "duplicate") == {f"{ASIDE}/a.jpg", "b.jpg", "b.txt", "c.png"}
    assert mended(tmp_path, "near_duplicate") == {f"{ASIDE}/a.jpg", "b.jpg", "b.txt", f"{ASIDE}/c.png"}


def test_a_picture_in_both_sets_leaves_the_one_for_regularisation(tmp_path: Path) -> None:
    train, reg = tmp_path / "train", tmp_path / "reg"
    scenes(train / "10_sls 1girl")
    scene(reg / "1_1girl" / "x.png", 3)
    before = tree(tmp_path)
    [entry] = mend(checked(train, reg), "in_both_sets")
    assert tree(tmp_path).keys() ^ before.keys() == {"reg/1_1girl/x.png", f"reg/{ASIDE}/1_1girl/x.png"}
    assert entry.files() == [reg / "1_1girl" / "x.png"]
    History.of(reg).undo()
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1girl, 猎豹".encode("gb18030"), "1girl, 猎豹"),
        ("1girl, hat".encode("utf-16"), "1girl, hat"),
        ("café, crème".encode("cp1252"), "café, crème"),
    ],
)
def test_captions_become_utf8(tmp_path: Path, written: bytes, read: str) -> None:
    scene(tmp_path / "a.png", 1)
    write(tmp_path / "a.txt", written)
    assert mended(tmp_path, "caption_encoding") == {"a.png", "a.txt"}
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == read


def test_what_is_no_text_stays_as_it_is(tmp_path: Path) -> None:
    scene(tmp_path / "a.png", 1)
    write(tmp_path / "a.txt", b"\x81\x8d\xff\xff\x00")
    assert mend(checked(tmp_path), "caption_encoding") == []


@pytest.mark.parametrize("others", [(".TXT",), (".txt",), (".caption",), (".txt", ".caption", ".caption")])
def test_an_extension_in_capitals_is_another_one(tmp_path: Path, others: tuple[str, ...]) -> None:
    for name, end in zip("abcd", (".TXT", *others), strict=False):
        scene(tmp_path / f"{name}.png", ord(name))
        write(tmp_path / f"{name}{end}", "a hat")
    assert [each.code for each in checked(tmp_path).findings if each.code.startswith("caption")] == [
        "caption_extensions"
    ]
    for _ in "twice":
        mend(checked(tmp_path), "caption_extensions")
    captions = [path.suffix for path in tmp_path.iterdir() if path.suffix != ".png" and path.is_file()]
    assert len(captions) == len(others) + 1
    assert len(set(captions)) == 1


def test_captions_of_one_extension(tmp_path: Path) -> None:
    for place, end in enumerate((".caption", ".caption", ".txt")):
        write(scene(tmp_path / f"{place}.png", place).with_suffix(end), f"number {place}")
    write(tmp_path / "0.txt", "number 0")
    assert mended(tmp_path, "caption_extensions") == {f"{n}{end}" for n in range(3) for end in (".png", ".txt")}


@pytest.mark.parametrize("ends", [(".txt", ".caption"), (".txt", ".TXT"), (".caption", ".TXT")])
def test_captions_that_say_different_things_are_left_to_people(tmp_path: Path, ends: tuple[str, ...]) -> None:
    scene(tmp_path / "a.png", 1)
    for end in ends:
        write(tmp_path / f"a{end}", f"one thing, {end}")
    mend(checked(tmp_path), "caption_extensions")
    assert mend(checked(tmp_path), "caption_extensions") == []
    assert {path.read_text() for path in tmp_path.glob("a.*[tTn]") if path.is_file()} == {
        f"one thing, {e}" for e in ends
    }


def test_of_folders_that_would_get_one_name_the_first_gets_it(tmp_path: Path) -> None:
    for name in ("0_x", "20000_x", "bare"):
        scene(tmp_path / name / "a.png", len(name))
    mend(checked(tmp_path), "folder_name")
    assert {path.name for path in tmp_path.iterdir()} == {"10_x", "20000_x", "10_bare", HIDDEN}


def test_pictures_that_are_moved_up_keep_their_own_captions(tmp_path: Path) -> None:
    for seed, name in enumerate(("a.png", "deep/a.jpg", "deeper/a.webp")):
        picture = scene(tmp_path / "10_x" / name, seed)
        write(picture.with_suffix(".txt"), name)
    mend(checked(tmp_path), "nested")
    captions = {path.with_suffix(".txt").read_text() for path in (tmp_path / "10_x").iterdir() if path.suffix == ".jpg"}
    assert captions == {"deep/a.jpg"}
    assert len(list((tmp_path / "10_x").glob("*.txt"))) == len(list((tmp_path / "10_x").glob("*.[pjw]*"))) > 1


def test_folders_get_repeats_and_balance(tmp_path: Path) -> None:
    scenes(tmp_path / "10_sls 1girl", 8)
    scenes(tmp_path / "2_cpc 1girl", 4, first=20)
    scenes(tmp_path / "more", 1, first=40)
    names = mended(tmp_path, "folder_name")
    assert {name.split("/")[0] for name in names} == {"10_sls 1girl", "2_cpc 1girl", "10_more"}
    assert {name.split("/")[0] for name in mended(tmp_path, "uneven")} == {"10_sls 1girl", "20_cpc 1girl", "80_more"}


def test_pictures_move_to_where_they_are_found(tmp_path: Path) -> None:
    scenes(tmp_path / "10_sls", 2)
    write(scene(tmp_path / "10_sls" / "deep" / "1.png", 9).with_suffix(".txt"), "deep")
    write(scene(tmp_path / "loose.png", 10).with_suffix(".txt"), "loose")
    assert mended(tmp_path, "nested") == {
        "10_sls/0.png",
        "10_sls/1.png",
        "10_sls/1-2.png",
        "10_sls/1-2.txt",
        "loose.png",
        "loose.txt",
    }
    assert f"10_{tmp_path.name}/loose.txt" in mended(tmp_path, "loose")


def test_only_the_chosen_files_are_changed(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{name}.png", "no picture") for name in "abc"]
    mend(checked(tmp_path), "unreadable", [files[1], tmp_path.parent / "foreign.png"])
    assert set(tree(tmp_path)) == {"a.png", f"{ASIDE}/b.png", "c.png"}


def test_files_that_are_gone_by_now_are_left_out(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{name}.png", "no picture") for name in "ab"]
    report = checked(tmp_path)
    files[0].unlink()
    assert [len(entry.steps) for entry in mend(report, "unreadable")] == [1]
    files[1].unlink(missing_ok=True)
    assert mend(report, "unreadable") == []


def test_a_project_has_one_history_for_all_of_its_folders(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "sls")
    write(project.own_pictures / "a.png", "no picture")
    mend(checked(project.folder), "unreadable")
    assert (project.folder / HIDDEN / "aside" / "source" / "a.png").exists()
    History.of(project.own_pictures).undo()
    assert (project.own_pictures / "a.png").exists()


@pytest.mark.parametrize(("code", "said"), [("nope", "There is no check nope"), ("too_few", "mended by hand")])
def test_codes_are_checked_first(code: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        require_fixes(["duplicate", code])


def test_reports_are_kept_whatever_the_names(tmp_path: Path) -> None:
    folder = tmp_path / "图 片"
    try:
        write(folder / os.fsdecode(b"bad\xff\x1b.png"), "no picture")
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    report = checked(folder)
    assert read_report(tmp_path, folder) is None
    write_report(tmp_path, report)
    assert read_report(tmp_path, folder) == report
    assert "(bad??.png)" in report.findings[0].message.en
    report_file(tmp_path, folder).write_bytes(b'{"folder": "x"}')
    assert read_report(tmp_path, folder) is None


MESSES: dict[str, Callable[[Path], object]] = {
    "text": lambda folder: write(folder / "t.png", "no picture"),
    "misnamed": lambda folder: photograph(folder, wanted="m.png"),
    "copy": lambda folder: photograph(folder, wanted="c.jpg"),
    "small": lambda folder: scene(folder / "s.png", 1, (64, 64)),
    "empty caption": lambda folder: write(folder / "s.txt", ""),
    "other caption": lambda folder: write(folder / "m.caption", "a lion"),
    "orphan": lambda folder: write(folder / "o.txt", "nothing"),
    "encoding": lambda folder: write(folder / "c.txt", "猎豹".encode("gb18030")),
    "deep": lambda folder: scene(folder / "10_x" / "deep" / "d.png", 2),
    "unnamed": lambda folder: scene(folder / "y" / "d.png", 3),
}


@settings(max_examples=12, deadline=None)
@given(
    st.sets(st.sampled_from(sorted(MESSES)), min_size=1),
    st.permutations([code for code, check in CHECKS.items() if check.fix is not None]),
)
def test_whatever_is_mended_in_whatever_order_can_be_taken_back(
    tmp_path_factory: pytest.TempPathFactory, messes: set[str], order: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("mess")
    for mess in sorted(messes):
        MESSES[mess](folder)
    before, report = tree(folder), checked(folder)
    changes = sum(len(mend(report, code)) for code in order)
    for _ in range(changes):
        History.of(folder).undo()
    assert tree(folder) == before
