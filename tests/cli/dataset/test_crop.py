"""`kohya-like dataset crop`: what it makes, what it says, and that every option acts."""

import json
from pathlib import Path

import pytest
from PIL import Image

from kohya_like.cli.dataset.crop import manual_box
from kohya_like.config.crop import PARAMETERS
from kohya_like.config.problems import InputError
from kohya_like.dataset.projects import Project
from tests.dataset.making import make_picture
from tests.e2e.commands import called, content

SHOWN = [
    "folder",
    "size",
    "resolution",
    "focus",
    "face_margin",
    "upscale",
    "split",
    "split_ratio",
    "overlap",
    "flip",
    "quality",
    "background",
]


@pytest.fixture(autouse=True)
def heap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with pictures in `heap`."""
    monkeypatch.setenv("KOHYA_LIKE_LANG", "en")
    monkeypatch.setenv("KOHYA_LIKE_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.chdir(tmp_path)
    make_picture(tmp_path / "heap" / "a.png", (200, 100), "a cat")
    make_picture(tmp_path / "heap" / "-b 猫.png", (90, 90), seed=1)
    (tmp_path / "file").touch()
    return tmp_path / "heap"


def test_copies_lie_beside_the_folder_and_can_be_taken_back(heap: Path) -> None:
    end = called("dataset", "crop", "heap", "--size", "80", "--flip", "--json")
    answer = json.loads(end.out)
    out = heap.with_name("heap-cropped")
    assert end.code == 0 and answer["output"] == str(out)
    assert answer["files"] == ["-b 猫-flip.png", "-b 猫.png", "a-flip.png", "a.png"]
    assert Image.open(out / "a.png").size == (80, 80) and (out / "a-flip.txt").read_text() == "a cat"
    assert called("dataset", "undo", out).code == 0
    assert not list(out.glob("*.png"))


def test_options_reach_the_job(heap: Path) -> None:
    options = [
        "--buckets",
        "--resolution",
        "64",
        "--min-bucket-reso",
        "32",
        "--bucket-reso-steps",
        "16",
        "--format",
        "webp",
        "--quality",
        "50",
    ]
    end = called("dataset", "crop", "heap", "-o", "out", *options, "--box", "a.png=0,0,64,64", "--picture", "a.png")
    assert end.code == 0 and end.out.startswith("Finished: ")
    assert sorted(path.name for path in Path("out").glob("a.*")) == ["a.txt", "a.webp"]
    assert Image.open("out/a.webp").size == (64, 64)


def test_a_project_is_cropped_into_its_own_place(heap: Path) -> None:
    project = Project.create(heap.parent, "p", heap)
    assert called("dataset", "crop", project.folder, "--size", "64", "--focus", "centre").code == 0
    assert (project.cropped / "a.png").is_file()


def test_left_out_pictures_are_named(heap: Path) -> None:
    end = called("dataset", "crop", "heap", "--size", "100")
    assert end.code == 0 and any("left out: 1 (-b 猫.png)" in line for line in end.sentences)
    end = called("dataset", "crop", "heap", "--size", "500")
    assert end.code == 2 and any("nothing was changed" in line for line in end.sentences)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["gone"], "There is no folder"),
        (["heap", "--size", "big"], 'size = "big" has the wrong form'),
        (["heap", "--size", "80", "--buckets"], "--size does nothing here: it acts with enable_bucket = false."),
        (["heap", "--resolution", "512"], "--resolution does nothing here"),
        (["heap", "--quality", "50"], "--quality does nothing here: it acts with output_format = jpeg or webp."),
        (["heap", "--format", "jpeg", "--keep-alpha"], "--keep-alpha does nothing here"),
        (["heap", "--keep-alpha", "--background", "black"], "--background does nothing here"),
        (["heap", "--face-margin", "1"], "--face-margin does nothing here: it acts with focus = face."),
        (["heap", "--overlap", "0.5"], "--overlap does nothing here"),
        (["heap", "--focus", "nose"], "is not one of focal, face, saliency, entropy, centre."),
        (["heap", "-o", "heap/in"], "Choose a folder beside it"),
        (["heap", "-o", "heap/a.png/x"], "is a file, so nothing can be saved in"),
        (["heap", "-o", "file"], "is a file"),
        (["heap", "-o", "file/x"], "is a file"),
        (["heap", "--box", "a.png"], "has the wrong form: write NAME=LEFT,TOP,RIGHT,BOTTOM"),
        (["heap", "--box", "a.png=5,5,5,5"], "The box of a.png is empty"),
        (["heap", "--picture", "x.png"], "No longer there: x.png."),
        (["heap", "--workers", "0"], "workers = 0 is impossible"),
    ],
)
def test_wrong_input_is_refused_in_one_sentence(options: list[str], said: str) -> None:
    before = content(Path.cwd())
    end = called("dataset", "crop", *options)
    assert (end.code, end.out) == (2, "")
    (sentence,) = end.sentences
    assert said in sentence
    assert content(Path.cwd()) == before


def test_the_help_comes_from_the_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    page = " ".join(called("dataset", "crop", "--help").out.replace("│", " ").split())
    assert [name for name in SHOWN if PARAMETERS[name].help.en.split(".")[0] not in page] == []
    assert "focal|face|saliency|entropy|centre" in page and "png|jpeg|webp" in page


def test_boxes_are_read() -> None:
    assert manual_box("x=y/猫 1.png=1,2,30,40") == {
        "picture": "x=y/猫 1.png",
        "left": 1,
        "top": 2,
        "right": 30,
        "bottom": 40,
    }
    with pytest.raises(InputError):
        manual_box("a.png=1,2,3")
