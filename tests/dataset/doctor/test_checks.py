"""Every check: what it finds, and what it leaves alone."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from kohya_like.dataset.doctor.catalogue import CHECKS
from kohya_like.dataset.doctor.facts import look_at
from kohya_like.dataset.doctor.subject import Subject, survey
from tests.dataset.doctor.making import codes, examined, found, named, photograph, scene, scenes, write


def captioned(folder: Path, count: int = 8, first: int = 0) -> list[Path]:
    """Pictures about which nothing is to be said."""
    pictures = scenes(folder, count, first)
    for number, path in enumerate(pictures):
        write(path.with_suffix(".txt"), f"a picture, number {number}")
    return pictures


def laid_out(root: Path) -> Path:
    """A set as it should be: two concepts."""
    captioned(root / "10_sls 1girl")
    captioned(root / "10_cpc 1girl", first=100)
    return root


def test_a_good_heap_is_fine(tmp_path: Path) -> None:
    captioned(tmp_path)
    assert codes(examined(tmp_path)) == set()


def test_a_good_set_is_fine_and_so_is_each_of_its_folders(tmp_path: Path) -> None:
    laid_out(tmp_path / "train")
    assert codes(examined(tmp_path / "train")) == set()
    assert codes(examined(tmp_path / "train" / "10_sls 1girl")) == set()
    assert codes(examined(tmp_path)) == set()


def test_pictures_alone_are_a_valid_stage_with_one_hint(tmp_path: Path) -> None:
    scenes(tmp_path)
    subject = examined(tmp_path)
    assert codes(subject) == {"caption_missing"}
    assert found(subject, "caption_missing")[0].severity == "hint"


def test_an_empty_folder_has_no_pictures(tmp_path: Path) -> None:
    assert codes(examined(tmp_path)) == {"no_pictures"}


def test_files_that_are_no_pictures(tmp_path: Path) -> None:
    captioned(tmp_path)
    whole = photograph(tmp_path / "elsewhere").read_bytes()
    shutil.rmtree(tmp_path / "elsewhere")
    write(tmp_path / "text.png", "no picture")
    write(tmp_path / "cut.jpg", whole[:4000])
    write(tmp_path / "layers.psd", "8BPS")
    write(tmp_path / "new.jxl", b"\xff\x0a" + b"\0" * 40)
    Image.fromarray(np.ones((600, 600), dtype=np.float32)).save(tmp_path / "float.tif")
    subject = examined(tmp_path)
    assert named(subject, "unreadable") == ["text.png"]
    assert named(subject, "cut_off") == ["cut.jpg"]
    assert named(subject, "unread_kind") == ["layers.psd"]
    assert named(subject, "of_32_bits") == ["float.tif"]
    assert set(named(subject, "without_plugin")) <= {"new.jxl"}


def test_a_name_of_another_kind(tmp_path: Path) -> None:
    for end in (".jpg", ".JPEG", ".jfif", ".png"):
        photograph(tmp_path, wanted=f"{end[1:]}{end}")
    Image.new("RGB", (8, 8)).save(tmp_path / "b.bin", "PNG")
    (tmp_path / "b.bin").rename(tmp_path / "b.apng")
    assert named(examined(tmp_path), "wrong_extension") == ["png.png"]


@pytest.mark.parametrize(("size", "is_small"), [((512, 512), False), ((480, 480), False), ((1000, 200), True)])
def test_small_pictures_would_be_enlarged(tmp_path: Path, size: tuple[int, int], is_small: bool) -> None:
    scene(tmp_path / "a.png", 1, size)
    assert (named(examined(tmp_path), "too_small") == ["a.png"]) is is_small


def test_resolution_decides_what_is_small(tmp_path: Path) -> None:
    scene(tmp_path / "a.png", 1, (800, 800))
    assert named(examined(tmp_path, resolution=1024), "too_small") == ["a.png"]
    assert named(examined(tmp_path, resolution=768), "too_small") == []


def test_blurred_pictures(tmp_path: Path) -> None:
    sharp = photograph(tmp_path, "tower.jpg")
    Image.open(sharp).filter(ImageFilter.GaussianBlur(3)).save(tmp_path / "blurred.png")
    assert named(examined(tmp_path), "blurry") == ["blurred.png"]


def test_duplicates_keep_the_one_with_a_caption(tmp_path: Path) -> None:
    captioned(tmp_path)
    for name in ("a.png", "z.png"):
        shutil.copy(tmp_path / "3.png", tmp_path / name)
    subject = examined(tmp_path)
    [finding] = found(subject, "duplicate")
    assert [path.name for path in finding.files] == ["3.png", "a.png", "z.png"]
    assert [path.name for path in finding.spare or ()] == ["a.png", "z.png"]
    assert found(subject, "near_duplicate") == []


def test_near_duplicates_keep_the_largest(tmp_path: Path) -> None:
    original = photograph(tmp_path, "tower.jpg")
    image = Image.open(original)
    image.resize((754, 1200)).save(tmp_path / "large.webp", quality=60)
    image.resize((200, 318)).save(tmp_path / "small.png")
    photograph(tmp_path, "lion.jpg")
    [finding] = found(examined(tmp_path), "near_duplicate")
    assert [path.name for path in finding.files] == ["large.webp", "tower.jpg", "small.png"]
    assert [path.name for path in finding.spare or ()] == ["tower.jpg", "small.png"]


def test_clip_finds_near_duplicates_that_hashes_do_not(tmp_path: Path) -> None:
    pictures = captioned(tmp_path)
    vectors = dict(zip(pictures, np.eye(8, dtype=np.float32), strict=True))
    assert found(examined(tmp_path, vectors=vectors), "near_duplicate") == []
    vectors[pictures[5]] = vectors[pictures[2]]
    assert named(examined(tmp_path, vectors=vectors), "near_duplicate") == ["2.png", "5.png"]


def test_a_picture_in_both_sets_is_an_error(tmp_path: Path) -> None:
    laid_out(tmp_path / "train")
    captioned(tmp_path / "reg" / "1_1girl", first=50)
    Image.open(tmp_path / "train" / "10_sls 1girl" / "2.png").resize((320, 256)).save(
        tmp_path / "reg" / "1_1girl" / "copy.jpg"
    )
    for subject in (examined(tmp_path), examined(tmp_path / "train", tmp_path / "reg")):
        [finding] = found(subject, "in_both_sets")
        assert [path.name for path in finding.files] == ["2.png", "copy.jpg"]
        assert [path.name for path in finding.spare or ()] == ["copy.jpg"]
    assert found(examined(tmp_path / "train"), "in_both_sets") == []
    assert CHECKS["in_both_sets"].severity == "error"


def test_sets_of_little_variety(tmp_path: Path) -> None:
    base = photograph(tmp_path / "original")
    random = np.random.default_rng(0)
    for number in range(6):
        picture = np.array(Image.open(base).convert("RGB"))
        top, left = random.integers(0, 150, 2)
        picture[top : top + 90, left : left + 90] = random.integers(0, 256, 3)
        Image.fromarray(picture).save(base.with_name(f"{number}.png"))
    assert len(found(examined(base.parent), "too_alike")) == 1
    captioned(tmp_path / "varied")
    assert found(examined(tmp_path / "varied"), "too_alike") == []


def test_clip_judges_variety_where_it_saw_enough(tmp_path: Path) -> None:
    pictures = captioned(tmp_path)
    alike = {path: np.array([1, 0.01 * place], dtype=np.float32) for place, path in enumerate(pictures)}
    alike = {path: vector / np.linalg.norm(vector) for path, vector in alike.items()}
    assert len(found(examined(tmp_path, vectors=alike), "too_alike")) == 1
    few = dict(list(alike.items())[:6])
    assert found(examined(tmp_path, vectors=few), "too_alike") == []


@pytest.mark.parametrize(
    ("goal", "count", "code"),
    [("character", 7, "too_few"), ("style", 14, "too_few"), ("object", 5, "too_few"), ("object", 201, "too_many")],
)
def test_too_few_and_too_many_pictures(tmp_path: Path, goal: str, count: int, code: str) -> None:
    subject = Subject(survey(tmp_path), {}, goal=goal)  # type: ignore[arg-type]
    subject.__dict__["train"] = tuple(tmp_path / f"{number}.png" for number in range(count))
    assert len(found(subject, code)) == 1
    more = count + 1 if code == "too_few" else count - 1
    subject.__dict__["train"] = tuple(tmp_path / f"{number}.png" for number in range(more))
    assert found(subject, code) == []


def test_captions(tmp_path: Path) -> None:
    pictures = captioned(tmp_path, 10)
    write(pictures[0].with_suffix(".txt"), "  \n")
    write(pictures[1].with_suffix(".txt"), "女孩, 1girl")
    write(pictures[2].with_suffix(".txt"), "猎豹".encode("gb18030"))
    write(pictures[3].with_suffix(".txt"), b"x" * (1 << 20) + b"y")
    write(pictures[4].with_suffix(".txt"), "one\ntwo")
    pictures[5].with_suffix(".txt").unlink()
    pictures[6].with_suffix(".txt").rename(pictures[6].with_suffix(".caption"))
    write(tmp_path / "orphan.txt", "a picture that is gone")
    subject = examined(tmp_path)
    assert {code: named(subject, code) for code in CHECKS if code.startswith("caption_")} == {
        "caption_encoding": ["2.txt"],
        "caption_too_large": ["3.txt"],
        "caption_closed": [],
        "caption_missing": ["5.png"],
        "caption_orphan": ["orphan.txt"],
        "caption_empty": ["0.txt"],
        "caption_extensions": ["6.caption"],
        "caption_language": ["1.txt"],
        "caption_lines": ["4.txt"],
    }
    assert found(subject, "caption_missing")[0].severity == "warning"


def test_captions_that_the_system_keeps_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = captioned(tmp_path)
    real = Path.open

    def closed(path: Path, *arguments: object, **more: object) -> object:
        if path.suffix == ".txt" and path.stem == pictures[0].stem:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", closed)
    assert named(examined(tmp_path), "caption_closed") == ["0.txt"]


def test_words_of_the_folder_stand_in_for_captions(tmp_path: Path) -> None:
    scenes(tmp_path / "10_sls 1girl")
    captioned(tmp_path / "10_cpc 1girl", first=100)
    [finding] = found(examined(tmp_path), "caption_missing")
    assert (finding.severity, len(finding.files)) == ("hint", 8)
    assert "The words in the folder's name" in finding.message.en


def test_texts_in_folders_without_pictures_are_no_captions(tmp_path: Path) -> None:
    captioned(tmp_path)
    write(tmp_path / "notes" / "todo.txt", "buy milk")
    assert codes(examined(tmp_path)) == set()


def test_names_that_not_every_system_takes(tmp_path: Path) -> None:
    pictures = captioned(tmp_path)
    odd = [f"{'长' * 82}.png", "a:b.png", "con.png", "end .png", "猫 'quoted' -x.png", "-dash.png", "𝕬.png"]
    try:
        odd.append(os.fsdecode(b"caf\xe9.png"))
        for number, name in enumerate(odd):
            scene(tmp_path / f"t{number}.png", 200 + number).rename(tmp_path / name)
    except OSError:
        pytest.skip("this file system does not take such names")
    wrong = set(named(examined(tmp_path), "unportable_name"))
    assert wrong == {f"{'长' * 82}.png", "a:b.png", "con.png", os.fsdecode(b"caf\xe9.png")} | (wrong & {"end .png"})
    assert {path.name for path in pictures}.isdisjoint(wrong)


def test_the_layout_of_folders(tmp_path: Path) -> None:
    laid_out(tmp_path)
    captioned(tmp_path / "more", first=20)
    captioned(tmp_path / "99999_much", first=30)
    captioned(tmp_path / "10_sls 1girl" / "deep", first=40)
    captioned(tmp_path / "outer" / "5_inner", first=60)
    scene(tmp_path / "loose.png", 80)
    (tmp_path / "3_nothing").mkdir()
    subject = examined(tmp_path)
    assert sorted(named(subject, "folder_name")) == ["99999_much", "more"]
    assert named(subject, "nested") == ["10_sls 1girl"]
    assert named(subject, "loose") == ["."]
    assert named(subject, "elsewhere") == ["outer"]
    assert named(subject, "empty_folder") == ["3_nothing"]


def test_folders_in_a_heap_are_not_judged_by_their_names(tmp_path: Path) -> None:
    captioned(tmp_path / "holidays")
    captioned(tmp_path / "more", first=20)
    assert codes(examined(tmp_path)) == set()


def test_what_lies_too_deep_in_the_folder_itself(tmp_path: Path) -> None:
    captioned(tmp_path / "10_sls 1girl")
    captioned(tmp_path / "10_sls 1girl" / "deep", first=40)
    assert codes(examined(tmp_path / "10_sls 1girl")) == {"nested"}


def test_folders_out_of_balance(tmp_path: Path) -> None:
    captioned(tmp_path / "10_sls 1girl", 8)
    captioned(tmp_path / "2_cpc 1girl", 8, first=100)
    [finding] = found(examined(tmp_path), "uneven")
    assert '"10_sls 1girl" is seen 80 times an epoch and "2_cpc 1girl" 16 times' in finding.message.en


def test_a_vanishing_picture_is_said_to_be_changing(tmp_path: Path) -> None:
    pictures = captioned(tmp_path)
    sets = survey(tmp_path)
    subject = examined(tmp_path)
    pictures[0].unlink()
    gone = Subject(sets, {**subject.facts, pictures[0]: look_at(pictures[0])})
    assert named(gone, "changing") == ["0.png"]
    assert found(gone, "unreadable") == []


def test_titles_and_messages_are_in_both_languages() -> None:
    for check in CHECKS.values():
        assert check.title.en.isascii()
        assert not check.title.zh.isascii()
        assert check.fix is None or not check.fix.label.zh.isascii()
